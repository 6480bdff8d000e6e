package org.mapi.examples.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;

class TcpSynTest {
    private final FunctionHarness harness = new FunctionHarness();

    private boolean passes(byte[] frame) {
        return harness.packet(START, frame.length, frame);
    }

    private static byte[] tcp(int port, int flags) {
        return Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, port, flags, new byte[0]));
    }

    @Test
    void shouldPassOnlyTheFirstPacketOfAHandshake() {
        harness.start(new TcpSyn());
        assertThat(passes(tcp(80, TcpFlags.SYN))).isTrue();
        assertThat(passes(tcp(80, TcpFlags.SYN | TcpFlags.ECE | TcpFlags.CWR))).isTrue();
        assertThat(passes(tcp(80, TcpFlags.SYN | TcpFlags.ACK))).isFalse();
        assertThat(passes(tcp(80, TcpFlags.ACK))).isFalse();
        assertThat(passes(Frames.ipv6(IpProtocol.TCP, Frames.tcp(40_000, 80, TcpFlags.SYN, new byte[0])))).isTrue();
    }

    @Test
    void shouldStopWhatIsNoTcpOrWasNotCapturedFarEnough() {
        harness.start(new TcpSyn());
        assertThat(passes(Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 80, new byte[] {2, 2, 2, 2, 2, 2, 2, 2})))).isFalse();
        final byte[] syn = tcp(80, TcpFlags.SYN);
        assertThat(harness.packet(START, syn.length, Arrays.copyOf(syn, syn.length - 8))).isFalse();
        assertThat(harness.packet(START, 0)).isFalse();
    }

    @Test
    void shouldLookAtThePortWhenOneIsGiven() {
        harness.start(new TcpSyn(), 443);
        assertThat(passes(tcp(443, TcpFlags.SYN))).isTrue();
        assertThat(passes(tcp(80, TcpFlags.SYN))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65_536})
    void shouldRefuseWhatIsNoPort(int port) {
        assertThatThrownBy(() -> harness.start(new TcpSyn(), port))
            .isInstanceOf(MapiException.class).extracting("error").isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1);
        assertThatThrownBy(() -> harness.start(new TcpSyn(), port))
            .hasMessage("argument 1 (port) is " + port + ", expected 0 to 65535");
    }
}
