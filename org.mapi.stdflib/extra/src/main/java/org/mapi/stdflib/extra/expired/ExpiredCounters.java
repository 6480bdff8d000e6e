package org.mapi.stdflib.extra.expired;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/** The counters of one instance, see {@link org.mapi.result.ExpiredFlowCounters}. */
final class ExpiredCounters {
    long sent;
    long received;
    long expired;
    long ignored;
    long dropped;
    long evicted;
    long sentPackets;
    long receivedPackets;
    long expiredPackets;
    long ignoredPackets;
    long droppedPackets;
    long fragments;
    long strayFragments;
    /** What an older version of the library had counted. */
    long receivedBefore;
    long receivedPacketsBefore;
    long fragmentsBefore;
    long strayFragmentsBefore;

    void clear() {
        sent = 0;
        received = 0;
        expired = 0;
        ignored = 0;
        dropped = 0;
        evicted = 0;
        sentPackets = 0;
        receivedPackets = 0;
        expiredPackets = 0;
        ignoredPackets = 0;
        droppedPackets = 0;
        fragments = 0;
        strayFragments = 0;
        receivedBefore = 0;
        receivedPacketsBefore = 0;
        fragmentsBefore = 0;
        strayFragmentsBefore = 0;
    }

    void save(StateWriter state) {
        state.putLong(sent);
        state.putLong(received);
        state.putLong(expired);
        state.putLong(ignored);
        state.putLong(dropped);
        state.putLong(evicted);
        state.putLong(sentPackets);
        state.putLong(receivedPackets);
        state.putLong(expiredPackets);
        state.putLong(ignoredPackets);
        state.putLong(droppedPackets);
        state.putLong(fragments);
        state.putLong(strayFragments);
    }

    void restore(StateReader state) {
        sent = state.getLong();
        receivedBefore = state.getLong();
        expired = state.getLong();
        ignored = state.getLong();
        dropped = state.getLong();
        evicted = state.getLong();
        sentPackets = state.getLong();
        receivedPacketsBefore = state.getLong();
        expiredPackets = state.getLong();
        ignoredPackets = state.getLong();
        droppedPackets = state.getLong();
        fragmentsBefore = state.remaining() >= 2 * Long.BYTES ? state.getLong() : 0;
        strayFragmentsBefore = state.remaining() >= Long.BYTES ? state.getLong() : 0;
    }
}
