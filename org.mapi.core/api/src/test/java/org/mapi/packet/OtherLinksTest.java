package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.FrameBuilder.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OtherLinksTest {
    /** Checks that the UDP packet to port 2 of the tests was found. */
    private static void assertDecoded(final Packet packet, final int version, final int networkOffset) {
        assertThat(packet.ipVersion()).isEqualTo(version);
        assertThat(packet.etherType()).isEqualTo(version == 4 ? EtherType.IPV4 : EtherType.IPV6);
        assertThat(packet.networkOffset()).isEqualTo(networkOffset);
        assertThat(packet.destinationPort()).isEqualTo(2);
        assertThat(packet.anomalies()).isZero();
    }

    private static FrameBuilder ipv4(final FrameBuilder builder) {
        return builder.ipv4(IpProtocol.UDP, 8).udp(1, 2, 0);
    }

    private static FrameBuilder ipv6(final FrameBuilder builder) {
        return builder.ipv6(IpProtocol.UDP, 8).udp(1, 2, 0);
    }

    @ParameterizedTest
    @CsvSource({"0,2,4", "0,10,6", "0,24,6", "0,28,6", "0,30,6", "108,2,4", "108,24,6"})
    void shouldDecodeLoopbackInBothByteOrders(final int linkType, final int family, final int version) {
        final FrameBuilder big = frame().u32(family);
        final FrameBuilder little = frame().u8(family, 0, 0, 0);
        assertDecoded((version == 4 ? ipv4(big) : ipv6(big)).packet(linkType), version, 4);
        assertDecoded((version == 4 ? ipv4(little) : ipv6(little)).packet(linkType), version, 4);
    }

    @Test
    void shouldNotKnowOtherFamiliesOfLoopback() {
        final Packet packet = frame().u32(7).zeros(20).packet(LinkType.NULL);
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.networkOffset()).isEqualTo(4);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldDecodeRawIp() {
        assertDecoded(ipv4(frame()).packet(LinkType.RAW), 4, 0);
        assertDecoded(ipv6(frame()).packet(LinkType.RAW), 6, 0);
        assertDecoded(ipv4(frame()).packet(LinkType.IPV4), 4, 0);
        assertDecoded(ipv6(frame()).packet(LinkType.IPV6), 6, 0);
    }

    @Test
    void shouldNoteARawPacketOfAnotherVersion() {
        assertThat(ipv4(frame()).packet(LinkType.IPV6).anomalies()).isEqualTo(Anomaly.BAD_VERSION);
        assertThat(frame().u8(0x50).zeros(30).packet(LinkType.RAW).anomalies()).isEqualTo(Anomaly.BAD_VERSION);
        assertThat(frame().packet(LinkType.RAW).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(frame().packet(LinkType.RAW, 0, 50).anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
    }

    private static FrameBuilder cooked(final int hardware, final int protocol) {
        return frame().u16(4, hardware, 6).u16(0x0a0b, 0x0c0d, 0x0e0f, 0).u16(protocol);
    }

    private static FrameBuilder cooked2(final int hardware, final int protocol) {
        return frame().u16(protocol, 0).u32(3).u16(hardware).u8(4, 6).u16(0x0a0b, 0x0c0d, 0x0e0f, 0);
    }

    @Test
    void shouldDecodeLinuxCooked() {
        final Packet packet = ipv4(cooked(1, EtherType.IPV4)).packet(LinkType.LINUX_SLL);
        assertDecoded(packet, 4, 16);
        assertThat(packet.sourceMac()).isEqualTo(0x0a0b0c0d0e0fL);
        assertThat(packet.destinationMac()).isEqualTo(-1);
        final Packet second = ipv6(cooked2(1, EtherType.IPV6)).packet(LinkType.LINUX_SLL2);
        assertDecoded(second, 6, 20);
        assertThat(second.sourceMac()).isEqualTo(0x0a0b0c0d0e0fL);
    }

    @Test
    void shouldDecodeVlanTagsInLinuxCooked() {
        final Packet packet = ipv4(cooked(1, EtherType.VLAN).vlan(2, 12, EtherType.IPV4)).packet(LinkType.LINUX_SLL);
        assertDecoded(packet, 4, 20);
        assertThat(packet.vlanId(0)).isEqualTo(12);
        final Packet second = ipv4(cooked2(1, EtherType.VLAN_SERVICE).vlan(0, 1, EtherType.VLAN).vlan(2, 13, EtherType.IPV4))
            .packet(LinkType.LINUX_SLL2);
        assertDecoded(second, 4, 28);
        assertThat(second.vlanType(0)).isEqualTo(EtherType.VLAN_SERVICE);
        assertThat(second.vlanType(1)).isEqualTo(EtherType.VLAN);
        assertThat(second.vlanId(1)).isEqualTo(13);
    }

    @Test
    void shouldDecodeLlcInLinuxCooked() {
        assertDecoded(ipv4(cooked(1, 4).snap(EtherType.IPV4)).packet(LinkType.LINUX_SLL), 4, 24);
        final Packet novell = cooked(1, 1).zeros(30).packet(LinkType.LINUX_SLL);
        assertThat(novell.etherType()).isEqualTo(EtherType.NONE);
        assertThat(novell.llcOffset()).isEqualTo(-1);
        final Packet netlink = ipv4(cooked(824, EtherType.IPV4)).packet(LinkType.LINUX_SLL);
        assertThat(netlink.ipVersion()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFindThePacketAmongTheAttributesOfTheNetfilterLog(final boolean bigEndian) {
        final FrameBuilder log = frame().u8(2, 0).u16(42);
        attribute(log, bigEndian, 1, 8).u32(0x08000100);
        attribute(log, bigEndian, 10, 5).u8('x', 0, 0, 0);
        attribute(log, bigEndian, 9, 4 + 28);
        assertDecoded(ipv4(log).packet(LinkType.NFLOG), 4, 24);
        final FrameBuilder log6 = frame().u8(10, 0).u16(0);
        attribute(log6, bigEndian, 9, 4 + 48);
        assertDecoded(ipv6(log6).zeros(12).packet(LinkType.NFLOG), 6, 8);
    }

    private static FrameBuilder attribute(final FrameBuilder builder, final boolean bigEndian, final int type, final int length) {
        return bigEndian ? builder.u16(length, type) : builder.u8(length, length >>> 8, type, type >>> 8);
    }

    @Test
    void shouldNoteANetfilterLogWithoutPacket() {
        final FrameBuilder log = attribute(frame().u8(2, 0).u16(42), false, 1, 8).u32(0);
        assertThat(log.packet(LinkType.NFLOG).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(log.packet(LinkType.NFLOG, 12, 100).anomalies()).isEqualTo(Anomaly.CUT_LINK);
        final FrameBuilder shortAttribute = attribute(frame().u8(2, 0).u16(42), false, 1, 3).zeros(40);
        assertThat(shortAttribute.packet(LinkType.NFLOG).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        final FrameBuilder many = frame().u8(2, 0).u16(42);
        for (int i = 0; i < 65; i++) {
            attribute(many, false, 1, 4);
        }
        assertThat(many.packet(LinkType.NFLOG).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
    }

    @Test
    void shouldDecodeIpOverInfiniband() {
        assertDecoded(ipv4(frame().zeros(40).u16(EtherType.IPV4, 0)).packet(LinkType.IPOIB), 4, 44);
        assertThat(frame().zeros(40).u16(0x0600, 0).packet(LinkType.IPOIB).etherType()).isEqualTo(0x0600);
        assertThat(frame().zeros(44).packet(LinkType.IPOIB).etherType()).isEqualTo(EtherType.NONE);
    }

    @Test
    void shouldDecodePppLinks() {
        assertDecoded(ipv4(frame().u16(0xff03, 0x0021)).packet(LinkType.PPP), 4, 4);
        assertDecoded(ipv6(frame().u16(0x0057)).packet(LinkType.PPP), 6, 2);
        assertDecoded(ipv4(frame().u8(0x21)).packet(LinkType.PPP_HDLC), 4, 1);
        final Packet ether = ipv4(frame().pppoe(5, 0x21, 28)).packet(LinkType.PPP_ETHER);
        assertThat(ether.pppoeSession()).isEqualTo(5);
        assertThat(ether.destinationPort()).isEqualTo(2);
        assertDecoded(ipv4(frame().u16(0x0f00, EtherType.IPV4)).packet(LinkType.C_HDLC), 4, 4);
        assertThat(frame().u16(0xff03).packet(LinkType.PPP).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(frame().u8(0).packet(LinkType.PPP, 1, 9).anomalies()).isEqualTo(Anomaly.CUT_LINK);
    }

    @Test
    void shouldDecodeErfRecords() {
        final FrameBuilder plain = frame().zeros(8).u8(2, 4).u16(60, 0, 42).u16(0);
        assertDecoded(ipv4(plain.ethernet(EtherType.IPV4)).packet(LinkType.ERF), 4, 32);
        final FrameBuilder extended = frame().zeros(8).u8(0x82, 4).u16(60, 0, 42).u8(0x83).zeros(7).u8(3).zeros(7).u16(0);
        assertDecoded(ipv4(extended.ethernet(EtherType.IPV4)).packet(LinkType.ERF), 4, 48);
        assertDecoded(ipv6(frame().zeros(8).u8(23, 4).u16(60, 0, 42)).packet(LinkType.ERF), 6, 16);
        final Packet other = frame().zeros(8).u8(1, 4).u16(60, 0, 42).zeros(20).packet(LinkType.ERF);
        assertThat(other.networkOffset()).isEqualTo(-1);
        assertThat(other.payloadOffset()).isEqualTo(16);
    }

    @Test
    void shouldLeaveUnknownLinkTypesAlone() {
        final Packet packet = ipv4(frame().ethernet(EtherType.IPV4)).packet(4711);
        assertThat(packet.linkType()).isEqualTo(4711);
        assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
        assertThat(packet.networkOffset()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isZero();
        assertThat(packet.payloadLength()).isEqualTo(packet.captureLength());
        assertThat(packet.anomalies()).isZero();
    }

    // ---- 802.11 ---------------------------------------------------------------------------------------------------------------

    private static FrameBuilder radiotap(final FrameBuilder builder, final int flags) {
        return builder.u8(0, 0, 17, 0, 3, 0, 0, 0).zeros(8).u8(flags);
    }

    private static FrameBuilder wireless(final FrameBuilder builder, final int control, final int flags) {
        return builder.u8(control, flags).u16(0, 1, 1, 1, 2, 2, 2, 3, 3, 3).u16(0);
    }

    @Test
    void shouldDecodeDataFramesOfRadiotap() {
        final Packet packet = ipv4(wireless(radiotap(frame(), 0), 0x08, 0).snap(EtherType.IPV4))
            .packet(LinkType.IEEE802_11_RADIOTAP);
        assertDecoded(packet, 4, 17 + 24 + 8);
        assertThat(packet.destinationMac()).isEqualTo(0x000100010001L);
        assertThat(packet.sourceMac()).isEqualTo(0x000200020002L);
        assertThat(packet.llcOffset()).isEqualTo(41);
    }

    @Test
    void shouldLeaveOutTheCheckSequenceAndThePadding() {
        final Packet packet = wireless(radiotap(frame(), 0x30), 0x88, 0x01).u16(0).zeros(2).snap(EtherType.IPV4)
            .ipv4(IpProtocol.UDP, 0, 5, 0).udp(1, 2, 0).u32(0xdeadbeefL).packet(LinkType.IEEE802_11_RADIOTAP);
        assertThat(packet.destinationPort()).isEqualTo(2);
        assertThat(packet.networkOffset()).isEqualTo(17 + 28 + 8);
        assertThat(packet.networkPayloadLength()).isEqualTo(8);
    }

    @Test
    void shouldDecodeQosFourAddressesAndHtControl() {
        assertDecoded(ipv6(wireless(frame(), 0x88, 0x02).u16(0).snap(EtherType.IPV6)).packet(LinkType.IEEE802_11), 6, 34);
        final Packet bridge = ipv4(wireless(frame(), 0x88, 0x83).u16(9, 9, 9).u16(0).u32(0).snap(EtherType.IPV4))
            .packet(LinkType.IEEE802_11);
        assertDecoded(bridge, 4, 44);
        assertThat(bridge.sourceMac()).isEqualTo(0x000900090009L);
        assertThat(bridge.destinationMac()).isEqualTo(0x000300030003L);
    }

    @Test
    void shouldDecodeTheFirstFrameOfAnAggregate() {
        final FrameBuilder aggregate = wireless(frame(), 0x88, 0x01).u8(0x80, 0).u16(1, 1, 1, 2, 2, 2).u16(36);
        assertDecoded(ipv4(aggregate.snap(EtherType.IPV4)).zeros(50).packet(LinkType.IEEE802_11), 4, 48);
    }

    @Test
    void shouldNotLookIntoFramesThatCarryNoReadableData() {
        for (final int[] kind : new int[][] {{0x80, 0}, {0x48, 0}, {0xc8, 0}, {0x08, 0x40}, {0xd4, 0}}) {
            final Packet packet = ipv4(wireless(frame(), kind[0], kind[1]).u16(0).snap(EtherType.IPV4))
                .packet(LinkType.IEEE802_11);
            assertThat(packet.etherType()).isEqualTo(EtherType.NONE);
            assertThat(packet.ipVersion()).isZero();
            assertThat(packet.anomalies()).isZero();
        }
        final Packet fragment = ipv4(frame().u8(0x08, 0).zeros(20).u8(1, 0).snap(EtherType.IPV4)).packet(LinkType.IEEE802_11);
        assertThat(fragment.ipVersion()).isZero();
    }

    @Test
    void shouldNoteABadRadiotapLength() {
        assertThat(frame().u8(0, 0, 7, 0, 0, 0, 0, 0).zeros(30).packet(127).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(frame().u8(0, 0, 70, 0, 0, 0, 0, 0).zeros(30).packet(127).anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(frame().u8(0, 0, 70, 0, 0, 0, 0, 0).zeros(30).packet(127, 38, 99).anomalies()).isEqualTo(Anomaly.CUT_LINK);
    }

    @Test
    void shouldSkipAllPresenceWordsOfRadiotap() {
        final FrameBuilder builder = frame().u8(0, 0, 17, 0, 2, 0, 0, 0x80).u8(0, 0, 0, 0x80).u8(0, 0, 0, 0).u8(0x10);
        final Packet packet = wireless(builder, 0x08, 0).snap(EtherType.IPV4).ipv4(17, 0, 5, 0).udp(1, 2, 0).u32(1).packet(127);
        assertThat(packet.networkPayloadLength()).isEqualTo(8);
        assertThat(frame().u8(0, 0, 12, 0, 2, 0, 0, 0x80).u8(0, 0, 0, 0x80).packet(127).anomalies())
            .isEqualTo(Anomaly.BAD_LENGTH);
    }
}
