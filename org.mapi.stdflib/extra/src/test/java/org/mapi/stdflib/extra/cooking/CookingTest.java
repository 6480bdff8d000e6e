package org.mapi.stdflib.extra.cooking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;
import static org.mapi.testkit.FunctionHarness.START;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.result.CookingCounters;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

class CookingTest {
    private static final int CLIENT = 40_000;
    private static final int SERVER = 80;
    private static final long SECOND = 1_000_000_000L;

    private final List<String> blocks = new ArrayList<>();
    private final List<Integer> sources = new ArrayList<>();
    private final List<Long> sequences = new ArrayList<>();
    private final FunctionHarness harness = new FunctionHarness().follower(this::take);
    private long time = START;

    /** Takes a block that was passed on. */
    private void take(Packet packet) {
        assertSound(packet);
        blocks.add(text(packet));
        sources.add(packet.sourcePort());
        sequences.add(packet.tcpSequence());
    }

    private String taken() {
        final String text = blocks.isEmpty() ? null : String.join("", blocks);
        blocks.clear();
        return text;
    }

    /** Gives a segment; the bytes passed on, or null. */
    private String send(int from, long sequence, long acknowledgement, int flags, String payload) {
        return send(true, from, sequence, acknowledgement, flags, payload.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String send(boolean ipv4, int from, long sequence, long acknowledgement, int flags, byte[] payload) {
        final byte[] tcp = Frames.tcp(from, from == SERVER ? CLIENT : SERVER, flags, payload);
        ByteBuffer.wrap(tcp).putInt(4, (int) sequence).putInt(8, (int) acknowledgement);
        final byte[] frame = ipv4 ? Frames.ipv4(IpProtocol.TCP, tcp) : Frames.ipv6(IpProtocol.TCP, tcp);
        final int addresses = ipv4 ? 26 : 22;
        if (from == SERVER) {
            final int length = ipv4 ? 4 : 16;
            for (int i = 0; i < length; i++) {
                final byte swapped = frame[addresses + i];
                frame[addresses + i] = frame[addresses + length + i];
                frame[addresses + length + i] = swapped;
            }
        }
        assertThat(harness.packet(time++, frame.length, frame)).as("segments end here").isFalse();
        return taken();
    }

    private static String text(Packet packet) {
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < packet.payloadLength(); i++) {
            text.append((char) packet.getUnsignedByte(packet.payloadOffset() + i));
        }
        return text.toString();
    }

    private CookingCounters counters() {
        return harness.result(CookingCounters.class);
    }

    private static int sum(Packet packet, int from, int to, int initial) {
        long sum = initial;
        for (int i = from; i < to; i += 2) {
            sum += i + 1 < to ? packet.getUnsignedShort(i) : packet.getUnsignedByte(i) << 8;
        }
        while (sum >>> 16 != 0) {
            sum = (sum & 0xffff) + (sum >>> 16);
        }
        return (int) sum;
    }

    private static void assertSound(Packet packet) {
        assertThat(packet.anomalies()).isZero();
        assertThat(packet.wireLength()).isEqualTo(packet.captureLength());
        final int tcp = packet.transportOffset();
        final int end = packet.captureLength();
        final int addresses = packet.sourceAddressOffset();
        final int pseudo = sum(packet, addresses, addresses + 2 * packet.addressLength(), IpProtocol.TCP + end - tcp);
        assertThat(sum(packet, tcp, end, pseudo)).isEqualTo(0xffff);
        if (packet.ipVersion() == 4) {
            assertThat(sum(packet, packet.networkOffset(), tcp, 0)).isEqualTo(0xffff);
        }
    }

    @Test
    void shouldPassBytesOnInOrderWhenThereAreEnough() {
        harness.start(new Cooking(), 10, 0, 0, 3);
        assertThat(send(CLIENT, 100, 0, SYN, "")).isNull();
        assertThat(send(SERVER, 900, 101, SYN | ACK, "")).isNull();
        assertThat(send(CLIENT, 101, 901, ACK, "GET ")).isNull();
        assertThat(send(CLIENT, 110, 901, ACK, "last")).isNull();
        assertThat(send(CLIENT, 105, 901, ACK, "/abcd")).isEqualTo("GET /abcdlast");
        assertThat(sequences).containsExactly(101L);
        assertThat(sources).containsExactly(CLIENT);
        assertThat(send(CLIENT, 105, 901, ACK, "/abcd")).isNull();
        assertThat(counters().repeated()).isEqualTo(5);
        assertThat(counters().blocks()).isEqualTo(1);
        assertThat(counters().bytes()).isEqualTo(13);
    }

    @Test
    void shouldPassTheRestOfBothDirectionsOnWhenTheConnectionEnds() {
        harness.start(new Cooking(), 1000, 0, 0, 3);
        send(CLIENT, 100, 0, SYN, "");
        send(SERVER, 900, 101, SYN | ACK, "");
        assertThat(send(CLIENT, 101, 901, ACK, "question")).isNull();
        assertThat(send(SERVER, 901, 109, ACK, "answer")).isNull();
        assertThat(send(SERVER, 907, 109, RST | ACK, "")).isEqualTo("answerquestion");
        assertThat(sources).containsExactly(SERVER, CLIENT);
        assertThat(counters().waiting()).isZero();
        assertThat(counters().waitingBytes()).isZero();
    }

    @Test
    void shouldTakeTheWantedDirectionOnly() {
        harness.start(new Cooking(), 1, 0, 0, 1);
        send(CLIENT, 100, 0, SYN, "");
        assertThat(send(CLIENT, 101, 901, ACK, "question")).isNull();
        assertThat(send(SERVER, 901, 109, ACK, "answer")).isEqualTo("answer");
        harness.start(new Cooking(), 1, 0, 0, 2);
        send(CLIENT, 100, 0, SYN, "");
        assertThat(send(SERVER, 901, 101, ACK, "answer")).isNull();
        assertThat(send(CLIENT, 101, 907, ACK, "question")).isEqualTo("question");
    }

    @Test
    void shouldPassTheFirstBlockOnlyWhenAsked() {
        harness.start(new Cooking(), 4, 0, 1, 3);
        assertThat(send(CLIENT, 101, 0, ACK, "first")).isEqualTo("first");
        assertThat(send(CLIENT, 106, 0, ACK, "second")).isNull();
        assertThat(send(CLIENT, 112, 0, FIN | ACK, "")).isNull();
    }

    @Test
    void shouldEndABlockInFrontOfBytesThatWereNeverCaptured() {
        harness.start(new Cooking(), 100, 0, 0, 3);
        assertThat(send(CLIENT, 101, 0, ACK, "aaaa")).isNull();
        assertThat(send(CLIENT, 110, 0, ACK, "cccc")).isNull();
        assertThat(send(SERVER, 901, 114, ACK, "")).isEqualTo("aaaa");
        assertThat(send(CLIENT, 114, 0, FIN | ACK, "dd")).isEqualTo("ccccdd");
        assertThat(counters().missing()).isEqualTo(5);
    }

    @Test
    void shouldPassOnWhatTimedOut() {
        harness.start(new Cooking(), 100, 10, 0, 3);
        send(CLIENT, 101, 0, ACK, "idle");
        harness.instance().timer(time + 9 * SECOND);
        assertThat(taken()).isNull();
        harness.instance().timer(time + 10 * SECOND);
        assertThat(taken()).isEqualTo("idle");
        assertThat(sources).containsExactly(CLIENT);
        assertThat(counters().waitingBytes()).isZero();
    }

    @Test
    void shouldPassEverythingOnWhenTheTraceEnds() {
        harness.start(new Cooking(), 100, 10, 0, 3);
        send(CLIENT, 101, 901, ACK, "question");
        send(SERVER, 901, 109, ACK, "answer");
        send(SERVER, 910, 109, ACK, "behind a hole");
        assertThat(harness.instance().drain()).isTrue();
        assertThat(blocks).containsExactlyInAnyOrder("question", "answer", "behind a hole");
        harness.instance().end();
        assertThat(blocks).hasSize(3);
        assertThat(counters().missing()).isEqualTo(3);
    }

    @Test
    void shouldHoldBlocksBackWhileThereIsNoRoomBehind() {
        harness.room(1).start(new Cooking(), 1, 10, 0, 3);
        assertThat(harness.instance().capacity()).isEqualTo(1);
        assertThat(send(CLIENT, 101, 0, ACK, "first")).isEqualTo("first");
        assertThat(harness.instance().capacity()).isZero();
        assertThat(send(CLIENT, 106, 0, ACK, "second")).isNull();
        assertThat(send(CLIENT, 112, 0, ACK, "third")).isNull();
        assertThat(counters().waiting()).isEqualTo(1);
        assertThat(harness.instance().drain()).isFalse();
        harness.room(5);
        harness.instance().timer(time);
        assertThat(taken()).isEqualTo("secondthird");
        assertThat(counters().waiting()).isZero();
        harness.room(0);
        assertThat(send(CLIENT, 117, 0, ACK, "fourth")).isNull();
        harness.instance().end();
        assertThat(taken()).isEqualTo("fourth");
    }

    @Test
    void shouldPassOnWhatIsInOrderWhenTheLibraryIsReplaced() {
        harness.start(new Cooking(), 100, 0, 0, 3);
        send(CLIENT, 101, 0, ACK, "before");
        harness.upgrade(new Cooking());
        assertThat(taken()).isEqualTo("before");
        send(CLIENT, 107, 0, ACK, "after");
        assertThat(send(CLIENT, 112, 0, FIN | ACK, "")).isEqualTo("after");
        assertThat(counters().lost()).isZero();
        assertThat(counters().bytes()).isEqualTo(11);
    }

    @Test
    void shouldBeginAnewWhenPortsAreUsedAgain() {
        harness.start(new Cooking(), 1, 0, 0, 3);
        send(CLIENT, 100, 0, SYN, "");
        assertThat(send(CLIENT, 101, 0, ACK, "one")).isEqualTo("one");
        send(CLIENT, 5000, 0, SYN, "");
        assertThat(send(CLIENT, 5001, 0, ACK, "two")).isEqualTo("two");
        assertThat(counters().connections()).isEqualTo(2);
    }

    @Test
    void shouldLetEverythingElsePassUnchanged() {
        harness.start(new Cooking(), 10, 0, 0, 3);
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, new byte[7]));
        assertThat(harness.packet(START, frame.length, frame)).isTrue();
        assertThat(harness.packet(START, 60)).isTrue();
        assertThat(counters().segments()).isZero();
    }

    @Test
    void shouldRebuildRandomTransfersByteForByte() {
        final Random random = new Random(20_260_105);
        for (int round = 0; round < 60; round++) {
            final boolean ipv4 = random.nextBoolean();
            final int threshold = 1 + random.nextInt(3000);
            harness.start(new Cooking(), threshold, 0, 0, 3);
            final byte[] data = new byte[1 + random.nextInt(60_000)];
            random.nextBytes(data);
            final int first = random.nextInt();
            send(ipv4, CLIENT, first - 1, 0, SYN, new byte[0]);
            final ByteArrayOutputStream got = new ByteArrayOutputStream();
            for (int[] segment : segments(random, data.length)) {
                final byte[] payload = Arrays.copyOfRange(data, segment[0], segment[1]);
                collect(got, send(ipv4, CLIENT, first + segment[0], 0, ACK, payload));
            }
            collect(got, send(ipv4, CLIENT, first + data.length, 0, FIN | ACK, new byte[0]));
            assertThat(got.toByteArray()).as("round %d", round).isEqualTo(data);
            assertThat(counters().missing() + counters().lost() + counters().refused() + counters().inconsistent()).isZero();
            harness.instance().cleanup();
        }
    }

    private void collect(ByteArrayOutputStream got, String block) {
        if (block != null) {
            got.writeBytes(block.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** Segments of a transfer, some twice, some overlapping, shuffled in small groups. */
    private static List<int[]> segments(Random random, int length) {
        final List<int[]> segments = new ArrayList<>();
        int at = 0;
        while (at < length) {
            final int end = Math.min(length, at + 1 + random.nextInt(1448));
            segments.add(new int[] {random.nextInt(10) == 0 ? Math.max(0, at - random.nextInt(500)) : at, end});
            if (random.nextInt(10) == 0) {
                segments.add(new int[] {at, end});
            }
            at = end;
        }
        for (int i = 0; i + 8 < segments.size(); i += 4) {
            Collections.shuffle(segments.subList(i, i + 8), random);
        }
        return segments;
    }

    @Test
    void shouldStayWithinItsBoundsUnderAFlood() {
        harness.start(new Cooking(), 1000, 0, 0, 3, 1000, 1L << 20);
        for (int i = 0; i < 20_000; i++) {
            final byte[] frame = Frames.ipv4(IpProtocol.TCP, Frames.tcp(i, 80, ACK, new byte[500]));
            harness.instance().process(harness.at(time++, frame.length, frame, LinkType.ETHERNET));
        }
        assertThat(counters().waitingBytes()).isLessThanOrEqualTo(1 << 20);
        assertThat(counters().evicted()).isGreaterThan(19_000 - 1_000);
        assertThat(counters().lost() + counters().bytes()).isGreaterThan(18_000 * 500L);
    }

    @ParameterizedTest
    @CsvSource({"65001,0,0,3,1,1048576,7001", "1,-1,0,3,1,1048576,7002", "1,0,2,3,1,1048576,7003", "1,0,0,0,1,1048576,7004",
        "1,0,0,4,1,1048576,7004", "1,0,0,3,0,1048576,7005", "1,0,0,3,1,1000,7011"})
    void shouldRefuseArgumentsThatMeanNothing(int threshold, int timeout, int once, int direction, int connections, long memory,
            int error) {
        assertThatThrownBy(() -> harness.start(new Cooking(), threshold, timeout, once, direction, connections, memory))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(error));
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        new PacketStorm(5)
            .function(new FunctionHarness().start(new Cooking(), 300, 1, 0, 3, 500, 1L << 20), null, 16)
            .function(new FunctionHarness().start(new Cooking(), 1, 5, 0, 3), null, 64)
            .run();
    }
}
