package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.stdflib.extra.rewrite.PacketSums;

/** Has the numbers of a segment follow what became of the streams: sequence, acknowledgement, selective acknowledgements. */
final class SequenceNumbers {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int SEQUENCE = 4;
    private static final int ACKNOWLEDGEMENT = 8;
    private static final int OPTIONS = 20;
    private static final int NO_OPERATION = 1;
    private static final int SELECTIVE = 5;

    private final PacketSums sums = new PacketSums();
    private boolean changed;

    /** Changes the numbers of a segment; returns whether any is another one. */
    boolean shift(Packet packet, Layers segment, ConnectionMemory memory) {
        changed = false;
        final int at = segment.transportOffset();
        final int end = at + segment.transportHeaderLength();
        final boolean acknowledges = (segment.tcpFlags() & TcpFlags.ACK) != 0;
        sums.before(packet);
        put(packet, at + SEQUENCE, memory.sequence(packet.getInt(at + SEQUENCE)));
        if (acknowledges) {
            put(packet, at + ACKNOWLEDGEMENT, memory.acknowledged(packet.getInt(at + ACKNOWLEDGEMENT)));
            options(packet, at + OPTIONS, end, memory);
        }
        if (changed) {
            sums.after(packet);
            packet.modified(packet.captureLength(), Math.max(packet.wireLength(), packet.captureLength()));
        }
        return changed;
    }

    private void options(Packet packet, int from, int end, ConnectionMemory memory) {
        int at = from;
        while (at < end && packet.getByte(at) != 0) {
            final boolean single = packet.getByte(at) == NO_OPERATION;
            final int length = single ? 1 : packet.getUnsignedByte(at + 1);
            if (length < (single ? 1 : 2) || at + length > end) {
                return;
            }
            if (packet.getByte(at) == SELECTIVE) {
                for (int edge = at + 2; edge + Integer.BYTES <= at + length; edge += Integer.BYTES) {
                    put(packet, edge, memory.acknowledged(packet.getInt(edge)));
                }
            }
            at += length;
        }
    }

    private void put(Packet packet, int at, int number) {
        if (packet.getInt(at) != number) {
            final MemorySegment bytes = packet.writableSegment();
            bytes.set(INT, packet.offset() + at, number);
            changed = true;
        }
    }
}
