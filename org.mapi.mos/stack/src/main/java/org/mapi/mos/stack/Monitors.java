package org.mapi.mos.stack;

import java.util.ArrayList;
import java.util.List;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MosException;
import org.mapi.mos.Side;
import org.mapi.packet.Packet;

/** The applications of a worker, in the order they were attached. Changed between batches. */
final class Monitors {
    /** Most applications at a time: one bit of a word each. */
    static final int MOST = Long.SIZE;

    private static final MonitorSocket[] NONE = {};

    private final List<MonitorSocket> all = new ArrayList<>();
    private MonitorSocket[] streams = NONE;
    private MonitorSocket[] packets = NONE;
    private long usedSlots;
    private long recording;
    private final long[] readers = new long[2];
    private final long[] wanted = new long[Hook.values().length];
    private boolean heardAtAnyHook;

    /** A free slot. */
    int takeSlot() {
        final int slot = Long.numberOfTrailingZeros(~usedSlots);
        if (slot == MOST) {
            throw new MosException(Errno.ENFILE, "there are " + MOST + " applications on this source already");
        }
        usedSlots |= 1L << slot;
        return slot;
    }

    void giveSlot(int slot) {
        usedSlots &= ~(1L << slot);
    }

    void add(MonitorSocket monitor) {
        all.add(monitor);
        changed();
    }

    /** The successor has its predecessor's slot and place. */
    void replace(MonitorSocket old, MonitorSocket next) {
        all.set(all.indexOf(old), next);
        changed();
    }

    void remove(MonitorSocket monitor) {
        all.remove(monitor);
        changed();
    }

    /** Works out anew what is asked for every packet. */
    void changed() {
        streams = of(MonitorKind.STREAM);
        packets = of(MonitorKind.PACKET);
        recording = 0;
        readers[0] = 0;
        readers[1] = 0;
        for (MonitorSocket monitor : streams) {
            final long bit = 1L << monitor.slot;
            recording |= monitor.recordsFrames ? bit : 0;
            readers[0] |= monitor.buffering.includes(Side.CLIENT) ? bit : 0;
            readers[1] |= monitor.buffering.includes(Side.SERVER) ? bit : 0;
        }
        heardAtAnyHook = streams.length > 0;
    }

    private MonitorSocket[] of(MonitorKind kind) {
        return all.stream().filter(monitor -> monitor.kind() == kind).toArray(MonitorSocket[]::new);
    }

    List<MonitorSocket> all() {
        return all;
    }

    MonitorSocket[] streams() {
        return streams;
    }

    MonitorSocket[] packets() {
        return packets;
    }

    boolean isEmpty() {
        return !heardAtAnyHook;
    }

    /** Slots of the applications whose filter matches the first packet of a flow. */
    long matching(Packet packet) {
        long slots = 0;
        for (MonitorSocket monitor : streams) {
            if (monitor.isCalled() && monitor.matches(packet)) {
                slots |= 1L << monitor.slot;
            }
        }
        return slots;
    }

    /** Slots of the applications that read what a side receives. */
    long readers(int side) {
        return readers[side];
    }

    /** Says that somebody registered for a built-in event, or for one on top of it, if only for one flow. */
    void wanted(Hook hook, long event) {
        wanted[hook.ordinal()] |= event;
    }

    /** Built-in events that anybody has ever registered for at a hook: others need not be raised. */
    long wanted(Hook hook) {
        return wanted[hook.ordinal()];
    }

    /** Whether anybody hears of each packet with such an event, or wants it recorded. */
    boolean isHeard(long event) {
        return ((wanted[Hook.SEND.ordinal()] | wanted[Hook.RECEIVE.ordinal()]) & event) != 0 || recording != 0;
    }

    /** Slots of the applications that want the last frame of each side recorded. */
    long recording() {
        return recording;
    }
}
