package org.mapi.stdflib.track;

import org.mapi.function.FunctionInstance;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;

/** Lets packets pass in which an IP header is followed by another one, whatever is around them. Remembers nothing. */
final class IpOverIpTracker implements FunctionInstance {
    @Override
    public boolean process(Packet packet) {
        Layers layers = packet;
        while (true) {
            final int protocol = layers.protocol();
            if (protocol == IpProtocol.IPV4 || protocol == IpProtocol.IPV6) {
                return true;
            }
            if (layers.tunnel() == Tunnel.NONE) {
                return false;
            }
            layers = layers.inner();
        }
    }
}
