package org.mapi.stdflib.anon;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.stdflib.extra.rewrite.PrefixPreserving;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;
import org.mapi.testkit.Sums;

class AnonymizeTest {
    private static final String KEY = "1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202";
    private static final String REQUEST = "GET /secret/plan.html?id=7 HTTP/1.1\r\nHost: www.example.org\r\nCookie: a=1\r\n"
        + "X: y\r\ncookie:b=2\r\n\r\nbody";
    private static final String RESPONSE = "HTTP/1.1 404 Not Found\r\nServer: Apache\r\n\r\n<html>";

    private static FunctionHarness rule(String rule) {
        return new FunctionHarness().writable(true).start(new Anonymize(), rule, "hex:" + KEY);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] tcp(String payload) {
        return Sums.right(Frames.ipv4(IpProtocol.TCP, Frames.tcp(4000, 80, TcpFlags.ACK, bytes(payload))));
    }

    private static byte[] udp6(String payload) {
        return Sums.right(Frames.ipv6(IpProtocol.UDP, Frames.udp(4000, 53, bytes(payload))));
    }

    private static byte[] ftp(int from, int to, String payload) {
        return Sums.right(Frames.ipv6(IpProtocol.TCP, Frames.tcp(from, to, TcpFlags.ACK, bytes(payload))));
    }

    private static byte[] changed(FunctionHarness harness, byte[] frame, int wireLength) {
        final Packet packet = harness.at(FunctionHarness.START, wireLength, frame, LinkType.ETHERNET);
        assertThat(harness.instance().process(packet)).isTrue();
        return packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE);
    }

    private static byte[] changed(String rule, byte[] frame) {
        final FunctionHarness harness = rule(rule);
        final byte[] result = changed(harness, frame, frame.length);
        harness.instance().cleanup();
        return result;
    }

    private static String payload(String rule, byte[] frame) {
        final byte[] result = changed(rule, frame);
        assertConsistent(result);
        final int header = frame[14] >>> 4 == 4 ? 34 : 54;
        final int length = header + (frame[frame[14] >>> 4 == 4 ? 23 : 20] == IpProtocol.TCP ? 20 : 8);
        return new String(result, length, result.length - length, StandardCharsets.ISO_8859_1);
    }

    private static int word(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    private static void assertConsistent(byte[] frame) {
        final boolean wide = frame[14] >>> 4 == 6;
        assertThat(wide ? word(frame, 18) + 54 : word(frame, 16) + 14).as("IP length").isEqualTo(frame.length);
        if (frame[wide ? 20 : 23] == IpProtocol.UDP) {
            assertThat(word(frame, (wide ? 54 : 34) + 4)).as("UDP length").isEqualTo(frame.length - (wide ? 54 : 34));
        }
        assertThat(Sums.areRight(frame)).as("checksums of " + HexFormat.of().formatHex(frame)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"IP,SRC_IP,MAP", "IP,DST_IP,MAP_DISTRIBUTION,UNIFORM,1,9", "IP,SRC_IP,RANDOM", "IP,DST_IP,HASHED,MD5",
        "IP,SRC_IP,HASHED,AES,UNCHANGED", "IP,SRC_IP,HASHED,CRC32", "IP,DST_IP,PATTERN_FILL,STR,ab", "IP,SRC_IP,ZERO",
        "IP,SRC_IP,PREFIX_PRESERVING", "IP,DST_IP,PREFIX_PRESERVING_MAP", "IP,TTL,RANDOM", "IP,TOS,RANDOM", "IP,ID,RANDOM",
        "IP,FLOW,RANDOM", "IP,FRAGMENT_OFFSET,UNCHANGED", "TCP,SRC_PORT,RANDOM", "TCP,SEQUENCE_NUMBER,HASHED,HMAC_SHA_2",
        "TCP,ACK_NUMBER,MAP", "TCP,FLAGS,ZERO", "TCP,URGENT_POINTER,RANDOM", "TCP,WINDOW,MAP_DISTRIBUTION,GAUSSIAN,100,20",
        "TCP,DST_PORT,HASHED,DES", "UDP,SRC_PORT,MAP", "UDP,DST_PORT,HASHED,TRIPLEDES,STRIP_REST", "UDP,SRC_IP,RANDOM",
        "TCP,PAYLOAD,STRIP,3", "TCP,PAYLOAD,RANDOM", "UDP,PAYLOAD,HASHED,SHA_512,STRIP_REST",
        "UDP,PAYLOAD,HASHED,SHA,PAD_WITH_ZERO",
        "TCP,PAYLOAD,HASHED,AES", "TCP,PAYLOAD,REPLACE,abc", "UDP,PAYLOAD,REPLACE,abcd", "TCP,PAYLOAD,REGEXP,(a+)b,1,x",
        "IP,PAYLOAD,UNCHANGED", "TCP,PAYLOAD,ZERO", "TCP,PAYLOAD,PATTERN_FILL,INTEGER,0x01020304", "TCP,PAYLOAD,FILENAME_RANDOM",
        "IP,CHECKSUM,CHECKSUM_ADJUST", "HTTP,HOST,REPLACE,a", "HTTP,URI,HASHED,SHA_3", "FTP,USER,STRIP,0"})
    void shouldKeepLengthsAndChecksumsRight(String rule) {
        final Random random = new Random(rule.hashCode());
        final FunctionHarness harness = rule(rule);
        for (int i = 0; i < 200; i++) {
            final byte[] content = new byte[1 + random.nextInt(80)];
            random.nextBytes(content);
            content[0] |= 1;
            final String text = random.nextInt(3) == 0 ? REQUEST : new String(content, StandardCharsets.ISO_8859_1);
            final byte[] original = random.nextBoolean() ? tcp(text) : random.nextBoolean() ? udp6(text) : ftp(9, 21, text);
            final byte[] result = changed(harness, original.clone(), original.length);
            assertConsistent(result);
            final byte[] wrong = original.clone();
            wrong[frameSum(wrong)] ^= 1;
            assertThat(Sums.areRight(changed(harness, wrong, wrong.length))).as("a wrong checksum stays wrong")
                .isEqualTo(rule.contains("CHECKSUM_ADJUST"));
        }
        harness.instance().cleanup();
    }

    /** Offset of the transport checksum. */
    private static int frameSum(byte[] frame) {
        final boolean wide = frame[14] >>> 4 == 6;
        return (wide ? 54 : 34) + (frame[wide ? 20 : 23] == IpProtocol.TCP ? 16 : 6);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "TCP,PAYLOAD,STRIP,3;GET", "HTTP,PAYLOAD,STRIP,0;{head}", "HTTP,PAYLOAD,REPLACE,xy;{head}xy",
        "TCP,PAYLOAD,REPLACE,hello,world;hello,world", "UDP,PAYLOAD,ZERO;{all}"})
    void shouldChangePayloads(String rule, String expected) {
        final String head = REQUEST.substring(0, REQUEST.length() - 4);
        assertThat(payload(rule, tcp(REQUEST))).isEqualTo(expected.replace("{head}", head).replace("{all}", REQUEST));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
        "HTTP,METHOD,REPLACE,POST;GET;POST", "HTTP,URI,STRIP,1;/secret/plan.html?id=7;/",
        "HTTP,HTTP_VERSION,ZERO;HTTP/1.1;00000000",
        "HTTP,HOST,PATTERN_FILL,STR,xy;www.example.org;xyxyxyxyxyxyxyx", "HTTP,COOKIE,REPLACE,none;a=1;none",
        "HTTP,HOST,REGEXP,(w+)\\.(example),2,NULL,sample;www.example;www.sample",
        "HTTP,HOST,HASHED,CRC32,STRIP_REST;www.example.org;38753edd", "HTTP,USER_AGENT,ZERO;;", "HTTP,RESPONSE_CODE,ZERO;;"})
    void shouldChangeFieldsOfRequests(String rule, String part, String replacement) {
        final String expected = part == null ? REQUEST : REQUEST.replace(part, replacement);
        assertThat(payload(rule, tcp(REQUEST))).isEqualTo(
            rule.startsWith("HTTP,COOKIE") ? expected.replace("b=2", "none") : expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"HTTP,RESPONSE_CODE,ZERO;404;000", "HTTP,RESP_CODE_DESCR,REPLACE,Ok;Not Found;Ok",
        "HTTP,SERVER,STRIP,0;Apache;", "HTTP,URI,ZERO;x;x"})
    void shouldChangeFieldsOfResponses(String rule, String part, String replacement) {
        assertThat(payload(rule, tcp(RESPONSE))).isEqualTo(RESPONSE.replace(part, replacement == null ? "" : replacement));
    }

    @Test
    void shouldChangeCommandsAndResponsesOfFtp() {
        assertThat(payload("FTP,PASS,REPLACE,x", ftp(9, 21, "USER me\r\npass secret\r\n"))).isEqualTo("USER me\r\npass x\r\n");
        assertThat(payload("FTP,FTP_TYPE,ZERO", ftp(9, 21, "TYPE I\r\n"))).isEqualTo("TYPE 0\r\n");
        assertThat(payload("FTP,PASV,ZERO", ftp(9, 21, "PASV\r\n"))).isEqualTo("PASV\r\n");
        assertThat(payload("FTP,FTP_RESPONSE_CODE,ZERO", ftp(21, 9, "230-Hi\r\n there\r\n230 in\r\n")))
            .isEqualTo("000-Hi\r\n there\r\n000 in\r\n");
        assertThat(payload("FTP,FTP_RESPONSE_ARG,REPLACE,x", ftp(21, 9, "230-Hi\r\n there\r\n230 in\r\n")))
            .isEqualTo("230-x\r\n x\r\n230 x\r\n");
        assertThat(payload("FTP,USER,REPLACE,x", ftp(9, 22, "USER me\r\n"))).as("not FTP's port").isEqualTo("USER me\r\n");
    }

    @Test
    void shouldNumberAddressesAlikeInAllRulesOfAFlow() {
        final FunctionHarness source = rule("IP,SRC_IP,MAP");
        final FunctionHarness destination = rule("IP,DST_IP,MAP");
        final byte[] there = tcp("x");
        final byte[] back = there.clone();
        System.arraycopy(there, 26, back, 30, 4);
        System.arraycopy(there, 30, back, 26, 4);
        byte[] result = changed(destination, changed(source, there, there.length), there.length);
        assertThat(Arrays.copyOfRange(result, 26, 34)).containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
        result = changed(destination, changed(source, back, back.length), back.length);
        assertThat(Arrays.copyOfRange(result, 26, 34)).containsExactly(0, 0, 0, 2, 0, 0, 0, 1);
        result = changed(source, udp6("x"), udp6("x").length);
        assertThat(HexFormat.of().formatHex(result, 22, 38)).isEqualTo("20010db8000000000000000000000001");
        source.upgrade(new Anonymize());
        result = changed(source, back, back.length);
        assertThat(Arrays.copyOfRange(result, 26, 30)).as("after an upgrade").containsExactly(0, 0, 0, 2);
        source.instance().cleanup();
        destination.instance().cleanup();
        final FunctionHarness later = rule("IP,SRC_IP,MAP");
        assertThat(Arrays.copyOfRange(changed(later, back, back.length), 26, 30)).as("another flow").containsExactly(0, 0, 0, 1);
        later.instance().cleanup();
    }

    @Test
    void shouldCountWhatTheTableCannotRememberAndGiveNothingAway() {
        final FunctionHarness harness = rule("IP,SRC_IP,MAP");
        final byte[] frame = tcp("x");
        final Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < MappingTable.MOST + 10; i++) {
            frame[26] = (byte) (i >>> 16);
            frame[27] = (byte) (i >>> 8);
            frame[28] = (byte) i;
            final byte[] result = changed(harness, frame.clone(), frame.length);
            seen.add(word(result, 26) << 16 | word(result, 28));
        }
        assertThat(seen).hasSize(MappingTable.MOST + 1).contains(0, 1, MappingTable.MOST);
        assertThat(harness.result(AnonymizeResult.class)).isEqualTo(new AnonymizeResult(MappingTable.MOST + 10, 10));
        harness.instance().reset();
        assertThat(harness.result(AnonymizeResult.class)).isEqualTo(new AnonymizeResult(0, 0));
        harness.instance().cleanup();
    }

    @Test
    void shouldGiveAnonymizeipsPseudonymsForTheSameKey() {
        final byte[] result = changed("IP,SRC_IP,PREFIX_PRESERVING", tcp("x"));
        final int expected = new PrefixPreserving(HexFormat.of().parseHex(KEY)).map(0xc0000201);
        assertThat(word(result, 26) << 16 | word(result, 28)).isEqualTo(expected);
    }

    @Test
    void shouldDrawTheSameValueForTheSameNumber() {
        final FunctionHarness harness = rule("TCP,SRC_PORT,MAP_DISTRIBUTION,UNIFORM,0,99");
        final Set<Integer> drawn = new HashSet<>();
        for (int port = 0; port < 300; port++) {
            final byte[] frame = Sums.right(Frames.ipv4(IpProtocol.TCP, Frames.tcp(port % 150, 80, 0, new byte[0])));
            drawn.add(port % 150 << 16 | word(changed(harness, frame, frame.length), 34));
        }
        assertThat(drawn).hasSize(150).allMatch(pair -> (pair & 0xffff) < 100);
        harness.instance().cleanup();
    }

    @Test
    void shouldLeaveAChecksumThatTheRuleIsAbout() {
        final byte[] zero = changed("TCP,CHECKSUM,ZERO", tcp("hello"));
        assertThat(word(zero, 50)).isZero();
        final byte[] later = changed("IP,TTL,ZERO", zero);
        assertThat(word(later, 50)).as("nor does a later rule touch it").isZero();
        assertConsistent(changed("TCP,CHECKSUM,CHECKSUM_ADJUST", later));
        final byte[] header = changed("IP,CHECKSUM,PATTERN_FILL,INTEGER,4711", tcp("hello"));
        assertThat(word(header, 24)).isEqualTo(4711);
        assertConsistent(changed("IP,CHECKSUM,CHECKSUM_ADJUST", header));
    }

    @Test
    void shouldStripOptionsAndKeepWholeOnes() {
        final byte[] options = {2, 4, 5, (byte) 0xb4, 1, 3, 3, 7, 4, 2, 1, 1};
        final byte[] plain = Frames.tcp(1, 2, TcpFlags.SYN, bytes("data"));
        final byte[] segment = new byte[plain.length + 12];
        System.arraycopy(plain, 0, segment, 0, 20);
        System.arraycopy(options, 0, segment, 20, 12);
        System.arraycopy(plain, 20, segment, 32, 4);
        segment[12] = (byte) 0x80;
        final byte[] frame = Sums.right(Frames.ipv4(IpProtocol.TCP, segment));
        byte[] result = changed("TCP,TCP_OPTIONS,STRIP,0", frame);
        assertConsistent(result);
        assertThat(result).hasSize(58);
        assertThat(result[46]).isEqualTo((byte) 0x50);
        assertThat(new String(result, 54, 4, StandardCharsets.ISO_8859_1)).isEqualTo("data");
        result = changed("TCP,TCP_OPTIONS,STRIP,9", frame);
        assertConsistent(result);
        assertThat(Arrays.copyOfRange(result, 54, 62)).containsExactly(2, 4, 5, 0xb4, 1, 3, 3, 7);
        assertConsistent(changed("TCP,TCP_OPTIONS,REPLACE,abcde", frame));
        assertConsistent(changed("TCP,TCP_OPTIONS,HASHED,SHA_512,STRIP_REST", frame));
    }

    @Test
    void shouldStripOptionsOfIp() {
        final byte[] plain = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, bytes("data")));
        final byte[] frame = new byte[plain.length + 4];
        System.arraycopy(plain, 0, frame, 0, 34);
        System.arraycopy(plain, 34, frame, 38, plain.length - 34);
        System.arraycopy(new byte[] {(byte) 0x94, 4, 0, 0}, 0, frame, 34, 4);
        frame[14] = 0x46;
        frame[17] += 4;
        frame[24] = 0;
        final byte[] result = changed("IP,OPTIONS,STRIP,0", frame);
        assertThat(result).hasSize(plain.length);
        assertThat(result[14]).isEqualTo((byte) 0x45);
        assertThat(Arrays.copyOfRange(result, 34, 46)).isEqualTo(Arrays.copyOfRange(plain, 34, 46));
        assertThat(word(result, 16)).isEqualTo(plain.length - 14);
    }

    /** The same change of a packet that was captured to a shorter length gives the beginning of the same packet. */
    @ParameterizedTest
    @ValueSource(strings = {"IP,SRC_IP,PREFIX_PRESERVING", "TCP,SEQUENCE_NUMBER,ZERO",
        "HTTP,HOST,REPLACE,somewhere.else.example.org",
        "HTTP,HOST,STRIP,2", "TCP,PAYLOAD,STRIP,10", "TCP,PAYLOAD,REPLACE,x"})
    void shouldMakeTheSamePacketHoweverMuchWasCaptured(String rule) {
        final byte[] frame = tcp(REQUEST + "y".repeat(300));
        final byte[] whole = changed(rule, frame.clone());
        assertConsistent(whole);
        final FunctionHarness harness = rule(rule);
        for (int cut = 54 + 70; cut < frame.length; cut += 13) {
            final Packet packet = harness.at(FunctionHarness.START, frame.length, Arrays.copyOf(frame, cut), LinkType.ETHERNET);
            harness.instance().process(packet);
            assertThat(packet.wireLength()).isEqualTo(whole.length);
            final int captured = Math.min(packet.captureLength(), whole.length);
            assertThat(packet.segment().asSlice(0, captured).toArray(ValueLayout.JAVA_BYTE)).as("cut at " + cut)
                .isEqualTo(Arrays.copyOf(whole, captured));
        }
    }

    @Test
    void shouldKeepTheLengthOfFragments() {
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, bytes("0123456789abcdef")));
        frame[20] = 0x20;
        final FunctionHarness harness = rule("UDP,PAYLOAD,STRIP,4");
        final Packet packet = harness.at(FunctionHarness.START, frame.length, frame, LinkType.ETHERNET);
        harness.instance().process(packet);
        assertThat(packet.captureLength()).isEqualTo(46);
        assertThat(packet.wireLength()).isEqualTo(frame.length);
        assertThat(packet.ipLength()).isEqualTo(frame.length - 14);
        final byte[] replaced = changed("UDP,PAYLOAD,REPLACE,xy", frame);
        assertThat(replaced).hasSize(frame.length);
        assertThat(new String(replaced, 42, 16, StandardCharsets.ISO_8859_1)).isEqualTo("xy" + "\0".repeat(14));
        frame[20] = 0x00;
        frame[21] = 2;
        final Packet later = harness.at(FunctionHarness.START, frame.length, frame, LinkType.ETHERNET);
        harness.instance().process(later);
        assertThat(later.captureLength()).as("a later fragment is all payload").isEqualTo(38);
    }

    @Test
    void shouldGrowNoPacketBeyondAnEthernetFrame() {
        final byte[] frame = tcp("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + "z".repeat(1420));
        final FunctionHarness harness = rule("HTTP,HOST,REPLACE," + "w".repeat(100));
        final byte[] result = changed(harness, frame.clone(), frame.length);
        assertThat(result).hasSize(1514);
        assertConsistent(result);
        assertThat(harness.result(AnonymizeResult.class).misfits()).isEqualTo(1);
    }

    @Test
    void shouldChangeWhatIsInTunnelsAndTheLengthsAround() {
        final byte[] inner = tcp(REQUEST);
        final byte[] vxlan = new byte[8 + inner.length];
        vxlan[0] = 8;
        System.arraycopy(inner, 0, vxlan, 8, inner.length);
        final byte[] frame = Sums.right(Frames.ipv6(IpProtocol.UDP, Frames.udp(5, 4789, vxlan)));
        final byte[] expected = changed("HTTP,HOST,REPLACE,x", inner);
        final byte[] result = changed("HTTP,HOST,REPLACE,x", frame);
        assertConsistent(result);
        assertThat(Arrays.copyOfRange(result, 70, result.length)).isEqualTo(expected);
        final byte[] addresses = changed("IP,SRC_IP,ZERO", frame);
        assertConsistent(addresses);
        assertThat(word(addresses, 70 + 26)).isZero();
        assertThat(word(addresses, 22)).isZero();
    }

    @Test
    void shouldLetOtherPacketsPassUntouched() {
        final byte[] frame = udp6("hello");
        for (String rule : List.of("TCP,SRC_PORT,ZERO", "ICMP,TYPE,ZERO", "HTTP,HOST,ZERO", "FTP,USER,ZERO", "IP,OPTIONS,STRIP,0",
            "TCP,PAYLOAD,STRIP,0", "IP,ID,ZERO", "IP,CHECKSUM,ZERO")) {
            final FunctionHarness harness = rule(rule);
            assertThat(changed(harness, frame.clone(), frame.length)).as(rule).isEqualTo(frame);
            assertThat(harness.result(AnonymizeResult.class).changed()).isZero();
        }
    }
}
