package org.mapi.stdflib.std;

import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** STATS with a period: a value per period of the device's time, counted from the first packet. */
final class StatsPerPeriod implements FunctionInstance {
    private final ResultSource source;
    private final long period;
    private final Accumulator accumulator = new Accumulator();
    private boolean started;
    private long periodStart;

    StatsPerPeriod(ResultSource source, long period) {
        this.source = source;
        this.period = period;
    }

    @Override
    public void modify(FlowModification flow) {
        if (source.reference().flow() == flow.self().flow()) {
            flow.reorderBefore(source.reference());
        }
    }

    @Override
    public boolean process(Packet packet) {
        if (!started) {
            started = true;
            periodStart = packet.timestamp();
        }
        advance(packet.timestamp());
        return true;
    }

    @Override
    public void timer(long now) {
        if (started) {
            advance(now);
        }
    }

    private void advance(long now) {
        final long elapsed = (now - periodStart) / period;
        if (elapsed < 1) {
            return;
        }
        periodStart += elapsed * period;
        if (!source.available()) {
            return;
        }
        accumulator.add(source.value());
        source.reset();
        accumulator.add(source.value(), elapsed - 1);
    }

    @Override
    public void publish(ResultBlock block) {
        accumulator.publish(block);
    }

    @Override
    public void reset() {
        accumulator.reset();
    }

    @Override
    public void save(StateWriter state) {
        state.putByte((byte) (started ? 1 : 0));
        state.putLong(periodStart);
        accumulator.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        started = state.getByte() != 0;
        periodStart = state.getLong();
        accumulator.restore(state);
    }
}
