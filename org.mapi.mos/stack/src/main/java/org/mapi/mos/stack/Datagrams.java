package org.mapi.mos.stack;

import org.mapi.core.tracking.fragment.Defragmenter;
import org.mapi.core.tracking.fragment.DefragmenterOptions;
import org.mapi.core.tracking.fragment.FragmentCounters;
import org.mapi.packet.Packet;

/** The fragments of a worker's packets: put together, and held where frames go on until their datagram is whole. */
final class Datagrams implements AutoCloseable {
    private final Defragmenter defragmenter = new Defragmenter(new DefragmenterOptions());
    /** Null where frames do not go on. */
    private final FragmentHold hold;
    private final FrameEdit edit;
    private final WorkerCounters counters;
    private int number = FragmentHold.NONE;
    private int identification;

    Datagrams(FrameEdit edit, WorkerCounters counters) {
        this.edit = edit;
        this.counters = counters;
        hold = edit.isInline() ? new FragmentHold() : null;
    }

    /** Takes a fragment; the datagram that is whole with it, null if none is. */
    Packet add(Packet packet, int device) {
        final Packet whole = defragmenter.add(packet);
        number = FragmentHold.NONE;
        if (hold != null) {
            if (edit.isDropped()) {
                counters.dropped++;
            } else {
                hold.hold(packet, edit.isEdited() ? edit.packet() : packet, device);
            }
            if (whole != null) {
                number = hold.datagram(packet);
                identification = packet.identification();
                edit.begin();
            }
        }
        return whole;
    }

    /** Fragments that wait; null where frames do not go on. */
    FragmentHold hold() {
        return hold;
    }

    /** The datagram that the last fragment completed, among those held; {@link FragmentHold#NONE} if there is none. */
    int number() {
        return number;
    }

    /** The identification of that datagram. */
    int identification() {
        return identification;
    }

    void expire(long now) {
        defragmenter.expire(now);
        if (hold != null) {
            hold.expire(now);
        }
    }

    /** Fragments that were taken and then lost. */
    long lost() {
        final FragmentCounters lost = defragmenter.counters();
        return lost.timedOut() + lost.evicted() + lost.discarded() + lost.tiny() + lost.invalid() + lost.tooLong() + lost.cut()
            + lost.noMemory();
    }

    @Override
    public void close() {
        defragmenter.close();
    }
}
