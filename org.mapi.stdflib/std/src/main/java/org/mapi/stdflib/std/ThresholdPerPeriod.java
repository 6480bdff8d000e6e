package org.mapi.stdflib.std;

import java.util.Arrays;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultReader;
import org.mapi.function.ResultSource;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;
import org.mapi.result.ThresholdEvent;

/**
 * THRESHOLD that observes at the end of every period: the value, or how much it grew within the last so many periods. Periods end
 * by the device's clock; several that end at once are one observation.
 */
final class ThresholdPerPeriod implements FunctionInstance {
    private final ResultSource source;
    private final ObservedPart part;
    private final ThresholdEvents events;
    private final boolean selects;
    private final Periods periods;
    /** Values at the ends of the last periods, a ring; empty when the value itself is observed. */
    private final long[] window;
    private int next;
    private long value;
    private boolean met;

    ThresholdPerPeriod(ResultSource source, ObservedPart part, ThresholdEvents events, boolean selects, long period, int slots) {
        this.source = source;
        this.part = part;
        this.events = events;
        this.selects = selects;
        this.periods = new Periods(period);
        this.window = new long[slots];
    }

    @Override
    public void init(InstanceContext context) {
        events.init(context);
    }

    @Override
    public boolean process(Packet packet) {
        // The source behind which this function stands has seen this packet, periods that are over have not.
        final long now = part.of(source.value());
        if (!periods.started()) {
            periods.begin(packet.timestamp());
            Arrays.fill(window, now);
        }
        advance(packet.timestamp());
        value = now;
        return met || !selects;
    }

    @Override
    public void timer(long now) {
        value = part.of(source.value());
        advance(now);
    }

    private void advance(long now) {
        if (!periods.advance(now)) {
            return;
        }
        final long ended = periods.end() + periods.passed() * periods.length();
        if (window.length == 0) {
            met = events.observe(ended, value);
            return;
        }
        final int further = (int) Math.min(periods.passed(), window.length - 1);
        final long oldest = window[(next + further) % window.length];
        for (int i = 0; i <= further; i++) {
            window[next] = value;
            next = (next + 1) % window.length;
        }
        met = events.observe(ended, value - oldest);
    }

    @Override
    public void reset() {
        events.reset();
    }

    @Override
    public void end() {
        events.end();
    }

    @Override
    public void save(StateWriter state) {
        events.save(state);
        periods.save(state);
        state.putByte((byte) (met ? 1 : 0));
        state.putLong(value);
        state.putInt(window.length);
        for (int i = 0; i < window.length; i++) {
            state.putLong(window[(next + i) % window.length]);
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        events.restore(state);
        periods.restore(state);
        met = state.getByte() != 0;
        value = state.getLong();
        final int saved = state.getInt();
        next = 0;
        for (int i = 0; i < saved; i++) {
            final long old = state.getLong();
            if (i < window.length) {
                window[i] = old;
            }
        }
    }

    @Override
    public ResultReader<ThresholdEvent> openReader() {
        return events.openReader();
    }
}
