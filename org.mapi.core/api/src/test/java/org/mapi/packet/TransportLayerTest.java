package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.FrameBuilder.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TransportLayerTest {
    private static final int TRANSPORT = 34;

    private static FrameBuilder ipv4(final int protocol, final int length) {
        return frame().ethernet(EtherType.IPV4).ipv4(protocol, length);
    }

    private static Packet packet(final FrameBuilder builder) {
        return builder.packet(LinkType.ETHERNET);
    }

    @Test
    void shouldDecodeTcp() {
        final Packet packet = packet(ipv4(IpProtocol.TCP, 32 + 5).tcp(TcpFlags.PSH | TcpFlags.ACK | TcpFlags.CWR, 8)
            .text("hello"));
        assertThat(packet.transportOffset()).isEqualTo(TRANSPORT);
        assertThat(packet.transportHeaderLength()).isEqualTo(32);
        assertThat(packet.sourcePort()).isEqualTo(40_000);
        assertThat(packet.destinationPort()).isEqualTo(80);
        assertThat(packet.tcpSequence()).isEqualTo(0xfffffff0L);
        assertThat(packet.tcpAcknowledgement()).isEqualTo(0x80000001L);
        assertThat(packet.tcpFlags()).isEqualTo(0x98);
        assertThat(packet.tcpWindow()).isEqualTo(0xfff0);
        assertThat(packet.icmpType()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isEqualTo(TRANSPORT + 32);
        assertThat(packet.payloadLength()).isEqualTo(5);
        assertThat(packet.payloadWireLength()).isEqualTo(5);
        assertThat(packet.getByte(packet.payloadOffset())).isEqualTo((byte) 'h');
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldNotTakePaddingOfTheLinkForPayload() {
        final Packet packet = packet(ipv4(IpProtocol.TCP, 20).tcp(TcpFlags.SYN).zeros(6));
        assertThat(packet.payloadLength()).isZero();
        assertThat(packet.payloadWireLength()).isZero();
        assertThat(packet.anomalies()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 4, 7, 8, 12, 13, 14, 15, 16, 19})
    void shouldShowWhatWasCapturedOfACutTcpHeader(final int captured) {
        final Packet packet = ipv4(IpProtocol.TCP, 25).tcp(TcpFlags.SYN).text("hello")
            .cut(LinkType.ETHERNET, TRANSPORT + captured);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_TRANSPORT);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.TCP);
        assertThat(packet.transportHeaderLength()).isEqualTo(captured);
        assertThat(packet.sourcePort()).isEqualTo(captured >= 4 ? 40_000 : -1);
        assertThat(packet.tcpSequence()).isEqualTo(captured >= 8 ? 0xfffffff0L : 0);
        assertThat(packet.tcpFlags()).isEqualTo(captured >= 14 ? TcpFlags.SYN : 0);
        assertThat(packet.tcpWindow()).isEqualTo(captured >= 16 ? 0xfff0 : 0);
        assertThat(packet.payloadOffset()).isEqualTo(TRANSPORT + captured);
        assertThat(packet.payloadLength()).isZero();
        assertThat(packet.payloadWireLength()).isEqualTo(5);
    }

    @Test
    void shouldNoteTcpOptionsThatAreCutOrLie() {
        final FrameBuilder builder = ipv4(IpProtocol.TCP, 45).tcp(TcpFlags.SYN, 10).text("hello");
        final Packet cut = builder.cut(LinkType.ETHERNET, TRANSPORT + 30);
        assertThat(cut.anomalies()).isEqualTo(Anomaly.CUT_TRANSPORT);
        assertThat(cut.transportHeaderLength()).isEqualTo(30);
        assertThat(cut.payloadWireLength()).isEqualTo(5);
        final Packet lie = packet(ipv4(IpProtocol.TCP, 20).tcp(TcpFlags.SYN, 15));
        assertThat(lie.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final Packet tooSmall = packet(ipv4(IpProtocol.TCP, 25).tcp(TcpFlags.SYN, 4).text("hello"));
        assertThat(tooSmall.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(tooSmall.transportHeaderLength()).isEqualTo(20);
        assertThat(tooSmall.payloadLength()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 4, 7, 8, 11, 12, 13, 14, 15, 16, 19})
    void shouldNotReadTcpFieldsFromPaddingBehindTheIpPacket(final int length) {
        final Packet packet = packet(ipv4(IpProtocol.TCP, length).tcp(0xff));
        assertThat(packet.destinationPort()).isEqualTo(length >= 4 ? 80 : -1);
        assertThat(packet.tcpSequence()).isEqualTo(length >= 8 ? 0xfffffff0L : 0);
        assertThat(packet.tcpAcknowledgement()).isEqualTo(length >= 12 ? 0x80000001L : 0);
        assertThat(packet.tcpFlags()).isEqualTo(length >= 14 ? 0xff : 0);
        assertThat(packet.tcpWindow()).isEqualTo(length >= 16 ? 0xfff0 : 0);
        assertThat(packet.transportHeaderLength()).isEqualTo(length);
        assertThat(packet.payloadLength()).isZero();
        assertThat(packet.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
    }

    @Test
    void shouldDecodeUdp() {
        final Packet packet = packet(ipv4(IpProtocol.UDP, 12).udp(65_535, 53, 4).u32(0));
        assertThat(packet.transportHeaderLength()).isEqualTo(8);
        assertThat(packet.sourcePort()).isEqualTo(65_535);
        assertThat(packet.destinationPort()).isEqualTo(53);
        assertThat(packet.tcpFlags()).isZero();
        assertThat(packet.tcpSequence()).isZero();
        assertThat(packet.payloadLength()).isEqualTo(4);
    }

    @Test
    void shouldBelieveUdpThatItIsShorterThanIpButNotThatItIsLonger() {
        final Packet shorter = packet(ipv4(IpProtocol.UDP, 18).udp(1, 2, 3).zeros(10));
        assertThat(shorter.payloadLength()).isEqualTo(3);
        assertThat(shorter.payloadWireLength()).isEqualTo(3);
        assertThat(shorter.anomalies()).isZero();
        final Packet longer = packet(ipv4(IpProtocol.UDP, 18).udp(1, 2, 11).zeros(10));
        assertThat(longer.payloadLength()).isEqualTo(10);
        assertThat(longer.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final Packet below = packet(ipv4(IpProtocol.UDP, 18).udp(1, 2, -1).zeros(10));
        assertThat(below.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final Packet jumbo = packet(ipv4(IpProtocol.UDP, 18).udp(1, 2, -8).zeros(10));
        assertThat(jumbo.payloadLength()).isEqualTo(10);
        assertThat(jumbo.anomalies()).isZero();
    }

    @Test
    void shouldNoteACutUdpHeader() {
        final Packet packet = ipv4(IpProtocol.UDP, 12).udp(1, 2, 4).u32(0).cut(LinkType.ETHERNET, TRANSPORT + 6);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_TRANSPORT);
        assertThat(packet.destinationPort()).isEqualTo(2);
        assertThat(packet.payloadWireLength()).isEqualTo(4);
    }

    @Test
    void shouldDecodeIcmp() {
        final Packet packet = packet(ipv4(IpProtocol.ICMP, 12).icmp(3, 13).u32(0));
        assertThat(packet.icmpType()).isEqualTo(3);
        assertThat(packet.icmpCode()).isEqualTo(13);
        assertThat(packet.transportHeaderLength()).isEqualTo(8);
        assertThat(packet.payloadLength()).isEqualTo(4);
        assertThat(packet.sourcePort()).isEqualTo(-1);
        final Packet cut = ipv4(IpProtocol.ICMP, 12).icmp(3, 13).u32(0).cut(LinkType.ETHERNET, TRANSPORT + 1);
        assertThat(cut.icmpType()).isEqualTo(3);
        assertThat(cut.icmpCode()).isEqualTo(-1);
        assertThat(cut.anomalies()).isEqualTo(Anomaly.CUT_TRANSPORT);
    }

    @Test
    void shouldDecodeIcmpv6() {
        final Packet packet = packet(frame().ethernet(EtherType.IPV6).ipv6(IpProtocol.ICMPV6, 8).icmp(135, 0));
        assertThat(packet.protocol()).isEqualTo(IpProtocol.ICMPV6);
        assertThat(packet.icmpType()).isEqualTo(135);
        assertThat(packet.icmpCode()).isZero();
    }

    @Test
    void shouldDecodeSctp() {
        final Packet packet = packet(ipv4(IpProtocol.SCTP, 16).sctp().u32(7));
        assertThat(packet.sourcePort()).isEqualTo(5000);
        assertThat(packet.destinationPort()).isEqualTo(5001);
        assertThat(packet.transportHeaderLength()).isEqualTo(12);
        assertThat(packet.payloadLength()).isEqualTo(4);
    }

    @Test
    void shouldShowOtherProtocolsAsPayload() {
        final Packet packet = packet(ipv4(IpProtocol.OSPF, 44).zeros(44));
        assertThat(packet.transportOffset()).isEqualTo(TRANSPORT);
        assertThat(packet.transportHeaderLength()).isZero();
        assertThat(packet.payloadOffset()).isEqualTo(TRANSPORT);
        assertThat(packet.payloadLength()).isEqualTo(44);
        assertThat(packet.sourcePort()).isEqualTo(-1);
    }
}
