package org.mapi.core.engine.agent;

import org.mapi.function.FunctionInstance;
import org.mapi.packet.Packet;

/** Stands where a function cannot work: counts the packets it misses and lets none of them pass. */
final class MissedInstance implements FunctionInstance {
    private final Station station;

    MissedInstance(Station station) {
        this.station = station;
    }

    @Override
    public boolean process(Packet packet) {
        station.missed++;
        return false;
    }
}
