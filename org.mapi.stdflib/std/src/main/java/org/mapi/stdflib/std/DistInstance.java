package org.mapi.stdflib.std;

import java.util.Arrays;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.Distribution;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;

/** Counts values by interval. */
final class DistInstance implements FunctionInstance {
    private static final ResultLayout<Distribution> LAYOUT = ResultLayout.of(Distribution.class);
    private static final int MIN = LAYOUT.offset("min");
    private static final int MAX = LAYOUT.offset("max");
    private static final int INTERVALS = LAYOUT.offset("intervals");
    private static final int INTERVAL = LAYOUT.offset("interval");
    private static final int BELOW = LAYOUT.offset("below");
    private static final int ABOVE = LAYOUT.offset("above");
    private static final int DATA = LAYOUT.offset("data");

    private final ResultSource source;
    private final long min;
    private final long max;
    private final long interval;
    private final long[] counts;
    private long below;
    private long above;

    DistInstance(ResultSource source, long min, long max, long interval) {
        this.source = source;
        this.min = min;
        this.max = max;
        this.interval = interval;
        this.counts = new long[(int) ((max - min - 1) / interval) + 1];
    }

    @Override
    public void modify(FlowModification flow) {
        flow.redefine(flow.definition().withSchema(flow.definition().schema().withBound("data", counts.length)));
    }

    @Override
    public boolean process(Packet packet) {
        final long value = source.value();
        if (value < min) {
            below++;
        } else if (value > max) {
            above++;
        } else {
            counts[(int) Math.min((value - min) / interval, counts.length - 1)]++;
        }
        return true;
    }

    @Override
    public void publish(ResultBlock block) {
        block.setLong(MIN, min);
        block.setLong(MAX, max);
        block.setInt(INTERVALS, counts.length);
        block.setLong(INTERVAL, interval);
        block.setLong(BELOW, below);
        block.setLong(ABOVE, above);
        for (int i = 0; i < counts.length; i++) {
            block.setLong(DATA + i * Long.BYTES, counts[i]);
        }
    }

    @Override
    public void reset() {
        Arrays.fill(counts, 0);
        below = 0;
        above = 0;
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(below);
        state.putLong(above);
        state.putInt(counts.length);
        for (long count : counts) {
            state.putLong(count);
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        below = state.getLong();
        above = state.getLong();
        final int saved = state.getInt();
        for (int i = 0; i < saved; i++) {
            final long count = state.getLong();
            if (i < counts.length) {
                counts[i] = count;
            }
        }
    }
}
