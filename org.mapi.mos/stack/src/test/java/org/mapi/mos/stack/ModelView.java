package org.mapi.mos.stack;

import java.util.Arrays;
import java.util.BitSet;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Side;
import org.mapi.packet.TcpFlags;

/**
 * What somebody between two model ends can know, worked out the simple way, byte by byte: which bytes were shown, which of them
 * count, and which events a segment is. By sending end.
 */
final class ModelView {
    private final OverlapPolicy policy;
    private final byte[][] kept;
    private final byte[][] read;
    private final BitSet[] shown = {new BitSet(), new BitSet()};
    private final long[] contiguous = new long[2];
    private final long[] acknowledged = new long[2];
    private final int[] window = {-1, -1};
    private final boolean[] synShown = new boolean[2];
    private final boolean[] answerShown = new boolean[2];
    /** The segment shown last ends before what its receiver was seen to acknowledge. */
    boolean old;
    final boolean[] finShown = new boolean[2];
    /** The end acknowledged the other's FIN before it showed its own: nobody sees whether it knew of it when it sent the FIN. */
    final boolean[] acknowledgedFirst = new boolean[2];
    private final long[] fin = {Long.MAX_VALUE, Long.MAX_VALUE};
    /** The end that opened; -1 before the first SYN. */
    int client = -1;
    boolean keepAlive;
    boolean repeated;
    boolean probe;
    boolean inconsistent;
    boolean newData;

    ModelView(OverlapPolicy policy, int first, int second) {
        this.policy = policy;
        kept = new byte[][] {new byte[first + 1], new byte[second + 1]};
        read = new byte[][] {new byte[first + 1], new byte[second + 1]};
    }

    boolean isSynShown(int end) {
        return synShown[end];
    }

    /** Takes a segment that everybody sees. */
    void show(ModelSegment segment, boolean synReceived) {
        final int from = segment.sender();
        final int to = 1 - from;
        client = client < 0 ? from : client;
        final boolean plain = !segment.isControl();
        final int length = segment.payload().length;
        old = segment.end() + (segment.has(TcpFlags.FIN) ? 1 : 0) < acknowledged[to];
        if (!old) {
            noteAcknowledgement(segment, from, to);
        }
        keepAlive = plain && length <= 1 && segment.position() == contiguous[from] - 1 && acknowledged[to] >= contiguous[from]
            && !synReceived;
        repeated = segment.has(TcpFlags.SYN) && (segment.has(TcpFlags.ACK) ? answerShown[from] : synShown[from])
            || segment.has(TcpFlags.FIN) && finShown[from]
            || !shown[from].get((int) Math.max(0, segment.position()), (int) Math.max(0, segment.end())).isEmpty();
        probe = !keepAlive && !repeated && length > 0 && window[to] == 0 && segment.position() == contiguous[from]
            && segment.position() == acknowledged[to];
        if (!segment.has(TcpFlags.RST)) {
            window[from] = old ? window[from] : segment.window();
            noteFlags(segment, from);
        }
        take(segment, from);
    }

    private void noteAcknowledgement(ModelSegment segment, int from, int to) {
        if (segment.has(TcpFlags.ACK) && !segment.has(TcpFlags.RST)) {
            acknowledged[from] = Math.max(acknowledged[from], segment.acknowledged());
            if (acknowledged[from] > fin[to] && !finShown[from]) {
                acknowledgedFirst[from] = true;
            }
        }
    }

    private void noteFlags(ModelSegment segment, int from) {
        synShown[from] |= segment.has(TcpFlags.SYN);
        answerShown[from] |= segment.has(TcpFlags.SYN) && segment.has(TcpFlags.ACK);
        if (segment.has(TcpFlags.FIN)) {
            finShown[from] = true;
            fin[from] = segment.end();
        }
    }

    private void take(ModelSegment segment, int from) {
        inconsistent = false;
        newData = false;
        if (keepAlive || segment.has(TcpFlags.RST)) {
            return;
        }
        final long before = contiguous[from];
        for (int i = 0; i < segment.payload().length; i++) {
            final int at = (int) segment.position() + i;
            final byte value = segment.payload()[i];
            final boolean known = shown[from].get(at);
            inconsistent |= known && kept[from][at] != value;
            if (!known || policy == OverlapPolicy.LAST) {
                kept[from][at] = value;
                // what the reader has is his: only bytes that wait for others can still change for him
                read[from][at] = at >= before ? value : read[from][at];
            }
            shown[from].set(at);
        }
        contiguous[from] = shown[from].nextClearBit((int) before);
        newData = contiguous[from] > before;
    }

    /** What a reader has got of what an end sent. */
    byte[] stream(int from) {
        return Arrays.copyOf(read[from], (int) contiguous[from]);
    }

    /** The name of an end. */
    Side side(int end) {
        return end == client ? Side.CLIENT : Side.SERVER;
    }
}
