package org.mapi.core.engine.control;

import java.util.concurrent.atomic.AtomicLongArray;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.SlotSnapshot;

/**
 * Packets that a function was given.
 *
 * @param seen   given to it
 * @param passed let through
 * @param missed not processed
 * @param emitted made by it and passed on
 */
public record Counts(long seen, long passed, long missed, long emitted) {
    /** None. */
    public static final Counts NOTHING = new Counts(0, 0, 0, 0);
    /** How many numbers there are. */
    static final int NUMBERS = 4;

    /** What a station has counted. On its agent. */
    static Counts of(Station station) {
        return new Counts(station.seen(), station.passed(), station.missed(), station.emitted());
    }

    /** What was published, less what was stored. */
    static Counts since(AtomicLongArray before, int index, SlotSnapshot snapshot) {
        final int at = NUMBERS * index;
        return new Counts(Math.max(0, snapshot.seen() - before.get(at)), Math.max(0, snapshot.passed() - before.get(at + 1)),
            Math.max(0, snapshot.missed() - before.get(at + 2)), Math.max(0, snapshot.emitted() - before.get(at + 3)));
    }

    void store(AtomicLongArray into, int index) {
        final int at = NUMBERS * index;
        into.set(at, seen);
        into.set(at + 1, passed);
        into.set(at + 2, missed);
        into.set(at + 3, emitted);
    }

    /** Both together. */
    public Counts plus(Counts other) {
        return new Counts(seen + other.seen, passed + other.passed, missed + other.missed,
            emitted + other.emitted);
    }
}
