package org.mapi.core.engine.memory;

/**
 * The header of a queue file behind the common one; the ring of records follows.
 *
 * <pre>
 *   256      264      268      272               280
 *   +--------+--------+--------+-----------------+
 *   |capacity|longest |rec.head|ring offset      |
 *   +--------+--------+--------+-----------------+
 *   384      392      400      408      416      420
 *   +--------+--------+--------+--------+--------+
 *   |producer|oldest  |records |lost    |ended   |
 *   +--------+--------+--------+--------+--------+
 *   512                               512 + capacity
 *   +-----------------------------------------+
 *   | ring                                    |
 *   +-----------------------------------------+
 * </pre>
 *
 * <p>Positions count bytes from the beginning and never wrap; position {@code p} lies at {@code p % capacity} in the ring, the
 * capacity is a power of two. Records from {@code oldest} to {@code producer} are whole. The writer moves {@code oldest} before
 * it overwrites, {@code producer} after it has written.
 */
final class QueueFileDescriptor {
    static final int CAPACITY = 256;
    static final int MAXIMUM_LENGTH = 264;
    static final int RECORD_HEADER_LENGTH = 268;
    static final int RING_OFFSET = 272;
    /** Position behind the newest record; stored with release. */
    static final int PRODUCER = 384;
    /** Position of the oldest record that is not being overwritten. */
    static final int OLDEST = 392;
    /** Records published. */
    static final int RECORDS = 400;
    /** Records that could not be published since a reader inside the process had not made room. */
    static final int LOST = 408;
    /** 1 when nothing more will come. */
    static final int ENDED = 416;
    static final int HEADER_LENGTH = 512;

    private QueueFileDescriptor() { }
}
