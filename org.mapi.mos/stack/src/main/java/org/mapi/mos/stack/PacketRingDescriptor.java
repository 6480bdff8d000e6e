package org.mapi.mos.stack;

/**
 * How packets lie in the ring between a dispatcher and a worker. Records are aligned to 8 bytes and never wrap: where the end of
 * the ring is too near, a record without a packet fills it.
 *
 * <pre>
 *    0        4        8        12       16       20       24       28       32
 *    +--------+--------+--------+--------+--------+--------+--------+--------+---------- ...
 *    | length | captd. |  wire  | link   |      timestamp, ns      | interf. | device | frame
 *    +--------+--------+--------+--------+--------+--------+--------+--------+---------- ...
 * </pre>
 *
 * <p>{@code length} is that of the whole record; {@code captured} is -1 in a record without a packet. Numbers are in the
 * machine's byte order.
 */
final class PacketRingDescriptor {
    static final int LENGTH = 0;
    static final int CAPTURED = 4;
    static final int WIRE = 8;
    static final int LINK_TYPE = 12;
    static final int TIMESTAMP = 16;
    static final int INTERFACE = 24;
    static final int DEVICE = 28;
    static final int FRAME = 32;
    static final int ALIGNMENT = 8;
    /** {@link #CAPTURED} of a record without a packet. */
    static final int FILLER = -1;

    private PacketRingDescriptor() { }

    /** Length of the record of a frame. */
    static int recordLength(int captured) {
        return FRAME + (captured + ALIGNMENT - 1 & -ALIGNMENT);
    }
}
