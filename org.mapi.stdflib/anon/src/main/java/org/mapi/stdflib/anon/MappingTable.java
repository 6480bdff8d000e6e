package org.mapi.stdflib.anon;

import java.security.SecureRandom;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/**
 * Remembers what values became, {@value #MOST} of them. Open addressing from a place that depends on a secret, so that nobody
 * can choose values that make it slow. Used by one thread; allocates nothing after construction.
 */
final class MappingTable {
    /** Most values. */
    static final int MOST = 1 << 16;
    /** The answer for what is not in the table. */
    static final long NONE = -1;
    private static final int SLOTS = 2 * MOST;
    private static final int MASK = SLOTS - 1;

    private final long secret = new SecureRandom().nextLong();
    private final long factor = new SecureRandom().nextLong() | 1;
    private final long[] high = new long[SLOTS];
    private final long[] low = new long[SLOTS];
    /** New value and 1; 0 for an empty place. */
    private final long[] mapped = new long[SLOTS];
    private int size;

    int size() {
        return size;
    }

    boolean isFull() {
        return size == MOST;
    }

    private int place(long keyHigh, long keyLow) {
        long mixed = (keyHigh ^ secret) * factor;
        mixed = (mixed ^ mixed >>> 32 ^ keyLow) * factor;
        mixed = (mixed ^ mixed >>> 32) * factor;
        int place = (int) (mixed >>> 40) & MASK;
        while (mapped[place] != 0 && (low[place] != keyLow || high[place] != keyHigh)) {
            place = place + 1 & MASK;
        }
        return place;
    }

    /** What a value became, or {@link #NONE}. */
    long get(long keyHigh, long keyLow) {
        return mapped[place(keyHigh, keyLow)] - 1;
    }

    /** Remembers a value that is not there yet; the caller has asked {@link #isFull()}. */
    void put(long keyHigh, long keyLow, long value) {
        final int place = place(keyHigh, keyLow);
        size += mapped[place] == 0 ? 1 : 0;
        high[place] = keyHigh;
        low[place] = keyLow;
        mapped[place] = value + 1;
    }

    void save(StateWriter state) {
        state.putInt(size);
        for (int i = 0; i < SLOTS; i++) {
            if (mapped[i] != 0) {
                state.putLong(high[i]);
                state.putLong(low[i]);
                state.putLong(mapped[i] - 1);
            }
        }
    }

    /** Adds what another table saved. */
    void restore(StateReader state) {
        for (int left = state.getInt(); left > 0; left--) {
            final long keyHigh = state.getLong();
            final long keyLow = state.getLong();
            final long value = state.getLong();
            if (!isFull()) {
                put(keyHigh, keyLow, value);
            }
        }
    }
}
