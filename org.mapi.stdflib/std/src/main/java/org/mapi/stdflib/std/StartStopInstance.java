package org.mapi.stdflib.std;

import org.mapi.function.FunctionInstance;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.StartStopTimes;

/** Compares times of packets with the span. */
final class StartStopInstance implements FunctionInstance {
    private static final ResultLayout<StartStopTimes> LAYOUT = ResultLayout.of(StartStopTimes.class);
    private static final int FIRST = LAYOUT.offset("first");
    private static final int FIRST_PROCESSED = LAYOUT.offset("firstProcessed");
    private static final int LAST = LAYOUT.offset("last");
    private static final int STATE = LAYOUT.offset("state");
    private static final int BEFORE = 0;
    private static final int BETWEEN = 1;
    private static final int AFTER = 2;

    private final boolean relative;
    private final long start;
    private final long stop;
    private boolean seen;
    private boolean passed;
    private long first;
    private long firstProcessed;
    private long last;
    private long from = Long.MAX_VALUE;
    private long to = Long.MAX_VALUE;
    private int state = BEFORE;

    /**
     * A span.
     *
     * @param relative whether it is counted from the first packet
     * @param start    its start; Long.MIN_VALUE: open
     * @param stop     its end; Long.MAX_VALUE: open
     */
    StartStopInstance(boolean relative, long start, long stop) {
        this.relative = relative;
        this.start = start;
        this.stop = stop;
        if (!relative) {
            from = start;
            to = stop;
        }
    }

    @Override
    public boolean process(Packet packet) {
        final long now = packet.timestamp();
        if (!seen) {
            begin(now);
        }
        follow(now);
        if (now < from || now > to) {
            return false;
        }
        if (!passed) {
            passed = true;
            firstProcessed = now;
        }
        last = now;
        return true;
    }

    private void begin(long now) {
        seen = true;
        first = now;
        if (relative) {
            from = start == Long.MIN_VALUE ? start : later(now, start);
            to = stop == Long.MAX_VALUE ? stop : later(now, stop);
        }
    }

    private static long later(long now, long nanos) {
        final long sum = now + nanos;
        return sum < now ? Long.MAX_VALUE : sum;
    }

    private void follow(long now) {
        state = now > to ? AFTER : now >= from ? Math.max(state, BETWEEN) : state;
    }

    @Override
    public void timer(long now) {
        if (seen || !relative) {
            follow(now);
        }
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(FIRST, first);
        block.setLong(FIRST_PROCESSED, firstProcessed);
        block.setLong(LAST, last);
        block.setInt(STATE, state);
    }

    /** Forgets what passed; the span stays where it is. */
    @Override
    public void reset() {
        passed = false;
        firstProcessed = 0;
        last = 0;
    }

    @Override
    public void save(StateWriter saved) {
        saved.putByte((byte) ((seen ? 1 : 0) + (passed ? 2 : 0)));
        saved.putLong(first);
        saved.putLong(firstProcessed);
        saved.putLong(last);
        saved.putInt(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader saved) {
        final int flags = saved.getByte();
        first = saved.getLong();
        firstProcessed = saved.getLong();
        last = saved.getLong();
        state = saved.getInt();
        passed = (flags & 2) != 0;
        if ((flags & 1) != 0) {
            begin(first);
        }
    }
}
