package org.mapi.memif.internal.wire;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Layout of a ring in shared memory.
 *
 * <pre>
 *     0          4        6        8                 64       66                128
 *     +----------+--------+--------+--- cache line --+--------+--- cache line ---+-----------------------
 *     | cookie   | flags  | head   |                 | tail   |                  | 2^n descriptors of 16
 *     +----------+--------+--------+-----------------+--------+------------------+-----------------------
 * </pre>
 *
 * Head is written by the slave only, tail by the master only, flags by the receiver of the ring. Head and tail run freely modulo
 * 65536.
 */
public final class RingDescriptor {
    /** Value of the cookie. */
    public static final int COOKIE_VALUE = 0x3E31F20;
    /** Offset of the u32 cookie. */
    public static final int COOKIE = 0;
    /** Offset of the u16 flags. */
    public static final int FLAGS = 4;
    /** Offset of the u16 head. */
    public static final int HEAD = 6;
    /** Offset of the u16 tail. */
    public static final int TAIL = 64;
    /** Offset of the first descriptor. */
    public static final int DESCRIPTORS = 128;
    /** Flag: the receiver polls, do not write the eventfd. */
    public static final int FLAG_MASK_INT = 1;
    /** Rings must start at a multiple of this, so that every counter is aligned. */
    public static final int ALIGNMENT = 16;
    /** Largest log2 of a ring size. */
    public static final int MAX_LOG2_SIZE = 14;

    private static final VarHandle SHORT = ValueLayout.JAVA_SHORT.varHandle().withInvokeExactBehavior();

    private RingDescriptor() {
    }

    /**
     * Bytes of a ring.
     *
     * @param log2Size log2 of the number of descriptors, 0 to 15
     * @return header and descriptors
     */
    public static long bytes(final int log2Size) {
        return DESCRIPTORS + ((long) BufferDescriptor.LENGTH << log2Size);
    }

    /**
     * Reads a counter; what its writer stored before it is visible afterwards.
     *
     * @param memory memory of the link
     * @param at     offset of the counter
     * @return 0 to 65535
     */
    public static int counterAcquire(final MemorySegment memory, final long at) {
        return (short) SHORT.getAcquire(memory, at) & 0xffff;
    }

    /**
     * Publishes a counter: everything stored before is visible to whoever reads the new value.
     *
     * @param memory memory of the link
     * @param at     offset of the counter
     * @param value  the low 16 bits are stored
     */
    public static void counterRelease(final MemorySegment memory, final long at, final int value) {
        SHORT.setRelease(memory, at, (short) value);
    }

    /**
     * Reads the flags. Whoever decides about a kick calls {@link VarHandle#fullFence()} between its counter store and this load.
     *
     * @param memory memory of the link
     * @param ring   offset of the ring
     * @return 0 to 65535
     */
    public static int flags(final MemorySegment memory, final long ring) {
        return (short) SHORT.getOpaque(memory, ring + FLAGS) & 0xffff;
    }

    /**
     * Writes the flags.
     *
     * @param memory memory of the link
     * @param ring   offset of the ring
     * @param value  the low 16 bits are stored
     */
    public static void flags(final MemorySegment memory, final long ring, final int value) {
        SHORT.setOpaque(memory, ring + FLAGS, (short) value);
    }

    /**
     * Writes cookie, flags and counters of a new ring.
     *
     * @param memory memory of the link
     * @param ring   offset of the ring
     * @param flags  initial flags
     */
    public static void initialise(final MemorySegment memory, final long ring, final int flags) {
        memory.set(ValueLayout.JAVA_INT, ring + COOKIE, COOKIE_VALUE);
        flags(memory, ring, flags);
        reset(memory, ring);
    }

    /**
     * Sets head and tail to 0.
     *
     * @param memory memory of the link
     * @param ring   offset of the ring
     */
    public static void reset(final MemorySegment memory, final long ring) {
        counterRelease(memory, ring + HEAD, 0);
        counterRelease(memory, ring + TAIL, 0);
    }

    /**
     * Reads the cookie.
     *
     * @param memory memory of the link
     * @param ring   offset of the ring
     * @return what is there; {@link #COOKIE_VALUE} in a memif ring
     */
    public static int cookie(final MemorySegment memory, final long ring) {
        return memory.get(ValueLayout.JAVA_INT, ring + COOKIE);
    }
}
