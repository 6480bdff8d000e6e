package org.mapi.stdflib.track;

import java.util.function.IntConsumer;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.packet.Layers;
import org.mapi.packet.TcpFlags;

/**
 * Some bytes for some directions of TCP connections, and the sequence number that has to come next. When there is no room the
 * direction that was silent longest loses its bytes, which is counted if it had any.
 */
final class StreamBuffers {
    static final int NONE = TimedTable.NONE;
    /** Bytes of one direction. */
    static final int ROOM = 512;
    /** How far behind a segment may be that is sent again; anything older is of another stream. */
    static final int OLDEST = 1 << 20;

    private static final int NEXT = 0;
    private static final int LENGTH = 1;
    private static final int PLACE = 2;
    private static final int WORDS = 3;

    private final TimedTable table;
    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);
    private final byte[] bytes;
    private final IntConsumer places;

    /**
     * Empty buffers.
     *
     * @param capacity most directions
     * @param idle     nanoseconds after which a silent one is forgotten
     * @param counters hear of bytes that were lost
     */
    StreamBuffers(int capacity, long idle, Counters counters) {
        this(capacity, idle, counters, place -> { });
    }

    /**
     * Empty buffers of directions that may have a place elsewhere.
     *
     * @param places hears of places of directions that go
     */
    StreamBuffers(int capacity, long idle, Counters counters, IntConsumer places) {
        this.places = places;
        bytes = new byte[capacity * ROOM];
        table = new TimedTable(capacity, idle, WORDS, (entry, end) -> {
            leave(entry);
            if (end == FlowEnd.EVICTED && length(entry) != 0) {
                counters.unfollowed++;
            }
        });
    }

    private void leave(int buffer) {
        if (place(buffer) >= 0) {
            places.accept(place(buffer));
        }
    }

    /** The place elsewhere of a buffer's direction; -1 if it has none. */
    int place(int buffer) {
        return (int) table.get(buffer, PLACE) - 1;
    }

    /** The addresses and ports of a buffer's direction, the lower end is the sender; valid until the next call. */
    FlowKey key(int buffer) {
        table.key(buffer, key);
        return key;
    }

    void place(int buffer, int place) {
        table.set(buffer, PLACE, place + 1L);
    }

    boolean isEmpty() {
        return table.size() == 0;
    }

    /** The buffer of a packet's direction, or {@link #NONE}. */
    int find(Layers layers, long now) {
        key.set(layers);
        return table.find(key, now);
    }

    /** A new, empty buffer for a packet's direction that has none. */
    int open(Layers layers, long now) {
        key.set(layers);
        closeIfThere();
        return table.insert(key, now);
    }

    void close(int buffer) {
        leave(buffer);
        table.remove(buffer);
    }

    /** Closes the buffers of both directions of a packet's connection, where there are any. */
    void close(Layers layers) {
        key.set(layers);
        closeIfThere();
        if (layers.ipVersion() == 4) {
            key.setIpv4(layers.destinationAddressIpv4(), layers.destinationPort(), layers.sourceAddressIpv4(),
                layers.sourcePort(), layers.protocol());
        } else {
            key.setIpv6(layers.destinationAddressHigh(), layers.destinationAddressLow(), layers.destinationPort(),
                layers.sourceAddressHigh(), layers.sourceAddressLow(), layers.sourcePort(), layers.protocol());
        }
        closeIfThere();
    }

    private void closeIfThere() {
        final int buffer = table.findAnyAge(key);
        if (buffer != NONE) {
            close(buffer);
        }
    }

    void touch(int buffer, long now) {
        table.touch(buffer, now);
    }

    void expire(long now) {
        table.expire(now);
    }

    /** The bytes of all buffers. */
    byte[] bytes() {
        return bytes;
    }

    /** Index of a buffer's first byte in {@link #bytes()}. */
    static int start(int buffer) {
        return buffer * ROOM;
    }

    /** Number of bytes in a buffer; negative for whatever the caller means by it. */
    int length(int buffer) {
        return (int) table.get(buffer, LENGTH);
    }

    void length(int buffer, int length) {
        table.set(buffer, LENGTH, length);
    }

    /** Sequence number of the next byte. */
    int next(int buffer) {
        return (int) table.get(buffer, NEXT);
    }

    void next(int buffer, int sequence) {
        table.set(buffer, NEXT, sequence);
    }

    /** Sequence number of the first byte of a packet's payload: a SYN takes one. */
    static int sequence(Layers layers) {
        return (int) layers.tcpSequence() + ((layers.tcpFlags() & TcpFlags.SYN) != 0 ? 1 : 0);
    }
}
