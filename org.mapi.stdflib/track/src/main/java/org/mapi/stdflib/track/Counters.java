package org.mapi.stdflib.track;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;

/** The counters of one tracker; the parts of it add to them. */
final class Counters {
    private static final ResultLayout<TrackedConnections> LAYOUT = ResultLayout.of(TrackedConnections.class);
    private static final int REMEMBERED = LAYOUT.offset("remembered");
    private static final int RECOGNISED = LAYOUT.offset("recognised");
    private static final int EVICTED = LAYOUT.offset("evicted");
    private static final int ANNOUNCED = LAYOUT.offset("announced");
    private static final int UNFOLLOWED = LAYOUT.offset("unfollowed");

    long recognised;
    long evicted;
    long announced;
    long unfollowed;

    void publish(ResultBlock block, long remembered) {
        block.setLong(REMEMBERED, remembered);
        block.setLong(RECOGNISED, recognised);
        block.setLong(EVICTED, evicted);
        block.setLong(ANNOUNCED, announced);
        block.setLong(UNFOLLOWED, unfollowed);
    }

    void reset() {
        recognised = 0;
        evicted = 0;
        announced = 0;
        unfollowed = 0;
    }

    void save(StateWriter state) {
        state.putLong(recognised);
        state.putLong(evicted);
        state.putLong(announced);
        state.putLong(unfollowed);
    }

    void restore(StateReader state) {
        recognised = state.getLong();
        evicted = state.getLong();
        announced = state.getLong();
        unfollowed = state.getLong();
    }
}
