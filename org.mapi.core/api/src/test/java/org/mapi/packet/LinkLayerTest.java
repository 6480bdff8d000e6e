package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.FrameBuilder.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinkLayerTest {
    private static Packet ethernet(final FrameBuilder builder) {
        return builder.packet(LinkType.ETHERNET);
    }

    @Test
    void shouldDecodeEthernet() {
        final Packet packet = ethernet(frame().ethernet(EtherType.ARP).zeros(28));
        assertThat(packet.linkType()).isEqualTo(LinkType.ETHERNET);
        assertThat(packet.linkOffset()).isZero();
        assertThat(packet.etherType()).isEqualTo(EtherType.ARP);
        assertThat(packet.destinationMacOffset()).isZero();
        assertThat(packet.sourceMacOffset()).isEqualTo(6);
        assertThat(packet.destinationMac()).isEqualTo(0x0200_0000_0002L);
        assertThat(packet.sourceMac()).isEqualTo(0x0200_0000_0001L);
        assertThat(packet.networkOffset()).isEqualTo(14);
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.payloadOffset()).isEqualTo(14);
        assertThat(packet.payloadLength()).isEqualTo(28);
        assertThat(packet.vlanCount()).isZero();
        assertThat(packet.vlanId(0)).isEqualTo(-1);
        assertThat(packet.mplsCount()).isZero();
        assertThat(packet.pppoeSession()).isEqualTo(-1);
        assertThat(packet.pppProtocol()).isEqualTo(-1);
        assertThat(packet.llcOffset()).isEqualTo(-1);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldShowMacsWithHighBitsAsPositiveNumbers() {
        final Packet packet = ethernet(frame().u16(0xffff, 0xffff, 0xfffe, 0x8000, 0xff00, 0x0001, EtherType.LLDP));
        assertThat(packet.destinationMac()).isEqualTo(0xffff_ffff_fffeL);
        assertThat(packet.sourceMac()).isEqualTo(0x8000_ff00_0001L);
    }

    @Test
    void shouldDecodeVlanTags() {
        final Packet packet = ethernet(frame().ethernet(EtherType.VLAN_SERVICE).vlan(7, 4095, EtherType.VLAN).vlan(0, 1, 0x9100)
            .vlan(3, 77, EtherType.IPV4).ipv4(IpProtocol.UDP, 8).udp(1, 2, 0));
        assertThat(packet.vlanCount()).isEqualTo(3);
        assertThat(packet.vlanId(0)).isEqualTo(4095);
        assertThat(packet.vlanPriority(0)).isEqualTo(7);
        assertThat(packet.vlanType(0)).isEqualTo(EtherType.VLAN_SERVICE);
        assertThat(packet.vlanId(1)).isEqualTo(1);
        assertThat(packet.vlanType(1)).isEqualTo(EtherType.VLAN);
        assertThat(packet.vlanId(2)).isEqualTo(77);
        assertThat(packet.vlanPriority(2)).isEqualTo(3);
        assertThat(packet.vlanType(2)).isEqualTo(EtherType.VLAN_9100);
        assertThat(packet.vlanId(3)).isEqualTo(-1);
        assertThat(packet.vlanPriority(-1)).isEqualTo(-1);
        assertThat(packet.vlanType(3)).isEqualTo(-1);
        assertThat(packet.etherType()).isEqualTo(EtherType.IPV4);
        assertThat(packet.networkOffset()).isEqualTo(26);
        assertThat(packet.destinationPort()).isEqualTo(2);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldStopAtTheLimitOfVlanTags() {
        final FrameBuilder builder = frame().ethernet(EtherType.VLAN);
        for (int i = 0; i < Layers.MAX_VLANS; i++) {
            builder.vlan(0, i, EtherType.VLAN);
        }
        final Packet packet = ethernet(builder.vlan(0, 99, EtherType.IPV4).ipv4(17, 8).udp(1, 2, 0));
        assertThat(packet.vlanCount()).isEqualTo(Layers.MAX_VLANS);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
        assertThat(packet.etherType()).isEqualTo(EtherType.VLAN);
        assertThat(packet.ipVersion()).isZero();
    }

    @Test
    void shouldCountOnlyWholeVlanTags() {
        final FrameBuilder builder = frame().ethernet(EtherType.VLAN).vlan(1, 5, EtherType.VLAN).vlan(1, 6, EtherType.IPV4);
        final Packet packet = builder.cut(LinkType.ETHERNET, 21);
        assertThat(packet.vlanCount()).isEqualTo(1);
        assertThat(packet.vlanId(0)).isEqualTo(5);
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.networkOffset()).isEqualTo(-1);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_LINK);
        assertThat(packet.payloadOffset()).isEqualTo(21);
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void shouldDecodeAnMplsStack() {
        final Packet packet = ethernet(frame().ethernet(EtherType.MPLS).mpls(0xfffff, false).mpls(16, true)
            .ipv6(IpProtocol.UDP, 8).udp(1, 2, 0));
        assertThat(packet.etherType()).isEqualTo(EtherType.MPLS);
        assertThat(packet.mplsCount()).isEqualTo(2);
        assertThat(packet.mplsLabel(0)).isEqualTo(0xfffff);
        assertThat(packet.mplsLabel(1)).isEqualTo(16);
        assertThat(packet.mplsTrafficClass(1)).isEqualTo(5);
        assertThat(packet.mplsTimeToLive(1)).isEqualTo(64);
        assertThat(packet.mplsLabel(2)).isEqualTo(-1);
        assertThat(packet.ipVersion()).isEqualTo(6);
        assertThat(packet.networkOffset()).isEqualTo(22);
        assertThat(packet.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldTakeWhatIsNotIpBehindMplsForSomethingElse() {
        final Packet packet = ethernet(frame().ethernet(EtherType.MPLS).mpls(16, true).u32(0).ethernet(EtherType.IPV4).zeros(40));
        assertThat(packet.mplsCount()).isEqualTo(1);
        assertThat(packet.networkOffset()).isEqualTo(18);
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldStopAtTheLimitOfLabels() {
        final FrameBuilder builder = frame().ethernet(EtherType.MPLS_MULTICAST);
        for (int i = 0; i <= Layers.MAX_LABELS; i++) {
            builder.mpls(i, false);
        }
        final Packet packet = ethernet(builder);
        assertThat(packet.mplsCount()).isEqualTo(Layers.MAX_LABELS);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
    }

    @Test
    void shouldNoteAStackWithoutBottom() {
        final FrameBuilder builder = frame().ethernet(EtherType.MPLS).mpls(1, false).mpls(2, false);
        assertThat(builder.packet(LinkType.ETHERNET).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(builder.packet(LinkType.ETHERNET).mplsCount()).isEqualTo(2);
        assertThat(builder.packet(LinkType.ETHERNET, 22, 100).anomalies()).isEqualTo(Anomaly.CUT_LINK);
    }

    @Test
    void shouldDecodeAPppoeSessionInsideVlans() {
        final Packet packet = ethernet(frame().ethernet(EtherType.VLAN_SERVICE).vlan(0, 1, EtherType.VLAN)
            .vlan(0, 2, EtherType.PPPOE_SESSION).pppoe(0x1234, 0x0021, 28).ipv4(IpProtocol.UDP, 8).udp(1, 2, 0).zeros(9));
        assertThat(packet.vlanCount()).isEqualTo(2);
        assertThat(packet.etherType()).isEqualTo(EtherType.PPPOE_SESSION);
        assertThat(packet.pppoeSession()).isEqualTo(0x1234);
        assertThat(packet.pppProtocol()).isEqualTo(0x21);
        assertThat(packet.ipVersion()).isEqualTo(4);
        assertThat(packet.networkOffset()).isEqualTo(30);
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void shouldDecodeOtherPppInPppoe() {
        assertThat(ethernet(frame().ethernet(0x8864).pppoe(1, 0x57, 48).ipv6(17, 8).udp(1, 2, 0)).destinationPort()).isEqualTo(2);
        final Packet lcp = ethernet(frame().ethernet(0x8864).pppoe(1, 0xc021, 4).u32(0).zeros(20));
        assertThat(lcp.pppProtocol()).isEqualTo(0xc021);
        assertThat(lcp.ipVersion()).isZero();
        assertThat(lcp.payloadLength()).isEqualTo(4);
        assertThat(lcp.anomalies()).isZero();
        final Packet compressed = ethernet(frame().ethernet(0x8864).u8(0x11, 0).u16(1, 29).u8(0x21).ipv4(17, 8).udp(1, 2, 0));
        assertThat(compressed.pppProtocol()).isEqualTo(0x21);
        assertThat(compressed.destinationPort()).isEqualTo(2);
        final Packet labels = ethernet(frame().ethernet(0x8864).pppoe(1, 0x281, 32).mpls(5, true).ipv4(17, 8).udp(1, 2, 0));
        assertThat(labels.mplsLabel(0)).isEqualTo(5);
        assertThat(labels.etherType()).isEqualTo(EtherType.PPPOE_SESSION);
        assertThat(labels.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldNotTakePppoeDiscoveryForASession() {
        final Packet discovery = ethernet(frame().ethernet(EtherType.PPPOE_DISCOVERY).u8(0x11, 9).u16(0, 0));
        assertThat(discovery.pppoeSession()).isEqualTo(-1);
        final Packet code = ethernet(frame().ethernet(EtherType.PPPOE_SESSION).u8(0x11, 0xa7).u16(3, 4).u32(0));
        assertThat(code.pppoeSession()).isEqualTo(3);
        assertThat(code.pppProtocol()).isEqualTo(-1);
        assertThat(code.ipVersion()).isZero();
    }

    @Test
    void shouldNoteAPppoeLengthThatIsTooBig() {
        final Packet packet = ethernet(frame().ethernet(0x8864).pppoe(1, 0x21, 500).ipv4(17, 8).udp(1, 2, 0));
        assertThat(packet.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(packet.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldDecodeLengthAndLlcOf8023() {
        final Packet packet = ethernet(frame().ethernet(38).u8(0x42, 0x42, 3).zeros(35).zeros(8));
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.llcOffset()).isEqualTo(14);
        assertThat(packet.networkOffset()).isEqualTo(17);
        assertThat(packet.payloadLength()).isEqualTo(35);
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldDecodeSnap() {
        final Packet packet = ethernet(frame().ethernet(36).snap(EtherType.IPV4).ipv4(17, 8).udp(1, 2, 0).zeros(10));
        assertThat(packet.etherType()).isEqualTo(EtherType.IPV4);
        assertThat(packet.llcOffset()).isEqualTo(14);
        assertThat(packet.networkOffset()).isEqualTo(22);
        assertThat(packet.destinationPort()).isEqualTo(2);
        final Packet cisco = ethernet(frame().ethernet(20).u8(0xaa, 0xaa, 3, 0, 0, 0x0c).u16(0x2000).zeros(12));
        assertThat(cisco.etherType()).isEqualTo(EtherType.NONE);
        assertThat(cisco.networkOffset()).isEqualTo(22);
        final Packet tagged = ethernet(frame().ethernet(EtherType.VLAN).vlan(0, 9, 36).snap(EtherType.IPV4).ipv4(17, 8)
            .udp(1, 2, 0));
        assertThat(tagged.vlanId(0)).isEqualTo(9);
        assertThat(tagged.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldDecodeIpDirectlyInLlc() {
        final Packet packet = ethernet(frame().ethernet(31).u8(6, 6, 3).ipv4(17, 8).udp(1, 2, 0));
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldNotGoInCirclesThroughSnapAndVlan() {
        final Packet packet = ethernet(frame().ethernet(20).snap(EtherType.VLAN).vlan(0, 1, 100).zeros(8));
        assertThat(packet.etherType()).isEqualTo(EtherType.VLAN);
        assertThat(packet.vlanCount()).isZero();
        assertThat(packet.networkOffset()).isEqualTo(22);
    }

    @Test
    void shouldNoteAn8023LengthThatIsTooBig() {
        final Packet packet = ethernet(frame().ethernet(1000).u8(0x42, 0x42, 3).zeros(35));
        assertThat(packet.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(packet.payloadLength()).isEqualTo(35);
        final Packet cut = frame().ethernet(1000).u8(0x42, 0x42, 3).zeros(35).packet(LinkType.ETHERNET, 52, 1014);
        assertThat(cut.anomalies()).isZero();
        assertThat(cut.payloadWireLength()).isEqualTo(997);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 6, 13})
    void shouldNoteACutEthernetHeader(final int captured) {
        final Packet packet = frame().ethernet(EtherType.IPV4).ipv4(17, 8).udp(1, 2, 0).cut(LinkType.ETHERNET, captured);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_LINK);
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.sourceMac()).isEqualTo(-1);
        assertThat(packet.networkOffset()).isEqualTo(-1);
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.protocol()).isEqualTo(IpProtocol.NONE);
        assertThat(packet.payloadOffset()).isEqualTo(captured);
        assertThat(packet.payloadLength()).isZero();
    }

    @Test
    void shouldCallARuntFrameBadRatherThanCut() {
        assertThat(frame().zeros(10).packet(LinkType.ETHERNET).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
    }
}
