package org.mapi.mos.stack;

import org.mapi.mos.PacketOrder;

/** Where frames that applications make leave: the devices of an inline source. */
interface Output {
    /** Ends a flow: both ends are reset behind the frame at hand. */
    void reset(int flow);

    /** Ends the flows that were reset while nothing of them was at hand. */
    void endFlows();

    /** Makes RSTs with right numbers for both ends; they wait for {@link #sendResets}. */
    void makeResets(int flow);

    /** Sends the RSTs that wait. */
    void sendResets();

    /** Tells a sender that its bytes have arrived, up to a number. */
    void acknowledge(int flow, int to, int acknowledgement);

    /** Sends a packet within a flow, now. */
    void send(int flow, PacketOrder order);
}
