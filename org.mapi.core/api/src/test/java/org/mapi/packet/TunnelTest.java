package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.FrameBuilder.frame;

import org.junit.jupiter.api.Test;

class TunnelTest {
    private static FrameBuilder ipv4(final int protocol, final int length) {
        return frame().ethernet(EtherType.IPV4).ipv4(protocol, length);
    }

    private static FrameBuilder udp(final int port, final int length) {
        return ipv4(IpProtocol.UDP, 8 + length).udp(1000, port, length);
    }

    /** An inner UDP packet to port 2: 28 bytes. */
    private static FrameBuilder inside(final FrameBuilder builder) {
        return builder.ipv4(IpProtocol.UDP, 8).udp(1, 2, 0);
    }

    private static Packet packet(final FrameBuilder builder) {
        return builder.packet(LinkType.ETHERNET);
    }

    private static void assertInside(final Packet packet, final int tunnel, final long id, final int networkOffset) {
        assertThat(packet.tunnel()).isEqualTo(tunnel);
        assertThat(packet.tunnelId()).isEqualTo(id);
        assertThat(packet.anomalies()).isZero();
        final Layers inner = packet.inner();
        assertThat(packet.innermost()).isSameAs(inner);
        assertThat(inner.packet()).isSameAs(packet);
        assertThat(inner.isPresent()).isTrue();
        assertThat(inner.networkOffset()).isEqualTo(networkOffset);
        assertThat(inner.destinationPort()).isEqualTo(2);
        assertThat(inner.anomalies()).isZero();
        assertThat(inner.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(inner.inner().isPresent()).isFalse();
    }

    @Test
    void shouldShowNoInnerLayersWithoutATunnel() {
        final Packet packet = packet(udp(53, 4).u32(0));
        assertThat(packet.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(packet.tunnelId()).isEqualTo(-1);
        assertThat(packet.innermost()).isSameAs(packet);
        final Layers inner = packet.inner();
        assertThat(inner.isPresent()).isFalse();
        assertThat(inner.linkType()).isEqualTo(Layers.NO_LINK_TYPE);
        assertThat(inner.linkOffset()).isEqualTo(-1);
        assertThat(inner.etherType()).isEqualTo(EtherType.NONE);
        assertThat(inner.networkOffset()).isEqualTo(-1);
        assertThat(inner.ipVersion()).isZero();
        assertThat(inner.protocol()).isEqualTo(-1);
        assertThat(inner.sourcePort()).isEqualTo(-1);
        assertThat(inner.payloadOffset()).isZero();
        assertThat(inner.payloadLength()).isZero();
        assertThat(inner.anomalies()).isZero();
        assertThat(inner.tunnel()).isEqualTo(Tunnel.NONE);
    }

    @Test
    void shouldLookIntoGre() {
        assertInside(packet(inside(ipv4(IpProtocol.GRE, 32).u16(0, EtherType.IPV4))), Tunnel.GRE, -1, 38);
        final Packet packet = packet(inside(ipv4(IpProtocol.GRE, 44).u16(0xb000, EtherType.IPV4).u32(0).u32(0xfedcba98L).u32(1)));
        assertInside(packet, Tunnel.GRE, 0xfedcba98L, 50);
        assertThat(packet.inner().linkType()).isEqualTo(LinkType.RAW);
        assertThat(packet.inner().linkOffset()).isEqualTo(50);
    }

    @Test
    void shouldLookIntoBridgedEthernetOverGre() {
        final Packet packet = packet(inside(ipv4(IpProtocol.GRE, 54).u16(0x2000, EtherType.ETHERNET).u32(0x123456)
            .ethernet(EtherType.VLAN).vlan(0, 5, EtherType.IPV4)));
        assertInside(packet, Tunnel.GRE, 0x123456, 60);
        assertThat(packet.inner().linkType()).isEqualTo(LinkType.ETHERNET);
        assertThat(packet.inner().linkOffset()).isEqualTo(42);
        assertThat(packet.inner().vlanId(0)).isEqualTo(5);
        assertThat(packet.inner().sourceMac()).isEqualTo(0x0200_0000_0001L);
    }

    @Test
    void shouldLookIntoOtherContentsOfGre() {
        assertInside(packet(inside(ipv4(IpProtocol.GRE, 36).u16(0, EtherType.MPLS).mpls(7, true))), Tunnel.GRE, -1, 42);
        final Packet vlan = packet(inside(ipv4(IpProtocol.GRE, 36).u16(0, EtherType.VLAN).vlan(0, 7, EtherType.IPV4)));
        assertInside(vlan, Tunnel.GRE, -1, 42);
        assertThat(vlan.inner().vlanType(0)).isEqualTo(EtherType.VLAN);
        final Packet other = packet(ipv4(IpProtocol.GRE, 24).u16(0, 0x2000).zeros(20));
        assertThat(other.tunnel()).isEqualTo(Tunnel.GRE);
        assertThat(other.inner().etherType()).isEqualTo(0x2000);
        assertThat(other.inner().payloadLength()).isEqualTo(20);
    }

    @Test
    void shouldLookIntoEnhancedGreOfPptp() {
        final Packet packet = packet(inside(ipv4(IpProtocol.GRE, 20 + 28).u16(0x3081, EtherType.PPP).u16(32, 0x77).u32(1).u32(2)
            .u16(0xff03, 0x0021)));
        assertInside(packet, Tunnel.GRE, 32 << 16 | 0x77, 54);
        assertThat(packet.inner().linkType()).isEqualTo(LinkType.PPP);
        final Packet acknowledgement = packet(ipv4(IpProtocol.GRE, 12).u16(0x2081, EtherType.PPP).u16(0, 0x77).u32(1));
        assertThat(acknowledgement.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(acknowledgement.inner().anomalies()).isZero();
    }

    @Test
    void shouldStepOverRoutesOfGre() {
        final FrameBuilder builder = ipv4(IpProtocol.GRE, 8 + 8 + 4 + 28).u16(0x4000, EtherType.IPV4).u32(0).u16(2).u8(0, 4)
            .u32(1).u32(0);
        assertInside(packet(inside(builder)), Tunnel.GRE, -1, 54);
        final FrameBuilder endless = ipv4(IpProtocol.GRE, 8 + 20 * 4).u16(0x4000, EtherType.IPV4).u32(0);
        for (int i = 0; i < 20; i++) {
            endless.u16(2, 0);
        }
        assertThat(packet(endless).tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(packet(endless).inner().anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
    }

    @Test
    void shouldNoteGreThatIsCutOrUnknown() {
        final FrameBuilder builder = inside(ipv4(IpProtocol.GRE, 36).u16(0x2000, EtherType.IPV4).u32(9));
        final Packet cut = builder.cut(LinkType.ETHERNET, 34 + 7);
        assertThat(cut.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(cut.inner().isPresent()).isFalse();
        assertThat(cut.inner().anomalies()).isEqualTo(Anomaly.CUT_TUNNEL);
        assertThat(cut.anomalies()).isZero();
        assertThat(builder.cut(LinkType.ETHERNET, 34 + 3).inner().anomalies()).isEqualTo(Anomaly.CUT_TUNNEL);
        final Packet runt = packet(ipv4(IpProtocol.GRE, 6).u16(0x2000, EtherType.IPV4).u16(9));
        assertThat(runt.inner().anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(packet(ipv4(IpProtocol.GRE, 30).u16(2, EtherType.IPV4).zeros(26)).inner().anomalies())
            .isEqualTo(Anomaly.BAD_TUNNEL);
    }

    @Test
    void shouldLookIntoIpInIp() {
        assertInside(packet(inside(ipv4(IpProtocol.IPV4, 28))), Tunnel.IP_IN_IP, -1, 34);
        final Packet sixInFour = packet(ipv4(IpProtocol.IPV6, 48).ipv6(IpProtocol.UDP, 8).udp(1, 2, 0));
        assertInside(sixInFour, Tunnel.IP_IN_IP, -1, 34);
        assertThat(sixInFour.inner().ipVersion()).isEqualTo(6);
        assertThat(sixInFour.ipVersion()).isEqualTo(4);
        assertThat(sixInFour.inner().etherType()).isEqualTo(EtherType.IPV6);
        final FrameBuilder fourInSix = frame().ethernet(EtherType.IPV6).ipv6(IpProtocol.IPV4, 28);
        assertInside(packet(inside(fourInSix)), Tunnel.IP_IN_IP, -1, 54);
        final Packet wrong = packet(inside(ipv4(IpProtocol.IPV6, 28)));
        assertThat(wrong.tunnel()).isEqualTo(Tunnel.IP_IN_IP);
        assertThat(wrong.inner().anomalies()).isEqualTo(Anomaly.BAD_VERSION);
    }

    @Test
    void shouldLookIntoVxlan() {
        final FrameBuilder builder = udp(4789, 8 + 14 + 28).u32(0x08000000).u32(0xffeedd00L).ethernet(EtherType.IPV4);
        assertInside(packet(inside(builder)), Tunnel.VXLAN, 0xffeedd, 64);
        final FrameBuilder linux = udp(8472, 8 + 14 + 28).u32(0x08000000).u32(1 << 8).ethernet(EtherType.IPV4);
        assertInside(packet(inside(linux)), Tunnel.VXLAN, 1, 64);
        assertThat(packet(udp(4789, 30).zeros(30)).inner().anomalies()).isEqualTo(Anomaly.BAD_TUNNEL);
        assertThat(packet(udp(4789, 30).zeros(30)).tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(udp(4789, 30).zeros(30).cut(LinkType.ETHERNET, 46).inner().anomalies()).isEqualTo(Anomaly.CUT_TUNNEL);
        assertThat(udp(4789, 30).zeros(30).cut(LinkType.ETHERNET, 40).tunnel()).isEqualTo(Tunnel.NONE);
    }

    @Test
    void shouldLookIntoGtp() {
        assertInside(packet(inside(udp(2152, 36).u8(0x30, 255).u16(28).u32(0xa0b0c0d0L))), Tunnel.GTP_U, 0xa0b0c0d0L, 50);
        assertInside(packet(inside(udp(2152, 40).u8(0x32, 255).u16(32).u32(5).u32(0))), Tunnel.GTP_U, 5, 54);
        final FrameBuilder extensions = udp(2152, 8 + 4 + 4 + 8 + 28).u8(0x34, 255).u16(44).u32(5).u8(0, 0, 0, 0x85)
            .u8(1, 0, 0, 0x20).u8(2, 0, 0, 0, 0, 0, 0, 0);
        assertInside(packet(inside(extensions)), Tunnel.GTP_U, 5, 66);
    }

    @Test
    void shouldEndTheContentOfGtpWhereItSays() {
        final Packet packet = packet(udp(2152, 8 + 28 + 10).u8(0x30, 255).u16(28).u32(5).ipv4(17, 0, 5, 0).udp(1, 2, -8)
            .zeros(10));
        assertThat(packet.inner().networkPayloadLength()).isEqualTo(8);
        assertThat(packet.inner().payloadLength()).isZero();
        final Packet lie = packet(inside(udp(2152, 36).u8(0x30, 255).u16(29).u32(5)));
        assertThat(lie.tunnel()).isEqualTo(Tunnel.GTP_U);
        assertThat(lie.inner().anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(lie.inner().destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldNoteGtpThatIsNotUserDataOrIsBroken() {
        final Packet echo = packet(udp(2152, 12).u8(0x32, 1).u16(4).u32(0).u32(0));
        assertThat(echo.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(echo.inner().anomalies()).isZero();
        assertThat(packet(udp(2152, 12).u8(0x52, 255).zeros(10)).inner().anomalies()).isEqualTo(Anomaly.BAD_TUNNEL);
        assertThat(packet(udp(2152, 4).u8(0x30, 255).u16(0)).inner().anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final Packet nullExtension = packet(udp(2152, 16).u8(0x34, 255).u16(8).u32(0).u8(0, 0, 0, 1).u32(0));
        assertThat(nullExtension.inner().anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final Packet cutExtension = udp(2152, 20).u8(0x34, 255).u16(12).u32(0).u8(0, 0, 0, 1).u8(2, 0, 0, 0).u32(0)
            .cut(LinkType.ETHERNET, 42 + 17);
        assertThat(cutExtension.inner().anomalies()).isEqualTo(Anomaly.CUT_TUNNEL);
        final FrameBuilder many = udp(2152, 12 + 4 * 17).u8(0x34, 255).u16(4 * 18).u32(0).u8(0, 0, 0, 1);
        for (int i = 0; i < 17; i++) {
            many.u8(1, 0, 0, 1);
        }
        assertThat(packet(many).inner().anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
    }

    @Test
    void shouldLookIntoTeredo() {
        assertInside(packet(udp(3544, 48).ipv6(17, 8).udp(1, 2, 0)), Tunnel.TEREDO, -1, 42);
        final FrameBuilder full = udp(3544, 13 + 3 + 8 + 48).u16(1).u8(1, 2).zeros(3 + 9).u16(0, 0xffff).u32(0);
        assertInside(packet(full.ipv6(17, 8).udp(1, 2, 0)), Tunnel.TEREDO, -1, 66);
        final Packet other = packet(udp(3544, 28).ipv4(17, 8).udp(1, 2, 0));
        assertThat(other.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(other.inner().anomalies()).isEqualTo(Anomaly.BAD_TUNNEL);
        assertThat(packet(udp(3544, 8).u16(1).u8(200, 200).u32(0)).inner().anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
    }

    @Test
    void shouldLookIntoTunnelsInTunnels() {
        final Packet packet = packet(inside(ipv4(IpProtocol.GRE, 4 + 20 + 4 + 20 + 16 + 14 + 28).u16(0, EtherType.IPV4)
            .ipv4(IpProtocol.GRE, 4 + 20 + 16 + 14 + 28).u16(0, EtherType.IPV4)
            .ipv4(IpProtocol.UDP, 16 + 14 + 28).udp(5, 4789, 8 + 14 + 28).u32(0x08000000).u32(0x700).ethernet(EtherType.IPV4)));
        assertThat(packet.tunnel()).isEqualTo(Tunnel.GRE);
        assertThat(packet.inner().tunnel()).isEqualTo(Tunnel.GRE);
        assertThat(packet.inner().inner().tunnel()).isEqualTo(Tunnel.VXLAN);
        assertThat(packet.inner().inner().tunnelId()).isEqualTo(7);
        assertThat(packet.innermost()).isSameAs(packet.inner().inner().inner());
        assertThat(packet.innermost().destinationPort()).isEqualTo(2);
        assertThat(packet.destinationPort()).isEqualTo(-1);
    }

    @Test
    void shouldStopAtTheLimitOfTunnels() {
        final FrameBuilder builder = frame().ethernet(EtherType.IPV4);
        for (int i = 7; i > 0; i--) {
            builder.ipv4(IpProtocol.IPV4, 28 + 20 * i - 20);
        }
        final Packet packet = packet(inside(builder));
        Layers layers = packet;
        for (int i = 0; i < Layers.MAX_TUNNELS; i++) {
            assertThat(layers.tunnel()).isEqualTo(Tunnel.IP_IN_IP);
            layers = layers.inner();
        }
        assertThat(layers.tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(layers.anomalies()).isZero();
        assertThat(layers.inner().isPresent()).isFalse();
        assertThat(layers.inner().anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
        assertThat(layers.inner().inner().isPresent()).isFalse();
        assertThat(packet.innermost()).isSameAs(layers);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.IPV4);
    }

    @Test
    void shouldTellWhatIsCutInside() {
        final FrameBuilder builder = inside(ipv4(IpProtocol.IPV4, 28));
        assertThat(builder.cut(LinkType.ETHERNET, 34).inner().anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        assertThat(builder.cut(LinkType.ETHERNET, 50).inner().anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        assertThat(builder.cut(LinkType.ETHERNET, 60).inner().anomalies()).isEqualTo(Anomaly.CUT_TRANSPORT);
        assertThat(builder.cut(LinkType.ETHERNET, 60).inner().destinationPort()).isEqualTo(2);
    }
}
