package org.mapi.stdflib.std;

import java.util.Arrays;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.Bursts;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;

/** Collects the burst in progress and counts those that are over. */
final class BurstInstance implements FunctionInstance {
    private static final ResultLayout<Bursts> LAYOUT = ResultLayout.of(Bursts.class);
    private static final int CATEGORIES = LAYOUT.offset("categories");
    private static final int MIN = LAYOUT.offset("min");
    private static final int STEP = LAYOUT.offset("step");
    private static final int DATA = LAYOUT.offset("data.bytes");
    private static final int BYTES = 0;
    private static final int PACKETS = 1;
    private static final int BURSTS = 2;
    private static final int GAP_BYTES = 3;
    private static final int GAPS = 4;
    private static final int COLUMNS = 5;
    private static final long SILENCE = 1_000_000_000L;

    private final int min;
    private final int step;
    private final int categories;
    private final BurstTimes times;
    private final long[] counts;
    private boolean started;
    private long previousTime;
    private long previousLength;
    private long burstBytes;
    private long burstPackets;

    BurstInstance(int min, int step, int categories, BurstTimes times) {
        this.min = min;
        this.step = step;
        this.categories = categories;
        this.times = times;
        this.counts = new long[categories * COLUMNS];
    }

    @Override
    public void modify(FlowModification flow) {
        flow.redefine(flow.definition().withSchema(flow.definition().schema().withBound("data", categories)));
    }

    @Override
    public boolean process(Packet packet) {
        final long now = packet.timestamp();
        final long length = packet.wireLength();
        if (started) {
            final long distance = now - previousTime;
            if (!times.continues(previousLength, distance)) {
                store();
                final long gap = times.gapBytes(previousLength, distance);
                final int row = row(gap);
                counts[row + GAP_BYTES] += gap;
                counts[row + GAPS]++;
            }
        }
        started = true;
        burstBytes += length;
        burstPackets++;
        previousTime = now;
        previousLength = length;
        return true;
    }

    private int row(long size) {
        return COLUMNS * (size < min ? 0 : (int) Math.min((size - min) / step + 1, categories - 1));
    }

    /** Counts the burst in progress; it is over. */
    private void store() {
        if (burstPackets > 0) {
            final int row = row(burstBytes);
            counts[row + BYTES] += burstBytes;
            counts[row + PACKETS] += burstPackets;
            counts[row + BURSTS]++;
            burstBytes = 0;
            burstPackets = 0;
        }
    }

    @Override
    public void timer(long now) {
        final long silence = now - previousTime - SILENCE;
        if (burstPackets > 0 && silence > 0 && !times.continues(previousLength, silence)) {
            store();
        }
    }

    @Override
    public void end() {
        store();
    }

    @Override
    public void publish(ResultBlock block) {
        block.setInt(CATEGORIES, categories);
        block.setInt(MIN, min);
        block.setInt(STEP, step);
        for (int i = 0; i < counts.length; i++) {
            block.setLong(DATA + i * Long.BYTES, counts[i]);
        }
    }

    @Override
    public void reset() {
        Arrays.fill(counts, 0);
        burstBytes = 0;
        burstPackets = 0;
        started = false;
    }

    @Override
    public void save(StateWriter state) {
        state.putByte((byte) (started ? 1 : 0));
        state.putLong(previousTime);
        state.putLong(previousLength);
        state.putLong(burstBytes);
        state.putLong(burstPackets);
        state.putInt(counts.length);
        for (long count : counts) {
            state.putLong(count);
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        started = state.getByte() != 0;
        previousTime = state.getLong();
        previousLength = state.getLong();
        burstBytes = state.getLong();
        burstPackets = state.getLong();
        final int saved = state.getInt();
        for (int i = 0; i < saved; i++) {
            final long count = state.getLong();
            if (i < counts.length) {
                counts[i] = count;
            }
        }
    }
}
