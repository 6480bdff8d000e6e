package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.osgi.service.component.annotations.Component;

/**
 * HASH: an additive hash of a part of the packet: (number of bytes + sum of the bytes) modulo 500,009. The part is level 0 the
 * whole packet, 1 what the link carries, 2 what IP carries (or what follows the fixed header of ARP and RARP), 3 the payload of
 * TCP, UDP or ICMP; a packet without that part has 0. Only captured bytes count; link padding behind an IP packet counts in
 * levels 0 and 1.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "HASH", description = "Additive hash of a part of the packet",
    optimize = Optimize.AUTO,
    arguments = "level:i:0 whole packet, 1 from the network header, 2 from the transport header, 3 payload",
    resultMeaning = "(bytes + sum of the bytes) modulo 500,009 of that part; 0 for a packet without it",
    examples = "level2=HASH(2) STATS(level2)",
    differences = {"Reads captured bytes only; the original trusted the length in the IP header.",
        "All link types, VLAN tags, MPLS labels, PPPoE and IPv6; the original knew Ethernet and Cisco HDLC.",
        "The ICMP payload begins behind its 8-byte header; the original skipped 28 bytes."})
public final class Hash implements Function {
    private static final int WHOLE = 0;
    private static final int NETWORK = 1;
    private static final int TRANSPORT = 2;
    private static final int PAYLOAD = 3;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        return switch (arguments.integer(0)) {
            case WHOLE -> new Whole();
            case NETWORK -> new Network();
            case TRANSPORT -> new Transport();
            case PAYLOAD -> new Payload();
            default -> throw MapiException.argument(1, "level", arguments.integer(0), "0 to 3");
        };
    }

    /** What the levels have in common. */
    private abstract static class Instance extends ScalarInstance {
        private static final int PRIME = 500_009;

        final void hash(Packet packet, int from, int length) {
            value = from < 0 || length <= 0 ? 0
                : (length + ByteSum.of(packet.segment(), packet.offset() + from, length)) % PRIME;
        }
    }

    private static final class Whole extends Instance {
        @Override
        public boolean process(Packet packet) {
            hash(packet, 0, packet.captureLength());
            return true;
        }
    }

    private static final class Network extends Instance {
        @Override
        public boolean process(Packet packet) {
            hash(packet, packet.networkOffset(), packet.captureLength() - packet.networkOffset());
            return true;
        }
    }

    private static final class Transport extends Instance {
        private static final int ARP_HEADER = 8;

        @Override
        public boolean process(Packet packet) {
            final int type = packet.etherType();
            if (packet.ipVersion() != 0) {
                hash(packet, packet.networkPayloadOffset(), packet.networkPayloadLength());
            } else if (type == EtherType.ARP || type == EtherType.RARP) {
                final int from = packet.networkOffset() + ARP_HEADER;
                hash(packet, from, packet.captureLength() - from);
            } else {
                value = 0;
            }
            return true;
        }
    }

    private static final class Payload extends Instance {
        @Override
        public boolean process(Packet packet) {
            final boolean known = switch (packet.protocol()) {
                case IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP, IpProtocol.ICMPV6 -> packet.transportOffset() >= 0;
                default -> false;
            };
            hash(packet, known ? packet.payloadOffset() : -1, packet.payloadLength());
            return true;
        }
    }
}
