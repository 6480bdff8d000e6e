package org.mapi.core.trace.read;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.capture.PacketBatch;

/**
 * Finds the records of one trace in a {@link TraceBuffer}. One reader per file and pass; used by one thread.
 */
abstract class RecordReader {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Why a read ended. */
    enum Outcome {
        /** The batch holds the wanted number of packets. */
        FULL,
        /** The next packet is later than the horizon; see {@link RecordReader#pending}. */
        EARLY,
        /** The buffer holds no further whole record. */
        STARVED
    }

    /** Nanoseconds to add to every timestamp (replay). */
    long shift;
    /** Time of the packet that was too early, shift included. */
    long pending;
    /** Packets handed out. */
    long packets;
    /** Packets that the capturing side reports as lost before they reached the file. */
    long droppedByKernel;
    /** Packets that the interface of the capturing side lost. */
    long droppedByInterface;
    /** Packets in records of a kind that cannot be handed out. */
    long unsupported;

    /**
     * Hands out packets.
     *
     * @param buffer  where the bytes are; its {@code from} moves on
     * @param batch   where the packets go
     * @param limit   size of the batch at which to stop
     * @param horizon packets later than this stay where they are
     * @param hold    let no packet out at all: only read what announces interfaces
     * @return why it ended
     * @throws CorruptRecordException at a record that cannot be right; what is in the batch is good
     */
    final Outcome read(TraceBuffer buffer, PacketBatch batch, int limit, long horizon, boolean hold)
        throws CorruptRecordException {
        int start = batch.size();
        try {
            return scan(buffer, batch, limit, horizon, hold);
        } finally {
            packets += batch.size() - start;
        }
    }

    /** What {@link #read} does, in the format. */
    abstract Outcome scan(TraceBuffer buffer, PacketBatch batch, int limit, long horizon, boolean hold)
        throws CorruptRecordException;

    /** What the reader was in when the trace ended inside it, for a message, or null when a trace may end here. */
    abstract String unfinished(TraceBuffer buffer);

    /** The type of device, see {@link org.mapi.capture.DeviceType}. */
    abstract String deviceType();

    /** The format's name, for messages. */
    abstract String format();

    /** A recorded length on the wire, which is unsigned, as a positive int. */
    static int positive(int recorded) {
        return recorded < 0 ? Integer.MAX_VALUE : recorded;
    }

    static int get16(MemorySegment segment, long at, boolean swapped) {
        short value = segment.get(SHORT, at);
        return (swapped ? Short.reverseBytes(value) : value) & 0xffff;
    }

    static int get32(MemorySegment segment, long at, boolean swapped) {
        int value = segment.get(INT, at);
        return swapped ? Integer.reverseBytes(value) : value;
    }

    static long get64(MemorySegment segment, long at, boolean swapped) {
        long value = segment.get(LONG, at);
        return swapped ? Long.reverseBytes(value) : value;
    }
}
