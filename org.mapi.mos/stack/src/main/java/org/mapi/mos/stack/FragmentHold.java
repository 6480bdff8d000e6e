package org.mapi.mos.stack;

import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

/**
 * Fragments that wait for the others of their datagram. Bounded: the oldest datagram gives way, and each is given up after a
 * time; their fragments are then counted as withheld. One thread.
 */
final class FragmentHold {
    /** No datagram. */
    static final int NONE = FlowTable.NONE;

    private static final int MOST_DATAGRAMS = 4096;
    private static final int MOST_BYTES = 4 << 20;
    private static final long TIMEOUT = 30_000_000_000L;
    private static final int FIRST = 0;
    private static final int LAST = 1;
    private static final int COUNT = 2;
    private static final int LONGEST = 3;
    private static final int MARK = 4;
    private static final int WORDS = 5;

    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);
    private final FlowTable table = new FlowTable(new FlowTableOptions(MOST_DATAGRAMS).words(WORDS).idleTimeouts(TIMEOUT),
        this::ended);
    private final FrameStore store = new FrameStore(MOST_BYTES);
    private long withheld;

    /** The datagram that a fragment belongs to; NONE if none of it is known. */
    int find(Packet fragment) {
        key.domain(fragment.identification());
        final int vlan = fragment.vlanId(0) + 1;
        if (fragment.ipVersion() == 4) {
            key.setIpv4(fragment.sourceAddressIpv4(), vlan, fragment.destinationAddressIpv4(), 0, fragment.nextHeader());
        } else {
            key.setIpv6(fragment.sourceAddressHigh(), fragment.sourceAddressLow(), vlan, fragment.destinationAddressHigh(),
                fragment.destinationAddressLow(), 0, IpProtocol.FRAGMENT);
        }
        return table.find(key);
    }

    /** The datagram that a fragment belongs to, made if need be. */
    int datagram(Packet fragment) {
        final int known = find(fragment);
        if (known != NONE) {
            return known;
        }
        final int made = table.insert(key, 0, fragment.timestamp());
        table.set(made, FIRST, FrameStore.NONE);
        table.set(made, LAST, FrameStore.NONE);
        return made;
    }

    /** A number of the caller's for a datagram, 0 at first. */
    long mark(int datagram) {
        return table.get(datagram, MARK);
    }

    void mark(int datagram, long value) {
        table.set(datagram, MARK, value);
    }

    /**
     * Keeps a copy of a frame.
     *
     * @param fragment tells the datagram
     * @param frame    the same, or as it was changed
     */
    void hold(Packet fragment, Packet frame, int device) {
        if (frame.captureLength() > FrameEdit.LONGEST) {
            withheld++;
            return;
        }
        while (!store.hasRoom(frame.captureLength())) {
            final int oldest = table.first(0);
            giveUp(oldest);
            table.remove(oldest);
        }
        final int datagram = datagram(fragment);
        final int number = store.put(frame, device);
        final int last = (int) table.get(datagram, LAST);
        if (last == FrameStore.NONE) {
            table.set(datagram, FIRST, number);
        } else {
            store.chain(last, number);
        }
        table.set(datagram, LAST, number);
        table.set(datagram, COUNT, table.get(datagram, COUNT) + 1);
        final int length = fragment.networkPayloadOffset() + fragment.networkPayloadWireLength() - fragment.networkOffset();
        table.set(datagram, LONGEST, Math.max(table.get(datagram, LONGEST), length));
    }

    /** How many frames of a datagram are held. */
    int count(int datagram) {
        return (int) table.get(datagram, COUNT);
    }

    /** Length of the longest IP packet among them. */
    int longest(int datagram) {
        return (int) table.get(datagram, LONGEST);
    }

    /** The device that the next frame came in by. */
    int device(int datagram) {
        return store.device((int) table.get(datagram, FIRST));
    }

    /** The next frame, which stays; null if none is left. Valid until the next call. */
    Packet first(int datagram) {
        final int number = (int) table.get(datagram, FIRST);
        return number == FrameStore.NONE ? null : store.get(number);
    }

    /** Takes the next frame out, in the order they came; null if none is left. Valid until the next call. */
    Packet take(int datagram) {
        final int number = (int) table.get(datagram, FIRST);
        if (number == FrameStore.NONE) {
            return null;
        }
        final Packet frame = store.get(number);
        table.set(datagram, FIRST, store.following(number));
        table.set(datagram, COUNT, table.get(datagram, COUNT) - 1);
        if (store.following(number) == FrameStore.NONE) {
            table.set(datagram, LAST, FrameStore.NONE);
        }
        store.free(number);
        return frame;
    }

    /** Forgets a datagram, its frames too. */
    void forget(int datagram) {
        while (take(datagram) != null) {
            Thread.onSpinWait();
        }
        table.remove(datagram);
    }

    /** Gives up what has waited for too long. */
    void expire(long now) {
        table.expire(now, Integer.MAX_VALUE);
    }

    /** Gives up everything. */
    void clear() {
        table.removeAll();
    }

    private void giveUp(int datagram) {
        withheld += count(datagram);
        while (take(datagram) != null) {
            Thread.onSpinWait();
        }
    }

    private void ended(int datagram, FlowEnd end) {
        giveUp(datagram);
    }

    /** Frames whose datagram was given up. */
    long withheld() {
        return withheld;
    }
}
