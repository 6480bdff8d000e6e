package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.result.BucketEntry;

/**
 * An entry in the queue of BUCKET, as the original's bucket_data. Little endian.
 *
 * <pre>
 *   0                   8                  16
 *   +-------------------+-------------------+
 *   | timestamp, ns     | value             |
 *   +-------------------+-------------------+
 * </pre>
 */
final class BucketEntryDescriptor {
    static final int TIMESTAMP_OFFSET = 0;
    static final int VALUE_OFFSET = 8;
    static final int LENGTH = 16;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private BucketEntryDescriptor() { }

    static void write(MemorySegment memory, long at, long timestamp, long value) {
        memory.set(LONG, at + TIMESTAMP_OFFSET, timestamp);
        memory.set(LONG, at + VALUE_OFFSET, value);
    }

    static BucketEntry read(MemorySegment memory, long at) {
        return new BucketEntry(memory.get(LONG, at + TIMESTAMP_OFFSET), memory.get(LONG, at + VALUE_OFFSET));
    }
}
