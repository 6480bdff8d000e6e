package org.mapi.core.engine.memory;

/**
 * A block: the published value of one function instance.
 *
 * <pre>
 *   0        8        16       24       32       40       48    52    56    64
 *   +--------+--------+--------+--------+--------+--------+-----+-----+-----+-- - - --+
 *   |sequence|capture |wall    |seen    |passed  |missed  |used |flags|emitd| payload |
 *   |        |time    |time    |        |        |        |     |     |     |         |
 *   +--------+--------+--------+--------+--------+--------+-----+-----+-----+-- - - --+
 * </pre>
 *
 * <p>Header and payload are a <em>slot</em>. A payload of at most {@value #SMALL_PAYLOAD} bytes has one slot; a bigger one has
 * two, {@code stride} bytes apart, so that a reader need not be faster than the writer's pause. Only the first slot's sequence
 * counts, that of the second stays zero. Behind the slots lies the private state: its length, the type id, the bytes.
 *
 * <p>Publication number n, from 1, goes into slot {@code n % slots}: sequence becomes {@code 2n - 1}, the slot is written,
 * sequence becomes {@code 2n}. A reader that saw {@code s} takes {@code n = s / 2}, copies slot {@code n % slots} and keeps it
 * when the sequence is then still below {@code 2n + 2 * slots - 1}: only from that number on is the slot written again.
 */
final class BlockDescriptor {
    static final int SEQUENCE = 0;
    static final int CAPTURE_TIME = 8;
    static final int WALL_TIME = 16;
    static final int SEEN = 24;
    static final int PASSED = 32;
    static final int MISSED = 40;
    /** Bytes of the payload that are valid: 0 before the first publication, then all. */
    static final int USED = 48;
    static final int FLAGS = 52;
    /** Packets that the function made and passed on. */
    static final int EMITTED = 56;
    static final int HEADER_LENGTH = 64;
    static final int ALIGNMENT = 128;

    /** Nothing more will be published: the flow has finished. */
    static final int FLAG_FINAL = 1;
    /** The value began anew when the function was replaced, since the layouts were different. */
    static final int FLAG_FRESH = 2;

    /** Largest payload with one slot. */
    static final int SMALL_PAYLOAD = 4096;

    /** Private state: bytes in use, then the type id of the instance that saved them, then the bytes. */
    static final int STATE_USED = 0;
    static final int STATE_TYPE_ID = 4;
    static final int STATE_HEADER_LENGTH = 8;

    private BlockDescriptor() { }

    static int slots(int payload) {
        return payload > SMALL_PAYLOAD ? 2 : 1;
    }

    static int stride(int payload) {
        return align(HEADER_LENGTH + payload);
    }

    /** Offset of the private state from the block's start. */
    static int stateOffset(int payload) {
        return Math.multiplyExact(slots(payload), stride(payload));
    }

    /** Length of a whole block. */
    static long length(int payload, int stateCapacity) {
        return stateOffset(payload) + (stateCapacity == 0 ? 0L : align(Math.addExact(STATE_HEADER_LENGTH, stateCapacity)));
    }

    /** Offset of the slot of a publication from the block's start. */
    static long slot(long publication, int slots, int stride) {
        return publication % slots * stride;
    }

    /** The first sequence at which the slot of a publication is no longer valid. */
    static long limit(long publication, int slots) {
        return 2 * publication + 2L * slots - 1;
    }

    static int align(int length) {
        return Math.addExact(length, ALIGNMENT - 1) & -ALIGNMENT;
    }
}
