package org.mapi.stdflib.anon;

import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.packet.Layers;
import org.mapi.packet.TcpFlags;

/**
 * What a rule about contents of TCP remembers of connections: by how much each side's stream has become longer, for sequence
 * numbers, and whether a segment ended within the headers of an HTTP message. A connection without either is not remembered.
 *
 * <p>Bounded: 65,536 connections of about 250 bytes; the one that was silent for longest has to leave, which is counted. Five
 * minutes of silence end one, too.
 */
final class ConnectionMemory {
    /** {@link #headers}: the segment does not go on with headers. */
    static final int NO_HEADERS = 0;
    /** {@link #headers}: it begins with a header line. */
    static final int IN_HEADERS = 1;
    /** {@link #headers}: it begins within the line of the field. */
    static final int IN_FIELD = 2;
    /** {@link #headers}: it begins within another line. */
    static final int IN_LINE = 3;

    private static final int MOST = 65_536;
    private static final long IDLE = 300_000_000_000L;
    private static final int CHANGES = 6;
    /** Words of a side: number of changes and what came before them, headers, changes. */
    private static final int COUNT = 0;
    private static final int HEADERS = 1;
    private static final int FIRST = 2;
    private static final int SIDE = FIRST + CHANGES;
    private static final long LOW = 0xffff_ffffL;

    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private final FlowTable table = new FlowTable(new FlowTableOptions(MOST).words(2 * SIDE).idleTimeouts(IDLE), this::ended);
    private int flow = FlowTable.NONE;
    private long now;
    private long forgotten;

    private void ended(int handle, FlowEnd end) {
        forgotten += end == FlowEnd.EVICTED ? 1 : 0;
    }

    /** Connections that had to be forgotten. */
    long forgotten() {
        return forgotten;
    }

    /** Turns to the connection of a segment; a SYN begins a new one. */
    void look(Layers segment, long time) {
        now = time;
        table.expire(now, 2);
        flow = find(segment);
    }

    private int find(Layers segment) {
        key.set(segment);
        final int known = table.size() == 0 ? FlowTable.NONE : table.find(key);
        if (known != FlowTable.NONE && (segment.tcpFlags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN) {
            table.remove(known);
            return FlowTable.NONE;
        }
        return known == FlowTable.NONE ? known : table.touch(known, now);
    }

    private int own() {
        return key.direction() * SIDE;
    }

    private void remember() {
        if (flow == FlowTable.NONE) {
            flow = table.insert(key, 0, now);
        }
    }

    /** Whether anything of the connection has another length now. */
    boolean isShifted() {
        return flow != FlowTable.NONE && (table.get(flow, COUNT) & LOW) + (table.get(flow, SIDE + COUNT) & LOW) > 0;
    }

    /** The sequence number for one of the segment's own side. */
    int sequence(int number) {
        return number + shift(own(), number);
    }

    /** The sequence number for one that the segment acknowledges. */
    int acknowledged(int number) {
        return number + shift(SIDE - own(), number);
    }

    /** By how much the bytes before a sequence number have become more. */
    private int shift(int side, int number) {
        final int count = (int) (table.get(flow, side + COUNT) & LOW);
        int shift = (int) (table.get(flow, side + COUNT) >>> 32);
        for (int i = 0; i < Math.min(count, CHANGES); i++) {
            final long change = table.get(flow, side + FIRST + i);
            if (number - (int) change >= 0) {
                shift = (int) (change >>> 32);
            }
        }
        return shift;
    }

    /**
     * The segment's payload has another length now. One that comes again, or before others that have changed, changes nothing.
     *
     * @param end    the sequence number behind its old payload
     * @param longer by how many bytes it is longer
     */
    void changed(int end, int longer) {
        remember();
        final int side = own();
        final long head = table.get(flow, side + COUNT);
        final int count = (int) (head & LOW);
        final int kept = Math.min(count, CHANGES);
        final long last = kept == 0 ? head : table.get(flow, side + FIRST + kept - 1);
        if (kept > 0 && end - (int) last <= 0) {
            return;
        }
        final long total = (int) (last >>> 32) + longer;
        long before = head >>> 32;
        int place = kept;
        if (kept == CHANGES) {
            before = table.get(flow, side + FIRST) >>> 32;
            for (int i = 1; i < CHANGES; i++) {
                table.set(flow, side + FIRST + i - 1, table.get(flow, side + FIRST + i));
            }
            place = CHANGES - 1;
        }
        table.set(flow, side + FIRST + place, total << 32 | end & LOW);
        table.set(flow, side + COUNT, before << 32 | Math.min(count + 1L, CHANGES));
    }

    /** How the segment goes on with the headers of a message that an earlier one began. */
    int headers(int sequence) {
        if (flow == FlowTable.NONE) {
            return NO_HEADERS;
        }
        final long state = table.get(flow, own() + HEADERS);
        return (int) state == sequence ? (int) (state >>> 32) : NO_HEADERS;
    }

    /** Notes where the next segment goes on, and how; NO_HEADERS: with something else. */
    void headers(int sequence, int state) {
        if (state != NO_HEADERS) {
            remember();
        }
        if (flow != FlowTable.NONE) {
            table.set(flow, own() + HEADERS, (long) state << 32 | sequence & LOW);
        }
    }
}
