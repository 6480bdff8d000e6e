package org.mapi.stdflib.extra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.stdflib.extra.rewrite.PrefixPreserving;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;
import org.mapi.testkit.Sums;

class AnonymizeIpTest {
    /** The key of the sample that Crypto-PAn 1.0 comes with. */
    private static final String KEY = "1522178d33a4cf80130a5b1649907d10d8988f837979652762574c2d2a842202";

    private static FunctionHarness harness() {
        return new FunctionHarness().writable(true).start(new AnonymizeIp(), "hex:" + KEY);
    }

    private static PrefixPreserving pseudonyms() {
        return new PrefixPreserving(HexFormat.of().parseHex(KEY));
    }

    private static byte[] address(String text) throws UnknownHostException {
        return InetAddress.getByName(text).getAddress();
    }

    /** What becomes of a frame; null if it is stopped. */
    private static byte[] changed(FunctionHarness harness, byte[] frame, int wireLength) {
        final Packet packet = harness.at(FunctionHarness.START, wireLength, frame, LinkType.ETHERNET);
        return harness.instance().process(packet)
            ? packet.segment().asSlice(packet.offset(), packet.captureLength()).toArray(ValueLayout.JAVA_BYTE) : null;
    }

    /** The file says where they come from. */
    @ParameterizedTest
    @CsvFileSource(resources = "crypto-pan.csv")
    void shouldGiveThePublishedPseudonyms(String key, String original, String pseudonym) throws UnknownHostException {
        final PrefixPreserving pseudonyms = new PrefixPreserving(HexFormat.of().parseHex(key));
        final ByteBuffer bytes = ByteBuffer.wrap(address(original));
        final ByteBuffer mapped = ByteBuffer.allocate(bytes.capacity());
        if (bytes.capacity() == Integer.BYTES) {
            mapped.putInt(pseudonyms.map(bytes.getInt()));
        } else {
            pseudonyms.map(bytes.getLong(), bytes.getLong());
            mapped.putLong(pseudonyms.high()).putLong(pseudonyms.low());
        }
        assertThat(InetAddress.getByAddress(mapped.array()).getHostAddress()).isEqualTo(pseudonym);
    }

    @Test
    void shouldKeepExactlyTheCommonPrefix() {
        final Random random = new Random(1);
        final PrefixPreserving pseudonyms = pseudonyms();
        assertThat(pseudonyms.map(0)).as("remembered or not").isEqualTo(pseudonyms().map(0));
        for (int i = 0; i < 20_000; i++) {
            final int a = random.nextInt();
            final int b = a ^ random.nextInt() >>> random.nextInt(32);
            assertThat(Integer.numberOfLeadingZeros(pseudonyms.map(a) ^ pseudonyms.map(b)))
                .isEqualTo(Integer.numberOfLeadingZeros(a ^ b));
        }
    }

    @Test
    void shouldReplaceAddressesAndKeepChecksumsRight() {
        final FunctionHarness harness = harness();
        final Random random = new Random(2);
        for (int i = 0; i < 2000; i++) {
            final byte[] payload = new byte[random.nextInt(60)];
            random.nextBytes(payload);
            final byte[] content = random.nextBoolean() ? Frames.tcp(1, 2, TcpFlags.ACK, payload) : null;
            final int protocol = content == null ? IpProtocol.UDP : IpProtocol.TCP;
            final byte[] datagram = content == null ? Frames.udp(3, 4, payload) : content;
            final byte[] frame = random.nextBoolean() ? Frames.ipv4(protocol, datagram) : Frames.ipv6(protocol, datagram);
            for (int at = frame[14] >>> 4 == 4 ? 26 : 22; at < (frame[14] >>> 4 == 4 ? 34 : 54); at++) {
                frame[at] = (byte) random.nextInt();
            }
            final byte[] result = changed(harness, Sums.right(frame), frame.length);
            assertThat(Sums.areRight(result)).isTrue();
            assertThat(Arrays.copyOfRange(result, 26, 30)).isNotEqualTo(Arrays.copyOfRange(frame, 26, 30));
            if (frame.length > 72) {
                final int cut = 72 + random.nextInt(frame.length - 72);
                assertThat(changed(harness, Arrays.copyOf(frame, cut), frame.length)).as("the same, however much was captured")
                    .isEqualTo(Arrays.copyOf(result, cut));
            }
            frame[frame.length - 1] ^= 1;
            assertThat(Sums.areRight(changed(harness, frame, frame.length))).as("wrong stays wrong").isFalse();
        }
    }

    @Test
    void shouldLeaveAnUnusedChecksumUnused() {
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(3, 4, new byte[9]));
        final byte[] result = changed(harness(), frame, frame.length);
        assertThat(Arrays.copyOfRange(result, 40, 42)).containsExactly(0, 0);
    }

    @Test
    void shouldReplaceAddressesInsideTunnelsAndInQuotedPackets() {
        final byte[] whole = Sums.right(Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[3])));
        final byte[] inner = Arrays.copyOfRange(whole, 14, 57);
        final byte[] inTunnel = changed(harness(), Frames.ipv4(IpProtocol.IPV4, inner), 77);
        final byte[] alone = changed(harness(), Frames.ethernet(EtherType.IPV4, inner), 57);
        assertThat(Arrays.copyOfRange(inTunnel, 34, 77)).isEqualTo(Arrays.copyOfRange(alone, 14, 57));
        final byte[] error = Arrays.copyOf(new byte[] {3, 1}, 8 + 28);
        System.arraycopy(inner, 0, error, 8, 28);
        final byte[] quoting = changed(harness(), Sums.right(Frames.ipv4(IpProtocol.ICMP, error)), 34 + 36);
        assertThat(Sums.areRight(quoting)).isTrue();
        assertThat(Arrays.copyOfRange(quoting, 42, 42 + 28)).isEqualTo(Arrays.copyOfRange(alone, 14, 14 + 28));
    }

    @Test
    void shouldReplaceTargetsOfNeighbourDiscovery() {
        final byte[] solicitation = new byte[24];
        solicitation[0] = (byte) 135;
        System.arraycopy(Frames.ipv6(0, new byte[0]), 14 + 24, solicitation, 8, 16);
        final byte[] result = changed(harness(), Sums.right(Frames.ipv6(IpProtocol.ICMPV6, solicitation)), 78);
        assertThat(Sums.areRight(result)).isTrue();
        assertThat(Arrays.copyOfRange(result, 54 + 8, 54 + 24)).isEqualTo(Arrays.copyOfRange(result, 14 + 24, 14 + 40));
    }

    @Test
    void shouldStopAndCountPacketsWithoutIpHeader() {
        final FunctionHarness harness = harness();
        assertThat(changed(harness, Frames.ethernet(EtherType.ARP, new byte[28]), 42)).isNull();
        assertThat(changed(harness, Arrays.copyOf(Frames.ipv4(IpProtocol.UDP, new byte[8]), 30), 42)).as("a cut header").isNull();
        assertThat(harness.scalar()).isEqualTo(2);
        harness.upgrade(new AnonymizeIp());
        assertThat(harness.scalar()).isEqualTo(2);
        harness.instance().reset();
        assertThat(harness.scalar()).isZero();
    }

    @Test
    void shouldBlankAPartOfAnAddressInATunnel() {
        final byte[] frame = Frames.ipv4(IpProtocol.IPV4, Frames.ipv4(IpProtocol.TCP, new byte[20]));
        final byte[] inner = Arrays.copyOfRange(Frames.ipv4(IpProtocol.TCP, new byte[20]), 14, 54);
        System.arraycopy(inner, 0, frame, 34, 40);
        final byte[] result = changed(harness(), Arrays.copyOf(frame, 34 + 18), 88);
        assertThat(Arrays.copyOfRange(result, 34, 52)).containsOnly(0);
    }

    @Test
    void shouldKeepAKeyMadeByChanceOverAnUpgrade() {
        final FunctionHarness harness = new FunctionHarness().writable(true).start(new AnonymizeIp());
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(3, 4, new byte[9]));
        final byte[] before = changed(harness, frame, frame.length);
        harness.upgrade(new AnonymizeIp());
        assertThat(changed(harness, frame, frame.length)).isEqualTo(before);
        final FunctionHarness other = new FunctionHarness().writable(true).start(new AnonymizeIp());
        assertThat(changed(other, frame, frame.length)).isNotEqualTo(before);
    }

    @Test
    void shouldTakeTheKeyFromAFileATextOrTheConfiguration(@TempDir Path folder) throws IOException {
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(3, 4, new byte[9]));
        final byte[] expected = changed(harness(), frame, frame.length);
        final Path file = Files.writeString(folder.resolve("key"), KEY + "\n");
        assertThat(changed(new FunctionHarness().writable(true).start(new AnonymizeIp(), "file:" + file), frame, frame.length))
            .isEqualTo(expected);
        Files.write(file, HexFormat.of().parseHex(KEY));
        assertThat(changed(new FunctionHarness().writable(true).start(new AnonymizeIp(), "file:" + file), frame, frame.length))
            .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short secret", "hex:0123", "file:/nowhere/key", "env:MAPI_NO_SUCH_VARIABLE", "file:/"})
    void shouldRefuseWrongKeysWithoutTellingThem(String key) {
        assertThatThrownBy(() -> new FunctionHarness().start(new AnonymizeIp(), key)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1))
            .hasMessageStartingWith("argument 1 (key) ").message().doesNotContain("short secret", "0123");
    }
}
