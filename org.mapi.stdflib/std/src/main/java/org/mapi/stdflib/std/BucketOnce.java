package org.mapi.stdflib.std;

import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** BUCKET, period "-1": one entry, when no packet will come any more. */
final class BucketOnce extends BucketInstance {
    private long last;

    BucketOnce(ResultSource source, boolean reset, int entries) {
        super(source, reset, entries);
    }

    @Override
    public boolean process(Packet packet) {
        last = packet.timestamp();
        return true;
    }

    @Override
    public void end() {
        put(last, source.value());
        super.end();
    }

    @Override
    public void save(StateWriter state) {
        state.putLong(last);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        last = state.getLong();
    }
}
