package org.mapi.stdflib.anon;

import org.mapi.packet.Anomaly;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.packet.Tunnel;

/** Writes what the decoder sees in a packet. */
final class PacketPrinter {
    private static final String FLAGS = "FSRPAUEC";
    private static final String[] LINK_NAMES = new String[512];
    private static final String[] ANOMALIES = new String[8];
    private static final int ROW = 16;

    static {
        for (int i = 0; i < ANOMALIES.length; i++) {
            ANOMALIES[i] = Anomaly.names(1 << i);
        }
        for (int i = 0; i < LINK_NAMES.length; i++) {
            LINK_NAMES[i] = LinkType.name(i);
        }
    }

    private PacketPrinter() { }

    /**
     * Writes a packet.
     *
     * @param detail 0: one line; 1: a line per header; 2: the bytes too
     */
    static void print(Packet packet, int detail, PacketLines lines) {
        lines.time(packet.timestamp()).text(" #").number(packet.number()).text(" ").number(Math.max(0, packet.wireLength()))
            .text(" bytes");
        if (packet.captureLength() < packet.wireLength()) {
            lines.text(" (").number(packet.captureLength()).text(" captured)");
        }
        if (detail > 0) {
            lines.text(" interface ").number(Integer.toUnsignedLong(packet.interfaceIndex())).text(" ");
            final int type = packet.linkType();
            if (type >= 0 && type < LINK_NAMES.length) {
                lines.text(LINK_NAMES[type]);
            } else {
                lines.text("LINKTYPE ").number(Integer.toUnsignedLong(type));
            }
        }
        String indent = "\n  ";
        Layers layers = packet;
        while (layers.isPresent()) {
            layers(layers, detail, lines, detail > 0 ? indent : ", ");
            if (layers.tunnel() == Tunnel.NONE) {
                break;
            }
            layers = layers.inner();
            indent = "\n    ";
        }
        if (detail > 1) {
            dump(packet, lines);
        }
    }

    private static void layers(Layers layers, int detail, PacketLines lines, String indent) {
        link(layers, detail, lines, indent);
        if (layers.ipVersion() != 0) {
            network(layers, detail, lines, indent);
        }
        if (layers.transportOffset() >= 0) {
            transport(layers, detail, lines, indent);
        }
        if (layers.tunnel() != Tunnel.NONE) {
            lines.text(indent).text("tunnel ").text(Tunnel.name(layers.tunnel()));
            if (layers.tunnelId() >= 0) {
                lines.text(" ").number(layers.tunnelId());
            }
        } else if (detail > 0) {
            lines.text(indent).text("payload ").number(layers.payloadLength()).text(" of ").number(layers.payloadWireLength())
                .text(" bytes");
        }
        for (int i = 0; detail > 0 && i < ANOMALIES.length; i++) {
            if ((layers.anomalies() & 1 << i) != 0) {
                lines.text(indent).text("anomaly ").text(ANOMALIES[i]);
            }
        }
    }

    private static void link(Layers layers, int detail, PacketLines lines, String indent) {
        if (detail > 0 && layers.sourceMac() >= 0) {
            lines.text(indent).mac(layers.sourceMac());
            if (layers.destinationMac() >= 0) {
                lines.text(" > ").mac(layers.destinationMac());
            }
            if (layers.etherType() >= 0) {
                lines.text(" type 0x").hexadecimal(layers.etherType(), 4);
            }
        }
        for (int i = 0; i < layers.vlanCount(); i++) {
            lines.text(indent).text("VLAN ").number(layers.vlanId(i)).text(" priority ").number(layers.vlanPriority(i));
        }
        for (int i = 0; i < layers.mplsCount(); i++) {
            lines.text(indent).text("MPLS ").number(layers.mplsLabel(i)).text(" ttl ").number(layers.mplsTimeToLive(i));
        }
        if (layers.pppoeSession() >= 0) {
            lines.text(indent).text("PPPoE ").number(layers.pppoeSession());
        }
        if (detail == 0 && layers.ipVersion() == 0 && layers.etherType() >= 0) {
            lines.text(indent).text("type 0x").hexadecimal(layers.etherType(), 4);
        }
    }

    private static void network(Layers layers, int detail, PacketLines lines, String indent) {
        final Packet packet = layers.packet();
        lines.text(indent).text("IPv").number(layers.ipVersion()).text(" ")
            .address(packet, layers.sourceAddressOffset(), layers.addressLength()).text(" > ")
            .address(packet, layers.destinationAddressOffset(), layers.addressLength());
        if (detail > 0) {
            lines.text(" length ").number(layers.ipLength()).text(" ttl ").number(layers.timeToLive()).text(" class 0x")
                .hexadecimal(layers.trafficClass(), 2).text(" id ").number(layers.identification() & 0xffff_ffffL);
            if (layers.dontFragment()) {
                lines.text(" DF");
            }
        }
        if (layers.isFragment()) {
            lines.text(" fragment at ").number(layers.fragmentOffset()).text(layers.moreFragments() ? ", more" : ", last");
        }
    }

    private static void transport(Layers layers, int detail, PacketLines lines, String indent) {
        lines.text(indent);
        switch (layers.protocol()) {
            case IpProtocol.TCP -> lines.text("TCP");
            case IpProtocol.UDP -> lines.text("UDP");
            case IpProtocol.SCTP -> lines.text("SCTP");
            case IpProtocol.ICMP -> lines.text("ICMP");
            case IpProtocol.ICMPV6 -> lines.text("ICMPv6");
            default -> lines.text("protocol ").number(Math.max(0, layers.protocol()));
        }
        if (layers.sourcePort() >= 0) {
            lines.text(" ").number(layers.sourcePort()).text(" > ").number(layers.destinationPort());
        }
        if (layers.icmpType() >= 0) {
            lines.text(" type ").number(layers.icmpType()).text(" code ").number(Math.max(0, layers.icmpCode()));
        }
        if (layers.protocol() == IpProtocol.TCP) {
            tcp(layers, detail, lines);
        }
        if (detail == 0) {
            lines.text(", payload ").number(layers.payloadWireLength());
        }
    }

    private static void tcp(Layers layers, int detail, PacketLines lines) {
        lines.text(" ");
        for (int i = 0; i < FLAGS.length(); i++) {
            if ((layers.tcpFlags() & 1 << i) != 0) {
                lines.character(FLAGS.charAt(i));
            }
        }
        lines.text(" seq ").number(layers.tcpSequence());
        if ((layers.tcpFlags() & TcpFlags.ACK) != 0) {
            lines.text(" ack ").number(layers.tcpAcknowledgement());
        }
        if (detail > 0) {
            lines.text(" window ").number(layers.tcpWindow());
        }
    }

    private static void dump(Packet packet, PacketLines lines) {
        for (int at = 0; at < packet.captureLength(); at += ROW) {
            lines.text("\n  ").hexadecimal(at, 4).text(" ");
            for (int i = at; i < at + ROW; i++) {
                if (i < packet.captureLength()) {
                    lines.character(' ').hexadecimal(packet.getUnsignedByte(i), 2);
                } else {
                    lines.text("   ");
                }
            }
            lines.text("  ");
            for (int i = at; i < Math.min(at + ROW, packet.captureLength()); i++) {
                final int c = packet.getByte(i);
                lines.character(c >= ' ' && c < 127 ? c : '.');
            }
        }
    }
}
