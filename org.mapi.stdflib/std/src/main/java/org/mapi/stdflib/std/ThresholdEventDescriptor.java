package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.result.ThresholdEvent;

/**
 * An event in the queue of THRESHOLD. Little endian.
 *
 * <pre>
 *   0                   8                   16                  24
 *   +-------------------+-------------------+-------------------+
 *   | number, from 1    | timestamp, ns     | what was compared |
 *   +-------------------+-------------------+-------------------+
 * </pre>
 */
final class ThresholdEventDescriptor {
    static final int NUMBER_OFFSET = 0;
    static final int TIMESTAMP_OFFSET = 8;
    static final int VALUE_OFFSET = 16;
    static final int LENGTH = 24;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private ThresholdEventDescriptor() { }

    static void write(MemorySegment memory, long at, long number, long timestamp, long value) {
        memory.set(LONG, at + NUMBER_OFFSET, number);
        memory.set(LONG, at + TIMESTAMP_OFFSET, timestamp);
        memory.set(LONG, at + VALUE_OFFSET, value);
    }

    static ThresholdEvent read(MemorySegment memory, long at) {
        return new ThresholdEvent(memory.get(LONG, at + NUMBER_OFFSET), memory.get(LONG, at + TIMESTAMP_OFFSET),
            memory.get(LONG, at + VALUE_OFFSET));
    }
}
