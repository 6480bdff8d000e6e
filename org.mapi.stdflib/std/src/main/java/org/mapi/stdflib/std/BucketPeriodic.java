package org.mapi.stdflib.std;

import org.mapi.function.FlowModification;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** BUCKET with a period: an entry per period. */
final class BucketPeriodic extends BucketInstance {
    /** Empty periods in a row that get an entry each; a clock that jumps must not hold the device up. */
    static final int MOST_EMPTY = 10_000;

    private final Periods periods;
    private long seen;

    BucketPeriodic(ResultSource source, boolean reset, int entries, long period) {
        super(source, reset, entries);
        periods = new Periods(period);
    }

    @Override
    public void modify(FlowModification flow) {
        if (source.reference().flow() == flow.self().flow()) {
            flow.reorderBefore(source.reference());
        }
    }

    @Override
    public boolean process(Packet packet) {
        periods.begin(packet.timestamp());
        advance(packet.timestamp());
        return true;
    }

    @Override
    public void timer(long now) {
        advance(now);
    }

    private void advance(long now) {
        if (!periods.advance(now)) {
            return;
        }
        final long packets = source.packets();
        put(periods.end(), packets == seen ? 0 : source.value());
        seen = packets;
        final long empty = Math.min(periods.passed(), MOST_EMPTY);
        for (long i = 1; i <= empty; i++) {
            add(periods.end() + i * periods.length(), 0);
        }
        if (periods.passed() > empty) {
            lost(periods.passed() - empty);
        }
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(seen);
        periods.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        seen = state.getLong();
        periods.restore(state);
    }
}
