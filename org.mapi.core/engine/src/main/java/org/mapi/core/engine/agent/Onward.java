package org.mapi.core.engine.agent;

import org.mapi.function.Downstream;
import org.mapi.packet.Packet;

/**
 * What follows one station, for packets that its instance makes. Belongs to the station's place, not to the instance: a
 * replacement goes on with it.
 */
public final class Onward implements Downstream {
    private Station station;
    private DeviceAgent agent;
    private Lane lane;
    private int index;
    private boolean active;
    private PacketCopy copy;

    /** One that leads nowhere yet. */
    public Onward() { }

    /** Says whose it is. Before an agent has the station. */
    void belongsTo(Station owner) {
        station = owner;
    }

    /** Says where the station stands. Agent's thread. */
    void at(DeviceAgent newAgent, Lane newLane, int newIndex) {
        agent = newAgent;
        lane = newLane;
        index = newIndex;
    }

    private boolean usable() {
        return lane != null && station.here();
    }

    @Override
    public boolean pass(Packet packet) {
        if (!usable() || active || !lane.mayNest()) {
            return false;
        }
        active = true;
        try {
            station.emitted++;
            lane.pass(index, writable(packet), agent);
        } finally {
            active = false;
        }
        return true;
    }

    /** What follows works on the flow's own copy: then the packet has to be one. */
    private Packet writable(Packet packet) {
        if (packet.isWritable() || !lane.walk().onCopy(index)) {
            return packet;
        }
        if (copy == null) {
            copy = new PacketCopy();
        }
        return copy.of(packet);
    }

    @Override
    public int capacity() {
        if (!usable()) {
            return 0;
        }
        int least = Integer.MAX_VALUE;
        final Walk walk = lane.walk();
        for (int i = index + 1; i < walk.skip[index]; i++) {
            if (walk.stations[i].limited) {
                least = Math.min(least, agent.backpressure().capacity(walk.stations[i]));
            }
        }
        return Math.max(0, least);
    }
}
