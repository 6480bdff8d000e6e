package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowEndListener;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;

/**
 * A bounded table whose entries end exactly after a time of silence, in packet time: what is too old is not found, whether or not
 * it was cleared away yet. Can be saved for a newer version of the library: the entries used last, as many as fit.
 */
final class TimedTable {
    static final int NONE = FlowTable.NONE;

    /** Entries of one call of {@link #expire}. */
    private static final int EXPIRE_AT_ONCE = 4096;
    private static final int MOST_SAVED_BYTES = 12 << 20;

    /** Entries that there is memory for from the start; more is taken in blocks when it is needed. */
    private static final int READY = 4096;

    private final FlowTable table;
    private final long idle;
    private final int words;
    private final FlowKey saved = new FlowKey(FlowKey.DIRECTED);

    /**
     * An empty table.
     *
     * @param capacity most entries
     * @param idle     nanoseconds without {@link #touch}
     * @param words    numbers of 64 bits per entry
     * @param listener hears of entries that go, for whatever reason but {@link #remove}
     */
    TimedTable(int capacity, long idle, int words, FlowEndListener listener) {
        this.table = new FlowTable(new FlowTableOptions(capacity).words(words).idleTimeouts(idle), listener);
        this.idle = idle;
        this.words = words;
        prepare(Math.min(capacity, READY));
    }

    /** Takes the memory of some entries now, not while packets come. */
    private void prepare(int entries) {
        for (int i = 0; i < entries; i++) {
            saved.setIpv4(i, 0, 0, 0, 0);
            table.insert(saved, 0, Long.MIN_VALUE);
        }
        for (int i = 0; i < entries; i++) {
            table.remove(table.first(0));
        }
    }

    /** A table that counts what it has to evict. */
    static TimedTable counting(int capacity, long idle, int words, Runnable evicted) {
        return new TimedTable(capacity, idle, words, (entry, end) -> {
            if (end == FlowEnd.EVICTED) {
                evicted.run();
            }
        });
    }

    /** The entry of a key, not touched; or {@link #NONE}. */
    int find(FlowKey key, long now) {
        final int entry = table.find(key);
        return entry != NONE && now - table.seen(entry) >= idle ? NONE : entry;
    }

    /** Adds an entry that {@link #find} did not find, with words of 0. */
    int insert(FlowKey key, long now) {
        removeIfThere(key);
        return table.insert(key, 0, now);
    }

    void key(int entry, FlowKey into) {
        table.key(entry, into);
    }

    void touch(int entry, long now) {
        table.touch(entry, now);
    }

    void remove(int entry) {
        table.remove(entry);
    }

    /** The entry of a key, even if it should have ended; or {@link #NONE}. */
    int findAnyAge(FlowKey key) {
        return table.find(key);
    }

    private void removeIfThere(FlowKey key) {
        final int entry = table.find(key);
        if (entry != NONE) {
            table.remove(entry);
        }
    }

    long get(int entry, int word) {
        return table.get(entry, word);
    }

    void set(int entry, int word, long value) {
        table.set(entry, word, value);
    }

    int size() {
        return table.size();
    }

    /** Clears away what is too old, some of it. */
    void expire(long now) {
        table.expire(now, EXPIRE_AT_ONCE);
    }

    void save(StateWriter state) {
        final int most = MOST_SAVED_BYTES / (2 + 4 * Long.BYTES + 2 * Integer.BYTES + (1 + words) * Long.BYTES);
        int skip = Math.max(0, table.size() - most);
        state.putInt(table.size() - skip);
        for (int entry = table.first(0); entry != NONE; entry = table.next(entry)) {
            if (skip > 0) {
                skip--;
                continue;
            }
            table.key(entry, saved);
            state.putByte((byte) saved.ipVersion());
            state.putByte((byte) saved.protocol());
            state.putLong(saved.lowerAddressHigh());
            state.putLong(saved.lowerAddressLow());
            state.putInt(saved.lowerPort());
            state.putLong(saved.higherAddressHigh());
            state.putLong(saved.higherAddressLow());
            state.putInt(saved.higherPort());
            state.putLong(table.seen(entry));
            for (int word = 0; word < words; word++) {
                state.putLong(table.get(entry, word));
            }
        }
    }

    /** Takes what an older version saved; of more than there is room for the entries used last. */
    void restore(StateReader state) {
        for (int count = state.getInt(); count > 0; count--) {
            final byte version = state.getByte();
            final int protocol = state.getByte() & 0xff;
            final long lowerHigh = state.getLong();
            final long lowerLow = state.getLong();
            final int lowerPort = state.getInt();
            final long higherHigh = state.getLong();
            final long higherLow = state.getLong();
            final int higherPort = state.getInt();
            if (version == 4) {
                saved.setIpv4((int) lowerLow, lowerPort, (int) higherLow, higherPort, protocol);
            } else {
                saved.setIpv6(lowerHigh, lowerLow, lowerPort, higherHigh, higherLow, higherPort, protocol);
            }
            final int entry = insert(saved, state.getLong());
            for (int word = 0; word < words; word++) {
                table.set(entry, word, state.getLong());
            }
        }
    }
}
