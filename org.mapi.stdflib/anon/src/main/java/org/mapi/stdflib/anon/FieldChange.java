package org.mapi.stdflib.anon;

import org.mapi.packet.Packet;

/** Changes one field of packets by one treatment. */
interface FieldChange {
    /** Changes a packet if it has the field; whether it had. */
    boolean apply(Packet packet);

    /** Connections that had to be forgotten for want of room. */
    default long forgotten() {
        return 0;
    }
}
