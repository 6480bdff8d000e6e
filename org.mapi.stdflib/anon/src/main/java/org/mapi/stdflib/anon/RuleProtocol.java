package org.mapi.stdflib.anon;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/** The protocols that rules name. */
enum RuleProtocol {
    IP, TCP, UDP, ICMP, HTTP, FTP;

    private static final int FTP_PORT = 21;

    /** Whether layers have this protocol, header captured or not; HTTP by what it says, FTP by its port. */
    boolean applies(Layers layers) {
        if (layers.ipVersion() == 0) {
            return false;
        }
        return switch (this) {
            case IP -> true;
            case TCP -> transport(layers, IpProtocol.TCP);
            case UDP -> transport(layers, IpProtocol.UDP);
            case ICMP -> transport(layers, IpProtocol.ICMP) || transport(layers, IpProtocol.ICMPV6);
            case HTTP -> transport(layers, IpProtocol.TCP) && HttpPlace.isHttp(layers);
            case FTP -> transport(layers, IpProtocol.TCP)
                && (layers.sourcePort() == FTP_PORT || layers.destinationPort() == FTP_PORT);
        };
    }

    /** Whether a quoted packet has this protocol, as far as its ports tell. */
    boolean quoted(int carried, int source, int destination) {
        return switch (this) {
            case TCP -> carried == IpProtocol.TCP;
            case UDP -> carried == IpProtocol.UDP;
            case HTTP -> carried == IpProtocol.TCP && (HttpPlace.isPort(source) || HttpPlace.isPort(destination));
            case FTP -> carried == IpProtocol.TCP && (source == FTP_PORT || destination == FTP_PORT);
            default -> false;
        };
    }

    /** As {@link #applies}, and whether layers carry a later fragment of this protocol: a piece of its payload. */
    boolean carries(Layers layers) {
        return applies(layers) || layers.fragmentOffset() > 0 && switch (this) {
            case TCP -> layers.protocol() == IpProtocol.TCP;
            case UDP -> layers.protocol() == IpProtocol.UDP;
            case ICMP -> layers.protocol() == IpProtocol.ICMP || layers.protocol() == IpProtocol.ICMPV6;
            default -> false;
        };
    }

    private static boolean transport(Layers layers, int number) {
        return layers.protocol() == number && layers.transportOffset() >= 0;
    }
}
