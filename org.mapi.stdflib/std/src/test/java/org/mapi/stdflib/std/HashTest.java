package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

class HashTest {
    private static final byte[] PAYLOAD = {1, 2, (byte) 0xff};

    private static long hash(int level, byte[] frame) {
        final FunctionHarness harness = new FunctionHarness().start(new Hash(), level);
        assertThat(harness.packet(START, frame.length, frame)).isTrue();
        return harness.scalar();
    }

    private static long expected(byte[] bytes, int from, int to) {
        long sum = to - from;
        for (int i = from; i < to; i++) {
            sum += bytes[i] & 0xff;
        }
        return sum % 500_009;
    }

    @Test
    void shouldHashTheWholePacketOrWhatALevelCarries() {
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, TcpFlags.ACK, PAYLOAD));
        assertThat(hash(0, frame)).isEqualTo(expected(frame, 0, frame.length));
        assertThat(hash(1, frame)).isEqualTo(expected(frame, 14, frame.length));
        assertThat(hash(2, frame)).isEqualTo(expected(frame, 34, frame.length));
        assertThat(hash(3, frame)).isEqualTo(3 + 1 + 2 + 255);
    }

    @Test
    void shouldLeaveLinkPaddingOutBehindIp() {
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, PAYLOAD));
        final byte[] padded = Arrays.copyOf(frame, 64);
        Arrays.fill(padded, frame.length, 64, (byte) 9);
        assertThat(hash(3, padded)).isEqualTo(3 + 1 + 2 + 255);
        assertThat(hash(2, padded)).isEqualTo(hash(2, frame));
        assertThat(hash(1, padded)).isEqualTo(expected(padded, 14, 64));
    }

    @Test
    void shouldHashIpv6AndTaggedFramesAndIcmpPayload() {
        final byte[] frame = Frames.ipv6(IpProtocol.UDP, Frames.udp(1, 2, PAYLOAD));
        assertThat(hash(2, frame)).isEqualTo(expected(frame, 54, frame.length));
        final byte[] content = Arrays.copyOfRange(frame, 12, frame.length);
        final byte[] tagged = new byte[content.length + 2];
        System.arraycopy(content, 0, tagged, 2, content.length);
        assertThat(hash(1, Frames.ethernet(EtherType.VLAN, tagged))).isEqualTo(hash(1, frame));
        assertThat(hash(3, Frames.ipv4(IpProtocol.ICMP, new byte[] {8, 0, 0, 0, 0, 0, 0, 0, 5}))).isEqualTo(1 + 5);
    }

    @Test
    void shouldBeZeroWithoutThatPart() {
        final byte[] arp = Frames.ethernet(EtherType.ARP, new byte[] {1, 1, 1, 1, 1, 1, 1, 1, 7, 7});
        assertThat(hash(2, arp)).isEqualTo(2 + 14);
        assertThat(hash(3, arp)).isZero();
        assertThat(hash(2, Frames.ethernet(0x9999, new byte[20]))).isZero();
        assertThat(hash(3, Frames.ipv4(IpProtocol.GRE, new byte[4]))).isZero();
        assertThat(hash(0, new byte[0])).isZero();
    }

    @Test
    void shouldAddBytesOfAnyLengthAsOneByOne() {
        final SplittableRandom random = new SplittableRandom(3);
        for (int length : new int[] {1, 7, 8, 9, 1023, 1024, 1025, 9000, 65_535}) {
            final byte[] bytes = new byte[length];
            for (int round = 0; round < 3; round++) {
                random.nextBytes(bytes);
                if (round == 2) {
                    Arrays.fill(bytes, (byte) 0xff);
                }
                assertThat(hash(0, bytes)).as("%d bytes", length).isEqualTo(expected(bytes, 0, length));
            }
        }
    }

    @Test
    void shouldRefuseAnotherLevel() {
        assertThatThrownBy(() -> new FunctionHarness().start(new Hash(), 4)).hasMessageContaining("argument 1 (level) is 4");
        assertThatThrownBy(() -> new FunctionHarness().start(new Hash(), -1)).hasMessageContaining("argument 1");
    }
}
