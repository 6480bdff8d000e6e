package org.mapi.stdflib.anon;

import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.TcpFlags;

/**
 * What a rule about contents of TCP remembers of connections: by how much each side's stream has become longer, for sequence
 * numbers, how far each side's stream has come, and whether a segment ended within the headers of an HTTP message. A connection
 * without any of it is not remembered.
 *
 * <p>Bounded: 65,536 connections of about 270 bytes; the one that was silent for longest has to leave, which is counted. Five
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
    /** Words of a side: number of changes and what came before them, headers, how far the stream has come, changes. */
    private static final int COUNT = 0;
    private static final int HEADERS = 1;
    private static final int REACHED = 2;
    private static final int FIRST = 3;
    private static final int SIDE = FIRST + CHANGES;
    private static final long LOW = 0xffff_ffffL;
    /** In {@link #REACHED}: the low half has a sequence number. */
    private static final long KNOWN = 1L << 32;

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

    /** Whether anything is remembered of the connection. */
    boolean isKnown() {
        return flow != FlowTable.NONE;
    }

    /**
     * Whether a segment can have no other length now than it has: what follows it was numbered already, as if it had this one.
     * One that comes again may get the length it got before.
     *
     * @param end the sequence number behind its payload
     */
    boolean isLate(int end) {
        if (flow == FlowTable.NONE) {
            return false;
        }
        final long reached = table.get(flow, own() + REACHED);
        return (reached & KNOWN) != 0 && end - (int) reached <= 0 && !hasChanged(end);
    }

    /** Whether the segment that ended there got another length. */
    private boolean hasChanged(int end) {
        final int side = own();
        final int kept = Math.min((int) (table.get(flow, side + COUNT) & LOW), CHANGES);
        for (int i = 0; i < kept; i++) {
            if ((int) table.get(flow, side + FIRST + i) == end) {
                return true;
            }
        }
        return false;
    }

    /** The stream of the segment's side has come to a sequence number, if it was not behind it already. */
    void reached(int end) {
        remember();
        final long before = table.get(flow, own() + REACHED);
        if ((before & KNOWN) == 0 || end - (int) before > 0) {
            table.set(flow, own() + REACHED, KNOWN | end & LOW);
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

    /** Saves all connections, the longest idle first: at most 13 MiB. */
    void save(StateWriter state) {
        final FlowKey saved = new FlowKey(FlowKey.VLAN);
        state.putInt(table.size());
        for (int each = table.first(0); each != FlowTable.NONE; each = table.next(each)) {
            table.key(each, saved);
            state.putByte((byte) saved.ipVersion());
            state.putLong(saved.lowerAddressHigh());
            state.putLong(saved.lowerAddressLow());
            state.putLong(saved.higherAddressHigh());
            state.putLong(saved.higherAddressLow());
            state.putInt(saved.lowerPort() << 16 | saved.higherPort());
            state.putInt(saved.outerVlan() + 1 << 16 | saved.innerVlan() + 1);
            state.putLong(table.seen(each));
            for (int i = 0; i < 2 * SIDE; i++) {
                state.putLong(table.get(each, i));
            }
        }
    }

    /** Remembers what another one has saved. */
    void restore(StateReader state) {
        final FlowKey saved = new FlowKey(FlowKey.VLAN);
        for (int left = state.getInt(); left > 0; left--) {
            key(saved, state);
            final long seen = state.getLong();
            final int each = table.find(saved) == FlowTable.NONE ? table.insert(saved, 0, seen) : table.find(saved);
            for (int i = 0; i < 2 * SIDE; i++) {
                table.set(each, i, state.getLong());
            }
        }
    }

    private static void key(FlowKey into, StateReader state) {
        final boolean wide = state.getByte() == 6;
        final long lowerHigh = state.getLong();
        final long lowerLow = state.getLong();
        final long higherHigh = state.getLong();
        final long higherLow = state.getLong();
        final int ports = state.getInt();
        final int vlans = state.getInt();
        if (wide) {
            into.setIpv6(lowerHigh, lowerLow, ports >>> 16, higherHigh, higherLow, ports, IpProtocol.TCP);
        } else {
            into.setIpv4((int) lowerLow, ports >>> 16, (int) higherLow, ports, IpProtocol.TCP);
        }
        into.tags((vlans >>> 16) - 1, (vlans & 0xffff) - 1);
    }
}
