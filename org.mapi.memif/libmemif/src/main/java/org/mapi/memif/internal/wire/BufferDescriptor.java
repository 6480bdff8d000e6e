package org.mapi.memif.internal.wire;

/**
 * Layout of one descriptor of a ring. It is read and written as two 64-bit words, so that every field is fetched exactly once
 * and a peer that rewrites it between check and use changes nothing.
 *
 * <pre>
 *     0        2         4                  8                 12               16
 *     +--------+---------+------------------+-----------------+-----------------+
 *     | flags  | region  | length           | offset          | metadata (0)    |
 *     +--------+---------+------------------+-----------------+-----------------+
 *     |        first word (little endian)   |            second word            |
 * </pre>
 */
public final class BufferDescriptor {
    /** Bytes of a descriptor. */
    public static final int LENGTH = 16;
    /** log2 of {@link #LENGTH}. */
    public static final int LOG2_LENGTH = 4;
    /** Offset of the second word. */
    public static final int SECOND_WORD = 8;
    /** Flag: the packet goes on in the next descriptor. */
    public static final int FLAG_NEXT = 1;
    /** Shift of the region in the first word. */
    public static final int REGION_SHIFT = 16;
    /** Shift of the length in the first word. */
    public static final int LENGTH_SHIFT = 32;

    private BufferDescriptor() {
    }

    /**
     * Builds the first word.
     *
     * @param flags  0 or {@link #FLAG_NEXT}
     * @param region 0 to 65535
     * @param length bytes, 0 or more
     * @return the word
     */
    public static long first(final int flags, final int region, final int length) {
        return ((long) length << LENGTH_SHIFT) | ((long) region << REGION_SHIFT) | flags;
    }

    /**
     * Region of a first word.
     *
     * @param first the word
     * @return 0 to 65535
     */
    public static int region(final long first) {
        return (int) first >>> REGION_SHIFT;
    }

    /**
     * Length of a first word.
     *
     * @param first the word
     * @return 0 to 2^32 - 1
     */
    public static long length(final long first) {
        return first >>> LENGTH_SHIFT;
    }

    /**
     * Offset of a second word.
     *
     * @param second the word
     * @return 0 to 2^32 - 1
     */
    public static long offset(final long second) {
        return second & 0xffff_ffffL;
    }
}
