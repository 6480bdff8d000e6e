package org.mapi.core.trace.read;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;

/** A batch that was made ahead, with what the device's counters were then. Written by one thread, then read by the other. */
final class ReadAheadBatch {
    private static final int FETCHED = 56;
    private final PacketBatch packets = new PacketBatch();
    private final TraceCounters counters = new TraceCounters();
    /** Makes the reads of {@link #fetch} count for something. */
    private int fetched;
    private int count;
    private long used;

    /**
     * Has the device make it.
     *
     * @return false when there is no room for packets before others are released
     */
    boolean make(TraceDevice device) {
        packets.clear();
        count = device.poll(0, packets, PacketBatch.CAPACITY);
        used = device.used();
        device.counters(counters);
        return count != 0;
    }

    /** Number of packets, or {@link CaptureDevice#END}. */
    int count() {
        return count;
    }

    /** Place in the stream behind the last packet. */
    long used() {
        return used;
    }

    /** The device's counters after this batch. */
    TraceCounters counters() {
        return counters;
    }

    /** Hands out packets. */
    void addTo(PacketBatch batch, int from, int number) {
        int at = batch.size();
        batch.addAll(packets, from, number);
        fetched = fetch(batch, at, batch.size());
    }

    /**
     * Reads from where the headers lie, which fetches them from the other processor's cache: all at once here, one after the
     * other later, when each packet's headers decide what is looked at next.
     */
    private static int fetch(PacketBatch batch, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            if (batch.captureLength(i) > FETCHED) {
                MemorySegment segment = batch.segment(i);
                long offset = batch.offset(i);
                sum += segment.get(ValueLayout.JAVA_BYTE, offset) + segment.get(ValueLayout.JAVA_BYTE, offset + FETCHED);
            }
        }
        return sum;
    }
}
