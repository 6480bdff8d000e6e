package org.mapi.stdflib.anon;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;

/** Changes one field of packets by one treatment. */
interface FieldChange {
    /** Changes a packet if it has the field; whether it had. */
    boolean apply(Packet packet);

    /** Saves what is remembered of connections. */
    default void save(StateWriter state) { }

    /** Goes on with what another one has saved. */
    default void restore(StateReader state) { }

    /** Connections that had to be forgotten for want of room. */
    default long forgotten() {
        return 0;
    }
}
