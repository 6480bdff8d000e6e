package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/** Any payload of TCP that comes from or goes to one of some ports. */
public final class PortContent implements Recogniser {
    private final int[] ports;

    /**
     * A recogniser of ports.
     *
     * @param ports which, 0 to 65535
     */
    public PortContent(int... ports) {
        this.ports = ports.clone();
    }

    @Override
    public int window() {
        return 1;
    }

    @Override
    public boolean candidate(Layers layers) {
        if (layers.protocol() != IpProtocol.TCP) {
            return false;
        }
        for (int port : ports) {
            if (layers.sourcePort() == port || layers.destinationPort() == port) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int examine(Content content) {
        return YES;
    }
}
