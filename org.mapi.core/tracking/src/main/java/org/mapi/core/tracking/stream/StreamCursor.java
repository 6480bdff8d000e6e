package org.mapi.core.tracking.stream;

import java.lang.foreign.MemorySegment;

/** One reader of a {@link StreamBuffer}, with its own position. Used by the stream's thread. */
public final class StreamCursor {
    private final StreamBuffer stream;
    private long position;
    private long lost;

    StreamCursor(StreamBuffer stream) {
        this.stream = stream;
    }

    /**
     * Reads on. Bytes that are missing - they were pushed out before they were read, or skipped because they never came - are
     * told
     * once, as a negative number, in front of the bytes that follow them.
     *
     * @param target native memory
     * @param at     where in it the bytes go
     * @param length how many are wanted at most
     * @return number of bytes; 0 if there are none now; -n: n bytes are lost, the next call reads what comes behind them
     */
    public long read(MemorySegment target, long at, int length) {
        final long missing = stream.missing(position);
        if (missing > 0) {
            position += missing;
            lost += missing;
            return -missing;
        }
        final int wanted = (int) Math.min(length, stream.expected() - position);
        if (wanted <= 0) {
            return 0;
        }
        final int count = stream.peek(position, target, at, wanted);
        position += count;
        return count;
    }

    /** How many bytes can be read now, up to the next ones that are lost. */
    public long available() {
        return stream.available(position);
    }

    /** Position of the next byte. */
    public long position() {
        return position;
    }

    /** Moves the cursor; what lies between is neither read nor counted as lost. */
    public void position(long newPosition) {
        position = newPosition;
    }

    /** Bytes this reader was told it lost. */
    public long lost() {
        return lost;
    }

    void begin(long from) {
        position = from;
        lost = 0;
    }
}
