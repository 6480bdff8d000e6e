package org.mapi.core.tracking.stream;

/** Arithmetic of 32-bit sequence numbers that wrap around (RFC 9293, section 3.4). */
public final class TcpSequence {
    private TcpSequence() { }

    /** How far {@code sequence} is ahead of {@code reference}, -2^31 to 2^31 - 1. */
    public static int difference(int sequence, int reference) {
        return sequence - reference;
    }

    /** Whether the first is before the second. */
    public static boolean isBefore(int sequence, int reference) {
        return sequence - reference < 0;
    }

    /** Whether the first is the second or after it. */
    public static boolean isAtOrAfter(int sequence, int reference) {
        return sequence - reference >= 0;
    }

    /** Whether {@code sequence} lies in the {@code length} numbers from {@code start} on. */
    public static boolean isWithin(int sequence, int start, long length) {
        return (sequence - start & 0xffff_ffffL) < length;
    }

    /**
     * The 64-bit position of a sequence number: of all positions with this number the one nearest to a position that is known.
     *
     * @param sequence the sequence number
     * @param first    the sequence number of position 0
     * @param near     a position that is not further than 2^31 away
     * @return the position; negative if it is before the first one
     */
    public static long position(int sequence, int first, long near) {
        return near + (sequence - (first + (int) near));
    }
}
