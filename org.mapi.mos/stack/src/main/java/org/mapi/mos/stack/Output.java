package org.mapi.mos.stack;

import org.mapi.mos.PacketOrder;

/** Where frames that applications make leave: the devices of an inline source. */
interface Output {
    /** Sends a RST with right numbers to both ends of a flow. */
    void reset(int flow);

    /** Sends a packet within a flow. */
    void send(int flow, PacketOrder order);
}
