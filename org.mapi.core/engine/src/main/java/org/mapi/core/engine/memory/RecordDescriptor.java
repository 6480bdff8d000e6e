package org.mapi.core.engine.memory;

/**
 * A record in the ring of a queue.
 *
 * <pre>
 *   0        4        8                16                  16 + length
 *   +--------+--------+----------------+-------------------+- - - - -+
 *   |length  |type    |number          | bytes             | padding |
 *   +--------+--------+----------------+-------------------+- - - - -+
 * </pre>
 *
 * <p>Records start at multiples of 16. The length is that of the bytes alone. A record does not wrap: where it does not fit
 * before the ring's end, a padding record fills the rest and the record stands at the ring's start. {@code number} counts
 * records from 0, padding excluded: a gap tells a reader how many it missed.
 */
final class RecordDescriptor {
    static final int LENGTH = 0;
    static final int TYPE = 4;
    static final int NUMBER = 8;
    static final int HEADER_LENGTH = 16;
    static final int ALIGNMENT = 16;

    /** Fills the ring up to its end; to be skipped. */
    static final int TYPE_PADDING = 0;
    static final int TYPE_RECORD = 1;

    private RecordDescriptor() { }

    /** Room that a record takes in the ring. */
    static int room(int length) {
        return length + HEADER_LENGTH + ALIGNMENT - 1 & -ALIGNMENT;
    }
}
