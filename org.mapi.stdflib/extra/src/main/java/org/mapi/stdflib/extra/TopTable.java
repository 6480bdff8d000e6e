package org.mapi.stdflib.extra;

import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.result.ResultBlock;

/** Packets and bytes per key, of bounded size. */
interface TopTable {
    /** Counts a packet. */
    void add(long high, long low, long bytes);

    /** By how many packets a row may be too high. */
    long countError();

    /** By how many bytes a row may be too high. */
    long bytecountError();

    /**
     * Writes the most frequent keys.
     *
     * @param block   where to
     * @param most    how many at most
     * @param byBytes the order
     * @return how many there were
     */
    int publish(ResultBlock block, int most, boolean byBytes);

    /** How many packets a key may have that {@link #publish} has not written. */
    long unlistedCount();

    /** How many bytes a key may have that {@link #publish} has not written. */
    long unlistedBytes();

    /** Forgets all. */
    void reset();

    /** Writes everything it knows. */
    void save(StateWriter state);

    /** Reads what {@link #save} wrote. */
    void restore(StateReader state);
}
