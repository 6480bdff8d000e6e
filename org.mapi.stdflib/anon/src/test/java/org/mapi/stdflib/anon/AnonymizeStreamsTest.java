package org.mapi.stdflib.anon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Sums;

/** ANONYMIZE on connections: numbers that follow, lines that go on, packets that errors quote. */
class AnonymizeStreamsTest {
    private static final int CLIENT = 4000;
    private static final int TCP = 34;

    private FunctionHarness harness;
    private long time = FunctionHarness.START;
    private Packet packet;

    private void rule(String rule) {
        harness = new FunctionHarness().writable(true).start(new Anonymize(), rule);
    }

    private byte[] process(byte[] frame) {
        packet = harness.at(time++, frame.length, frame, LinkType.ETHERNET);
        harness.instance().process(packet);
        final byte[] bytes = packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE);
        assertThat(Sums.areRight(bytes)).isTrue();
        return bytes;
    }

    private static byte[] frame(boolean toServer, int port, int sequence, int acknowledgement, int flags, String text) {
        final byte[] segment = Frames.tcp(toServer ? CLIENT : port, toServer ? port : CLIENT, flags,
            text.getBytes(StandardCharsets.ISO_8859_1));
        ByteBuffer.wrap(segment).putInt(4, sequence).putInt(8, acknowledgement);
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, segment);
        if (!toServer) {
            final byte[] source = Arrays.copyOfRange(frame, 26, 30);
            System.arraycopy(frame, 30, frame, 26, 4);
            System.arraycopy(source, 0, frame, 30, 4);
        }
        return Sums.right(frame);
    }

    /** Sequence number, acknowledgement and payload of what became of a segment. */
    private String send(boolean toServer, int sequence, int acknowledgement, String text) {
        final byte[] bytes = process(frame(toServer, 80, sequence, acknowledgement, TcpFlags.ACK, text));
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return buffer.getInt(TCP + 4) + " " + buffer.getInt(TCP + 8) + " "
            + new String(bytes, TCP + 20, bytes.length - TCP - 20, StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldHaveSequenceNumbersFollowWhenATextGetsAnotherLength() {
        rule("HTTP,HOST,REPLACE,a-longer-name");
        assertThat(send(true, 100, 900, "GET / HTTP/1.1\r\nHost: ab\r\n\r\n")).startsWith("100 900 GET")
            .contains("Host: a-longer-name\r\n");
        assertThat(send(false, 900, 128, "")).isEqualTo("900 139 ");
        assertThat(send(true, 128, 900, "rest")).isEqualTo("139 900 rest");
        assertThat(send(true, 100, 900, "GET / HTTP/1.1\r\nHost: ab\r\n\r\n")).as("again").startsWith("100 900 GET");
        assertThat(send(true, 128, 900, "GET / HTTP/1.1\r\nHost: cd\r\n\r\n")).startsWith("139 900 GET");
        assertThat(send(false, 900, 156, "")).isEqualTo("900 178 ");
        assertThat(send(false, 900, 128, "")).as("an older one").isEqualTo("900 139 ");
    }

    @Test
    void shouldBeginAnewWithAnotherConnectionOnTheSamePorts() {
        rule("TCP,PAYLOAD,REPLACE,x");
        assertThat(send(true, 100, 900, "four")).isEqualTo("100 900 x");
        assertThat(send(true, 104, 900, "")).isEqualTo("101 900 ");
        process(frame(true, 80, 7_000, 0, TcpFlags.SYN, ""));
        assertThat(send(true, 7_001, 900, "")).isEqualTo("7001 900 ");
    }

    @Test
    void shouldHaveSelectiveAcknowledgementsFollow() {
        rule("TCP,PAYLOAD,STRIP,1");
        send(true, 100, 900, "1234567890");
        send(true, 110, 900, "1234567890");
        final byte[] plain = frame(false, 80, 900, 100, TcpFlags.ACK, "............");
        plain[TCP + 12] = (byte) 0x80;
        ByteBuffer.wrap(plain).put(TCP + 20, new byte[] {1, 1, 5, 10}).putInt(TCP + 24, 110).putInt(TCP + 28, 120);
        final ByteBuffer changed = ByteBuffer.wrap(process(Sums.right(plain)));
        assertThat(changed.getInt(TCP + 8)).isEqualTo(100);
        assertThat(changed.getInt(TCP + 24)).isEqualTo(101);
        assertThat(changed.getInt(TCP + 28)).isEqualTo(102);
    }

    @Test
    void shouldGiveAStreamWithoutHolesWhateverBecameOfItsSegments() {
        final Random random = new Random(7);
        rule("TCP,PAYLOAD,HASHED,MD5,STRIP_REST");
        int sequence = -500;
        int expected = -500;
        for (int i = 0; i < 500; i++) {
            final String text = "x".repeat(1 + random.nextInt(60));
            final byte[] bytes = process(frame(true, 80, sequence, 1, TcpFlags.ACK, text));
            assertThat(ByteBuffer.wrap(bytes).getInt(TCP + 4)).as("segment %d", i).isEqualTo(expected);
            sequence += text.length();
            expected += bytes.length - TCP - 20;
            assertThat(send(false, 1, sequence, "")).startsWith("1 " + expected + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TCP,PAYLOAD,REPLACE,twelve-bytes", "TCP,PAYLOAD,STRIP,2", "TCP,PAYLOAD,HASHED,MD5,STRIP_REST",
        "HTTP,PAYLOAD,REPLACE,x"})
    void shouldGiveAStreamWithoutHolesWhenSegmentsComeOutOfOrder(String rule) {
        final Random random = new Random(11);
        for (int round = 0; round < 40; round++) {
            rule(rule);
            final TreeMap<Integer, Integer> pieces = new TreeMap<>();
            final List<int[]> segments = new ArrayList<>();
            int sequence = 1_000;
            for (int i = 0; i < 30; i++) {
                final int length = 1 + random.nextInt(40);
                segments.add(new int[] {sequence, length});
                sequence += length;
            }
            for (int i = 0; i < 27; i += 3) {
                Collections.swap(segments, i + random.nextInt(3), i + random.nextInt(3));
            }
            for (int[] segment : segments) {
                final byte[] bytes = process(frame(true, 80, segment[0], 1, TcpFlags.ACK, "x".repeat(segment[1])));
                pieces.put(ByteBuffer.wrap(bytes).getInt(TCP + 4), bytes.length - TCP - 20);
            }
            int expected = pieces.firstKey();
            for (Map.Entry<Integer, Integer> piece : pieces.entrySet()) {
                assertThat(piece.getKey()).as("round %d", round).isEqualTo(expected);
                expected += piece.getValue();
            }
        }
    }

    @Test
    void shouldFillALateSegmentUpToItsLength() {
        rule("TCP,PAYLOAD,REPLACE,ab");
        assertThat(send(true, 100, 900, "first")).isEqualTo("100 900 ab");
        assertThat(send(true, 110, 900, "third")).isEqualTo("107 900 ab");
        assertThat(send(true, 105, 900, "secnd")).as("late").isEqualTo("102 900 ab\0\0\0");
        assertThat(send(true, 105, 900, "secnd")).as("again").isEqualTo("102 900 ab\0\0\0");
        assertThat(send(true, 100, 900, "first")).as("again").isEqualTo("100 900 ab");
        assertThat(send(true, 115, 900, "fifth")).isEqualTo("109 900 ab");
        rule("HTTP,HOST,REPLACE,a");
        assertThat(send(true, 200, 900, "rest")).isEqualTo("200 900 rest");
        assertThat(send(true, 171, 900, "GET / HTTP/1.1\r\nHost: abc\r\n\r\n")).as("a line")
            .isEqualTo("171 900 GET / HTTP/1.1\r\nHost: a  \r\n\r\n");
    }

    @Test
    void shouldGoOnWithConnectionsWhenTheLibraryIsReplaced() {
        rule("HTTP,COOKIE,REPLACE,a-longer-cookie");
        assertThat(send(true, 100, 900, "GET / HTTP/1.1\r\nCookie: ab\r\n\r\n")).contains("a-longer-cookie");
        assertThat(send(false, 900, 130, "HTTP/1.1 200 OK\r\nCoo")).startsWith("900 143 ");
        harness.upgrade(new Anonymize());
        assertThat(send(true, 130, 920, "rest")).isEqualTo("143 920 rest");
        assertThat(send(false, 920, 134, "")).isEqualTo("920 147 ");
        assertThat(send(true, 100, 900, "GET / HTTP/1.1\r\nCookie: ab\r\n\r\n")).as("again").startsWith("100 900 GET");
    }

    @Test
    void shouldRememberABoundedNumberOfConnections() {
        rule("TCP,PAYLOAD,REPLACE,x");
        for (int i = 0; i < 70_000; i++) {
            final byte[] frame = frame(true, 80, 1, 1, TcpFlags.ACK, "four");
            ByteBuffer.wrap(frame).putInt(26, i);
            process(Sums.right(frame));
        }
        assertThat(harness.result(AnonymizeResult.class).misfits()).isEqualTo(70_000 - 65_536);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"80", "9999"})
    void shouldFollowHeadersOverSegments(int port) {
        final String request = "GET / HTTP/1.1\r\nAccept: text/*\r\nCookie: secret=1\r\nHost: b\r\n\r\nCookie: body";
        for (int cut = 16; cut < request.indexOf("Cookie: body"); cut++) {
            for (int second = cut; second <= request.length(); second += 7) {
                rule("HTTP,COOKIE,PATTERN_FILL,STR,x");
                final StringBuilder stream = new StringBuilder();
                int from = 0;
                for (int to : new int[] {cut, second, request.length()}) {
                    final byte[] bytes = process(frame(true, port, 1000 + from, 1, TcpFlags.ACK, request.substring(from, to)));
                    stream.append(new String(bytes, TCP + 20, bytes.length - TCP - 20, StandardCharsets.ISO_8859_1));
                    from = to;
                }
                final boolean nameSplit = splits(request, "Cookie:", cut) || splits(request, "Cookie:", second);
                if (!nameSplit) {
                    assertThat(stream.toString()).as("cut at %d and %d", cut, second)
                        .isEqualTo(request.replace("secret=1", "xxxxxxxx"));
                }
            }
        }
    }

    /** A name that is split over two segments is not seen. */
    private static boolean splits(String text, String word, int at) {
        return at > text.indexOf(word) && at < text.indexOf(word) + word.length();
    }

    @Test
    void shouldChangeAHeaderThatGoesOnInTheNextLine() {
        rule("HTTP,COOKIE,PATTERN_FILL,STR,x");
        assertThat(send(true, 1, 1, "GET / HTTP/1.1\r\nCookie: a=1;\r\n b=2\r\nHost: c\r\n\r\n")).doesNotContain("b=2")
            .contains("Host: c\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'TCP,SRC_PORT,MAP',6,true", "'UDP,DST_PORT,MAP',17,true", "'TCP,SEQUENCE_NUMBER,ZERO',6,true",
        "'TCP,SRC_PORT,MAP',17,false", "'UDP,SRC_PORT,MAP',6,false"})
    void shouldChangePortsInPacketsThatErrorsQuote(String rule, int protocol, boolean changes) {
        rule(rule);
        final byte[] content = protocol == IpProtocol.TCP ? Frames.tcp(1000, 2000, 0, new byte[9])
            : Frames.udp(1000, 2000, new byte[9]);
        final byte[] plain = Sums.right(Frames.ipv4(protocol, content));
        final byte[] error = new byte[8 + 28];
        error[0] = 3;
        System.arraycopy(plain, 14, error, 8, 28);
        final byte[] frame = Sums.right(Frames.ipv4(IpProtocol.ICMP, error));
        final byte[] changed = process(frame.clone());
        if (changes) {
            final byte[] alone = process(plain.clone());
            assertThat(Arrays.copyOfRange(changed, 42 + 20, 42 + 28)).isEqualTo(Arrays.copyOfRange(alone, 34, 42))
                .isNotEqualTo(Arrays.copyOfRange(frame, 42 + 20, 42 + 28));
        } else {
            assertThat(changed).isEqualTo(frame);
        }
    }
}
