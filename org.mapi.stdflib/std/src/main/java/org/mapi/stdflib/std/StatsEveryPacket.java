package org.mapi.stdflib.std;

import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** STATS, modes "0" and "1": a value per packet. */
final class StatsEveryPacket implements FunctionInstance {
    private final ResultSource source;
    private final Accumulator accumulator = new Accumulator();
    private boolean skip;

    StatsEveryPacket(ResultSource source, boolean skipFirst) {
        this.source = source;
        this.skip = skipFirst;
    }

    @Override
    public boolean process(Packet packet) {
        if (skip) {
            skip = false;
        } else if (source.available()) {
            accumulator.add(source.value());
        }
        return true;
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
        state.putByte((byte) (skip ? 1 : 0));
        accumulator.save(state);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        skip = state.getByte() != 0;
        accumulator.restore(state);
    }
}
