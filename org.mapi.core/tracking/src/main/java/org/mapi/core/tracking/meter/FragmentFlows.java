package org.mapi.core.tracking.meter;

import java.util.ArrayDeque;
import org.mapi.core.tracking.FlowColumn;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * Remembers which flow the fragments of a datagram belong to: that of its first fragment, which alone has the ports. Fragments
 * that come before it are held as numbers until it comes; nothing of their bytes is kept, so captures that are cut count, too.
 */
final class FragmentFlows {
    /** Takes what was held of a datagram. */
    @FunctionalInterface
    interface Taker {
        /** Puts the numbers into the account of the flow of {@link Held#key}. */
        void take(Held held);
    }

    /** A datagram: its flow, or what was counted without knowing it. */
    static final class Held {
        final FlowKey key;
        boolean known;
        int direction;
        long packets;
        long bytes;
        long first;
        long last;

        Held(int keyOptions) {
            key = new FlowKey(keyOptions);
        }

        private void clear() {
            known = false;
            packets = 0;
            bytes = 0;
        }

        private void count(long now, long length) {
            first = packets == 0 ? now : Math.min(first, now);
            last = packets == 0 ? now : Math.max(last, now);
            packets++;
            bytes += length;
        }
    }

    /** Most datagrams at a time; the oldest has to leave for a new one. */
    static final int MOST_DATAGRAMS = 4096;
    /** So long after its first fragment the others are waited for, in nanoseconds (RFC 1122: 60 to 120 s; RFC 8200: 60 s). */
    static final long PATIENCE = 60_000_000_000L;

    private final FlowKey datagram = new FlowKey(FlowKey.DIRECTED);
    private final FlowTable table;
    private final FlowColumn<Held> column = new FlowColumn<>();
    private final ArrayDeque<Held> spare = new ArrayDeque<>();
    private final Taker stray;
    private final int keyOptions;

    /**
     * Nothing held.
     *
     * @param keyOptions options of the keys of flows
     * @param hash       of the table; null for a secret one
     * @param stray      takes what is left of datagrams whose first fragment did not come
     */
    FragmentFlows(int keyOptions, FlowHash hash, Taker stray) {
        this.keyOptions = keyOptions;
        this.stray = stray;
        table = new FlowTable(new FlowTableOptions(MOST_DATAGRAMS).idleTimeouts(PATIENCE).hash(hash), this::ended);
    }

    /** The outermost layers that are a fragment; null if there are none. */
    static Layers fragment(Layers outer, Layers last) {
        Layers layers = outer;
        while (!layers.isFragment()) {
            if (layers == last) {
                return null;
            }
            layers = layers.inner();
        }
        return layers;
    }

    /**
     * A fragment has come. The first one makes its flow known: what was held is to be taken by the caller, and forgotten with
     * {@link #taken}.
     *
     * @param fragment its layers
     * @param key      the key as the fragment's own headers tell it; becomes that of the datagram's flow, if it is known
     * @param now      packet time
     * @param length   what the fragment counts for
     * @return the datagram with its flow; null if the fragment is held until the flow is known
     */
    Held add(Layers fragment, FlowKey key, long now, long length) {
        table.expire(now, Integer.MAX_VALUE);
        final Held held = datagram(fragment, now);
        if (fragment.fragmentOffset() == 0) {
            held.known = true;
            held.key.copy(key);
            held.direction = key.direction();
            return held;
        }
        if (held.known) {
            key.copy(held.key);
            return held;
        }
        if (held.packets == 0) {
            held.key.copy(key);
            held.direction = key.direction();
        }
        held.count(now, length);
        return null;
    }

    private Held datagram(Layers fragment, long now) {
        final int vlan = fragment.vlanId(0) + 1;
        datagram.domain(fragment.identification());
        if (fragment.ipVersion() == 4) {
            datagram.setIpv4(fragment.sourceAddressIpv4(), vlan, fragment.destinationAddressIpv4(), 0, fragment.nextHeader());
        } else {
            datagram.setIpv6(fragment.sourceAddressHigh(), fragment.sourceAddressLow(), vlan, fragment.destinationAddressHigh(),
                fragment.destinationAddressLow(), 0, IpProtocol.FRAGMENT);
        }
        int at = table.find(datagram);
        if (at == FlowTable.NONE) {
            at = table.insert(datagram, 0, now);
            column.set(at, spare.isEmpty() ? new Held(keyOptions) : spare.pop());
        }
        return column.get(at);
    }

    /** What was held is in the account of its flow. */
    void taken(Held held) {
        held.packets = 0;
        held.bytes = 0;
    }

    private void ended(int at, FlowEnd end) {
        final Held held = column.get(at);
        column.set(at, null);
        if (held.packets > 0) {
            stray.take(held);
        }
        held.clear();
        spare.push(held);
    }

    /** Gives up datagrams that were waited for long enough. */
    void expire(long now) {
        table.expire(now, Integer.MAX_VALUE);
    }

    /** Gives everything up that is held. */
    void flush() {
        table.removeAll();
    }

    /** Bytes of memory. */
    long memory() {
        return table.memory();
    }
}
