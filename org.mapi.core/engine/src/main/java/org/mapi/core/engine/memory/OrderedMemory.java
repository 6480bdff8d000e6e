package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Little-endian access to shared memory; the method's name says the memory order. Offsets are aligned to the value's size.
 */
final class OrderedMemory {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = INT.varHandle();
    private static final VarHandle LONGS = LONG.varHandle();

    private OrderedMemory() { }

    static int getInt(MemorySegment memory, long offset) {
        return memory.get(INT, offset);
    }

    static void putInt(MemorySegment memory, long offset, int value) {
        memory.set(INT, offset, value);
    }

    static long getLong(MemorySegment memory, long offset) {
        return memory.get(LONG, offset);
    }

    static void putLong(MemorySegment memory, long offset, long value) {
        memory.set(LONG, offset, value);
    }

    static int getIntAcquire(MemorySegment memory, long offset) {
        return (int) INTS.getAcquire(memory, offset);
    }

    static void putIntRelease(MemorySegment memory, long offset, int value) {
        INTS.setRelease(memory, offset, value);
    }

    static void putIntOpaque(MemorySegment memory, long offset, int value) {
        INTS.setOpaque(memory, offset, value);
    }

    static long getLongAcquire(MemorySegment memory, long offset) {
        return (long) LONGS.getAcquire(memory, offset);
    }

    static long getLongOpaque(MemorySegment memory, long offset) {
        return (long) LONGS.getOpaque(memory, offset);
    }

    static void putLongRelease(MemorySegment memory, long offset, long value) {
        LONGS.setRelease(memory, offset, value);
    }

    static void putLongOpaque(MemorySegment memory, long offset, long value) {
        LONGS.setOpaque(memory, offset, value);
    }
}
