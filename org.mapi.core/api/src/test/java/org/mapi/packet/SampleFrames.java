package org.mapi.packet;

import static org.mapi.packet.FrameBuilder.frame;

import java.util.List;

/** A good frame of every kind that the decoder knows, as material for tests that spoil them. */
final class SampleFrames {
    /** A frame and what it starts with. */
    record Sample(int linkType, FrameBuilder frame) {
    }

    static final List<Sample> ALL = List.of(
        ethernet(tcp(frame().ethernet(EtherType.IPV4))),
        ethernet(udp(frame().ethernet(EtherType.IPV6).ipv6(IpProtocol.UDP, 12))),
        ethernet(tcp(frame().ethernet(EtherType.VLAN_SERVICE).vlan(1, 2, EtherType.VLAN).vlan(3, 4, EtherType.IPV4))),
        ethernet(tcp(frame().ethernet(EtherType.MPLS).mpls(1, false).mpls(2, false).mpls(3, true))),
        ethernet(tcp(frame().ethernet(EtherType.VLAN).vlan(1, 2, EtherType.PPPOE_SESSION).pppoe(7, 0x21, 49))),
        ethernet(tcp(frame().ethernet(57).snap(EtherType.IPV4))),
        ethernet(frame().ethernet(EtherType.IPV6).ipv6(IpProtocol.HOP_BY_HOP, 68).extension(IpProtocol.ROUTING, 0)
            .extension(IpProtocol.DESTINATION_OPTIONS, 2).extension(IpProtocol.AUTHENTICATION, 0)
            .u8(IpProtocol.FRAGMENT, 0).zeros(6).fragment(IpProtocol.UDP, 0, true).udp(1, 2, 4).u32(0)),
        ethernet(frame().ethernet(EtherType.IPV6).ipv6(IpProtocol.ICMPV6, 12).icmp(128, 0).u32(0)),
        ethernet(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.SCTP, 16).sctp().u32(0)),
        ethernet(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.ICMP, 0, 15, 72).icmp(8, 0).u32(0)),
        ethernet(tcp(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.GRE, 16 + 49).u16(0xb000, EtherType.IPV4).u32(1, 2, 3))),
        ethernet(tcp(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.GRE, 8 + 8 + 49).u16(0x4000, EtherType.IPV4).u32(0)
            .u16(2).u8(0, 0).u32(0))),
        ethernet(tcp(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.GRE, 16 + 49).u16(0x3001, EtherType.PPP).u32(1, 2)
            .u16(0xff03, 0x21))),
        ethernet(udp(frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.IPV4, 20 + 20 + 40 + 12).ipv4(IpProtocol.IPV4, 72)
            .ipv4(IpProtocol.IPV6, 52).ipv6(IpProtocol.UDP, 12))),
        ethernet(tcp(carrier(4789, 8 + 14 + 49).u32(0x08000000, 0x700).ethernet(EtherType.IPV4))),
        ethernet(tcp(carrier(2152, 16 + 49).u8(0x34, 255).u16(8 + 49).u32(5).u8(0, 0, 0, 0x85, 1, 0, 0, 0))),
        ethernet(udp(carrier(3544, 16 + 8 + 52).u16(1).u8(1, 2).zeros(12).u16(0, 0xffff).u32(0).ipv6(IpProtocol.UDP, 12))),
        new Sample(LinkType.NULL, tcp(frame().u8(2, 0, 0, 0))),
        new Sample(LinkType.LOOP, tcp(frame().u32(2))),
        new Sample(LinkType.RAW, tcp(frame())),
        new Sample(LinkType.LINUX_SLL, tcp(frame().u16(0, 1, 6, 1, 2, 3, 0, EtherType.IPV4))),
        new Sample(LinkType.LINUX_SLL2, tcp(frame().u16(EtherType.VLAN, 0, 0, 1, 1, 0x0406, 1, 2, 3, 0)
            .vlan(0, 1, EtherType.IPV4))),
        new Sample(LinkType.NFLOG, tcp(frame().u8(2, 0).u16(0).u8(8, 0, 1, 0, 0, 0, 0, 0, 53, 0, 9, 0))),
        new Sample(LinkType.IPOIB, tcp(frame().zeros(40).u16(EtherType.IPV4, 0))),
        new Sample(LinkType.IEEE802_11_RADIOTAP, tcp(frame().u8(0, 0, 17, 0, 3, 0, 0, 0).zeros(8).u8(0x20).u8(0x88, 1)
            .zeros(22).u16(0).zeros(2).snap(EtherType.IPV4))),
        new Sample(LinkType.PPP, tcp(frame().u16(0xff03, 0x21))),
        new Sample(LinkType.PPP_ETHER, tcp(frame().pppoe(1, 0x21, 49))),
        new Sample(LinkType.C_HDLC, tcp(frame().u16(0x0f00, EtherType.IPV4))),
        new Sample(LinkType.ERF, tcp(frame().zeros(8).u8(0x82, 4).zeros(6).zeros(8).u16(0).ethernet(EtherType.IPV4))));

    private SampleFrames() {
    }

    private static Sample ethernet(final FrameBuilder frame) {
        return new Sample(LinkType.ETHERNET, frame);
    }

    /** 49 bytes. */
    private static FrameBuilder tcp(final FrameBuilder builder) {
        return builder.ipv4(IpProtocol.TCP, 29).tcp(TcpFlags.ACK, 6).text("hello");
    }

    /** 12 bytes. */
    private static FrameBuilder udp(final FrameBuilder builder) {
        return builder.udp(1, 2, 4).text("data");
    }

    private static FrameBuilder carrier(final int port, final int length) {
        return frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.UDP, 8 + length).udp(1, port, length);
    }
}
