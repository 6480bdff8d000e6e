package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.mapi.function.Optimize;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultReader;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.result.SampledPacket;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

class HashSampTest {
    private static final int EVERYTHING = 1024;

    private static boolean passes(FunctionHarness harness, byte[] frame) {
        return harness.packet(START, frame.length, frame);
    }

    /** Worked out with the original's own macros, compiled for x86-64. */
    @Test
    void shouldMixWordsAsTheOriginal() {
        assertThat(FlowHash.of(0, 0, 0)).isEqualTo(0xff05c212);
        assertThat(FlowHash.of(0x0100a8c0, 0x0200a8c0 ^ 6, 0x5000_409c)).isEqualTo(0x084c1ed4);
    }

    @Test
    void shouldPassTheSharesThatWereAskedFor() {
        int passed = 0;
        final FunctionHarness quarter = new FunctionHarness().start(new HashSamp(), 256, 0);
        final FunctionHarness all = new FunctionHarness().start(new HashSamp(), EVERYTHING, 0);
        for (int port = 1; port <= 10_000; port++) {
            final byte[] v4 = Frames.ipv4(IpProtocol.TCP, Frames.tcp(port, 80, TcpFlags.SYN, new byte[0]));
            final byte[] v6 = Frames.ipv6(IpProtocol.UDP, Frames.udp(port, 53, new byte[3]));
            assertThat(passes(all, v4)).isTrue();
            assertThat(passes(all, v6)).isTrue();
            passed += (passes(quarter, v4) ? 1 : 0) + (passes(quarter, v6) ? 1 : 0);
            assertThat(passes(quarter, v4)).isEqualTo(passes(quarter, v4));
        }
        assertThat(passed).isBetween(4500, 5500);
    }

    @Test
    void shouldStopWhatHasNoPorts() {
        final FunctionHarness harness = new FunctionHarness().start(new HashSamp(), EVERYTHING, 0);
        assertThat(passes(harness, Frames.ipv4(IpProtocol.ICMP, new byte[8]))).isFalse();
        assertThat(passes(harness, Frames.ethernet(EtherType.ARP, new byte[28]))).isFalse();
        assertThat(passes(harness, new byte[3])).isFalse();
        final byte[] tcp = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[0]));
        assertThat(passes(harness, Arrays.copyOf(tcp, 14 + 20 + 3))).isFalse();
        assertThat(passes(harness, Arrays.copyOf(tcp, 14 + 20 + 4))).isTrue();
        assertThat(harness.modified().definition().resultMethod()).isEqualTo(ResultMethod.NONE);
    }

    @Test
    void shouldKeepWhatPassesInAFewFields() throws InterruptedException {
        final FunctionHarness harness = new FunctionHarness().start(new HashSamp(), EVERYTHING, 1);
        assertThat(harness.modified().definition().optimize()).isEqualTo(Optimize.NONE);
        passes(harness, Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, TcpFlags.SYN | TcpFlags.ACK, new byte[0])));
        passes(harness, Frames.ipv6(IpProtocol.UDP, Frames.udp(53, 65_535, new byte[3])));
        final ResultReader<?> reader = harness.instance().openReader();
        assertThat(reader.read(0)).isEqualTo(new SampledPacket(START, "192.0.2.1", "198.51.100.1", 40_000, 80, 6, 1, 3));
        assertThat(reader.read(0)).isEqualTo(new SampledPacket(START, "2001:db8:0:0:0:0:0:1", "2001:db8:0:0:0:0:0:2", 53, 65_535,
            17, 0, 0));
        assertThat(reader.read(0)).isNull();
        harness.instance().end();
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void shouldCountWhatDoesNotFit() {
        final FunctionHarness harness = new FunctionHarness().start(new HashSamp(), EVERYTHING, 1, 10);
        for (int i = 0; i < 100; i++) {
            assertThat(passes(harness, Frames.ipv4(IpProtocol.UDP, Frames.udp(i + 1, 53, new byte[0])))).isTrue();
        }
        assertThat(harness.queue().lost()).isBetween(80L, 90L);
    }

    @Test
    void shouldNumberItsArguments() {
        assertThatThrownBy(() -> new FunctionHarness().start(new HashSamp(), 0, 0)).hasMessageContaining("1 (part) is 0");
        assertThatThrownBy(() -> new FunctionHarness().start(new HashSamp(), 1025, 0)).hasMessageContaining("argument 1");
        assertThatThrownBy(() -> new FunctionHarness().start(new HashSamp(), 1, 1, 0)).hasMessageContaining("argument 3");
    }

    @Test
    void shouldLayEntriesOutAsDocumented() {
        assertThat(new int[] {SampledPacketDescriptor.TIMESTAMP_OFFSET, SampledPacketDescriptor.SEQUENCE_OFFSET,
            SampledPacketDescriptor.SOURCE_PORT_OFFSET, SampledPacketDescriptor.DESTINATION_PORT_OFFSET,
            SampledPacketDescriptor.FLAGS_OFFSET, SampledPacketDescriptor.PROTOCOL_OFFSET,
            SampledPacketDescriptor.VERSION_OFFSET, SampledPacketDescriptor.SOURCE_OFFSET,
            SampledPacketDescriptor.DESTINATION_OFFSET, SampledPacketDescriptor.LENGTH})
            .containsExactly(0, 8, 12, 14, 16, 20, 22, 24, 40, 56);
    }
}
