package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.stream.TcpSequence;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/**
 * Keeps both ends of a connection in step when applications take bytes out of it or put some in: numbers of what follows are
 * translated, so that each end sees the stream of numbers it would see if the other one had sent just this.
 *
 * <p>The stack itself follows each stream as its sender sent it. On the way in, acknowledgements become those of the stream as it
 * was sent; on the way out, sequence numbers become those of the stream as it is received. Bytes that were sent before keep what
 * was done to them: the change is made again when they are sent again. One object per worker holds the segment at hand.
 */
final class Translator {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int FIXED_HEADER = 20;
    private static final int OPTION_SACK = 5;
    private static final int WINDOW_FIELD = 14;
    private static final int HIGHEST_WINDOW = 65_535;
    /** What everybody takes in a segment (RFC 9293, 3.7.1). */
    private static final int SMALLEST_SEGMENT = 536;
    /** Most changes to one segment. */
    private static final int MOST_FRESH = 64;

    private final Worker worker;
    private final FlowTable table;
    private final FrameEdit edit;
    private final TcpEmulation tcp;
    /** What is done to the segment at hand; positions count from its first byte. */
    private final StreamEdits fresh = new StreamEdits();
    private int flow = FlowTable.NONE;
    private int sender;
    /** Up to where the sender's bytes were sent before. */
    private long sentBefore;

    Translator(Worker worker, FrameEdit edit, TcpEmulation tcp) {
        this.worker = worker;
        this.edit = edit;
        this.tcp = tcp;
        table = worker.table;
    }

    // ---- numbers --------------------------------------------------------------------------------------------------------------

    private StreamEdits edits(int side) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        final StreamEdits edits = objects == null ? null : objects.edits[side];
        return edits == null || edits.isIdentity() ? null : edits;
    }

    /** A sequence number of a side as the other side counts. */
    int sequence(int ofFlow, int side, int number) {
        final long[] words = table.memory(ofFlow);
        final int base = table.base(ofFlow);
        final int first = TcpEmulation.firstSequence(words, base, side);
        final long position = TcpSequence.position(number, first, words[base + FlowWords.side(side) + FlowWords.SENT]);
        return first + (int) worker.objects(ofFlow).edits[side].mapBehind(position);
    }

    /** The acknowledgement number of the segment at hand as the other side counts its own bytes. */
    int acknowledgement(int ofFlow, int side, int number) {
        flow = ofFlow;
        final StreamEdits edits = edits(1 - side);
        return edits == null ? number : first(1 - side) + (int) edits.unmap(received(edits, 1 - side, number));
    }

    private int first(int side) {
        return TcpEmulation.firstSequence(table.memory(flow), table.base(flow), side);
    }

    /** The position of a number in a side's stream as the other side receives it. */
    private long received(StreamEdits edits, int side, int number) {
        final long highest = edits.map(worker.word(flow, FlowWords.side(side) + FlowWords.SENT));
        return TcpSequence.position(number, first(side), highest);
    }

    // ---- what applications do -------------------------------------------------------------------------------------------------

    /** A segment is at hand. */
    void begin(int ofFlow, int side, long before) {
        flow = ofFlow;
        sender = side;
        sentBefore = before;
        if (fresh.size() > 0) {
            fresh.clear();
        }
        if (tcp.has(TcpFlags.ACK)) {
            final StreamEdits edits = edits(1 - side);
            if (edits != null) {
                final long sent = worker.word(ofFlow, FlowWords.side(1 - side) + FlowWords.SENT);
                edits.acknowledge(Math.min(tcp.acknowledged, sent + 1));
            }
        }
    }

    /** No segment is at hand. */
    void end() {
        flow = FlowTable.NONE;
    }

    /**
     * Notes a change of the payload.
     *
     * @param offset first byte that goes, in the payload as it is now
     * @param count  how many go
     * @param bytes  what comes; null for nothing
     * @param length of what comes
     * @param before the byte before the offset, where there is one
     * @return false if it is not to be made: these bytes were sent before
     * @throws MosException ENOTCONN if there is no connection at hand, ENOMEM if there are too many changes already
     */
    boolean change(int offset, int count, MemorySegment bytes, int length, MemorySegment before) {
        if (flow == FlowTable.NONE) {
            throw new MosException(Errno.ENOTCONN, "the packet belongs to no connection whose numbers could be translated");
        }
        final FlowObjects objects = worker.objectsOrNull(flow);
        final StreamEdits own = objects == null ? null : objects.edits[sender];
        if (fresh.size() >= MOST_FRESH || own != null && !own.hasRoom(MOST_FRESH, FrameEdit.LONGEST + length)) {
            throw new MosException(Errno.ENOMEM, "there are " + fresh.size() + " changes to this packet and "
                + (own == null ? 0 : own.size()) + " that were not acknowledged yet");
        }
        final boolean appends = count == 0 && offset > 0 && fresh.unmap(offset) == tcp.length && !touches(offset);
        final int from = appends ? offset - 1 : offset;
        if (tcp.position + fresh.unmapEnd(from) < sentBefore) {
            return false;
        }
        if (appends) {
            // What is put in behind the last byte goes with it: the byte is replaced by itself and what follows.
            fresh.replace(from, 1, before, 1);
            fresh.replace(offset, 0, bytes, length);
        } else {
            fresh.replace(offset, count, bytes == null ? MemorySegment.NULL : bytes, length);
        }
        return true;
    }

    /** Whether something was put in right before an offset. */
    private boolean touches(int offset) {
        final int last = fresh.size() - 1;
        return last >= 0 && fresh.map(fresh.start(last)) + fresh.added(last) == offset;
    }

    // ---- on the way out -------------------------------------------------------------------------------------------------------

    /** All callbacks of the segment are over: its numbers become those of the receiver. */
    void finish(Packet packet) {
        final StreamEdits own = edits(sender);
        final StreamEdits other = edits(1 - sender);
        if (own == null && other == null && fresh.size() == 0) {
            return;
        }
        if (!edit.isDropped()) {
            translate(packet, own, other);
        }
        if (fresh.size() > 0) {
            // Forgotten, the connection would break: from now on it is kept for longer.
            if (table.timeoutClass(flow) != Worker.TRANSLATED) {
                table.timeoutClass(flow, Worker.TRANSLATED, worker.now());
            }
            worker.objects(flow).edits(sender).append(fresh, tcp.position);
            fresh.clear();
        }
        if (!edit.isDropped()) {
            answer();
            limit(packet);
        }
    }

    private void translate(Packet packet, StreamEdits own, StreamEdits other) {
        long shift = 0;
        if (own != null) {
            final boolean empty = tcp.length == 0 && (tcp.flags & (TcpFlags.SYN | TcpFlags.FIN)) == 0;
            final long first = tcp.position - (tcp.has(TcpFlags.SYN) ? 1 : 0);
            shift = (empty ? own.mapBehind(first) : own.map(first)) - first;
            again(packet, own);
        }
        if (shift != 0 || other != null && tcp.has(TcpFlags.ACK)) {
            numbers(packet, (int) shift, other);
        }
    }

    /** Makes the changes again that were made when these bytes were sent before. */
    private void again(Packet packet, StreamEdits own) {
        final long begin = tcp.position;
        final long end = begin + tcp.length;
        final long last = end + (tcp.has(TcpFlags.FIN) ? 1 : 0);
        for (int i = own.size() - 1; i >= 0 && own.start(i) + Math.max(1, own.removed(i)) > begin; i--) {
            final long start = own.start(i);
            if (start < last) {
                final int gone = (int) Math.max(0, Math.min(start + own.removed(i), end) - Math.max(start, begin));
                final int came = start >= begin ? own.added(i) : 0;
                edit.replace(packet, (int) Math.max(0, start - begin), gone, own.data(), own.from(i), came);
            }
        }
    }

    private void numbers(Packet packet, int shift, StreamEdits other) {
        final MemorySegment memory = edit.open(packet);
        final int at = edit.packet().transportOffset();
        final int length = edit.packet().transportHeaderLength();
        if (at < 0 || length < FIXED_HEADER || at + length > edit.packet().captureLength()) {
            return;
        }
        final long before = Checksums.sum(memory, at, length);
        memory.set(INT, at + 4, memory.get(INT, at + 4) + shift);
        if (other != null && tcp.has(TcpFlags.ACK)) {
            window(memory, at, other);
            memory.set(INT, at + 8, first(1 - sender) + (int) other.unmap(received(other, 1 - sender, memory.get(INT, at + 8))));
            selective(memory, at + FIXED_HEADER, at + length, other);
        }
        edit.adjust(before, Checksums.sum(memory, at, length));
        worker.counters.translated++;
    }

    /** The window ends where the receiver's buffer does: what was put in takes room there too. */
    private void window(MemorySegment memory, int at, StreamEdits other) {
        if (tcp.has(TcpFlags.SYN)) {
            return;
        }
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        final int own = base + FlowWords.side(sender);
        final int scale = TcpEmulation.scaleOf(words, own, base + FlowWords.side(1 - sender));
        final long announced = TcpEmulation.window(words, own);
        final long begin = received(other, 1 - sender, memory.get(INT, at + 8));
        final long room = Math.max(0, other.unmapEnd(begin + announced) - other.unmap(begin)) >>> scale;
        if (room < announced >>> scale) {
            memory.set(SHORT, at + WINDOW_FIELD, (short) Math.min(HIGHEST_WINDOW, room));
        }
    }

    /** The blocks of selective acknowledgements (RFC 2018). */
    private void selective(MemorySegment memory, int from, int end, StreamEdits other) {
        int at = from;
        while (at + 1 < end) {
            final int kind = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
            final int size = kind == 1 ? 1 : memory.get(ValueLayout.JAVA_BYTE, at + 1) & 0xff;
            if (kind == 0 || size == 0 || kind != 1 && size < 2 || at + size > end) {
                return;
            }
            if (kind == OPTION_SACK) {
                for (int block = at + 2; block + 8 <= at + size; block += 8) {
                    final long last = other.unmapEnd(received(other, 1 - sender, memory.get(INT, block + 4)));
                    final long begin = other.unmapBegin(received(other, 1 - sender, memory.get(INT, block)));
                    // Nothing is left where only a part of what was put in was received: such a block is ignored.
                    memory.set(INT, block, first(1 - sender) + (int) Math.min(begin, last));
                    memory.set(INT, block + 4, first(1 - sender) + (int) last);
                }
            }
            at += size;
        }
    }

    /** Where everything was taken out of a segment, the receiver has nothing to acknowledge: the sender is told in its name. */
    private void answer() {
        final long end = tcp.position + tcp.length;
        final StreamEdits own = edits(sender);
        if (own == null || tcp.length == 0 || own.map(end) != own.map(tcp.position)
            || (tcp.flags & (TcpFlags.FIN | TcpFlags.RST)) != 0) {
            return;
        }
        final long[] words = table.memory(flow);
        final int base = table.base(flow);
        final int receiver = base + FlowWords.side(1 - sender);
        if (words[receiver + FlowWords.ACKED] >= tcp.position) {
            words[receiver + FlowWords.ACKED] = Math.max(words[receiver + FlowWords.ACKED], end);
            final int first = TcpEmulation.firstSequence(words, base, sender);
            worker.output().acknowledge(flow, sender, first + (int) words[receiver + FlowWords.ACKED]);
        }
    }

    /** A segment that has become longer than the receiver takes is sent in pieces. */
    private void limit(Packet packet) {
        if (!edit.isEdited() || edit.packet().payloadLength() <= tcp.length) {
            return;
        }
        final long start = worker.word(flow, FlowWords.side(1 - sender) + FlowWords.START);
        final int most = FlowWords.longestSegment(start) - (packet.transportHeaderLength() - FIXED_HEADER);
        edit.pieces(Math.max(most <= 0 ? SMALLEST_SEGMENT : most, tcp.length));
    }
}
