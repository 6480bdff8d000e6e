package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.function.TimeText;

/**
 * Periods of the device's time, one after the other, counted from the first packet. Time that goes back ends no period.
 *
 * <p>An end before {@link #advance} returns true is {@link #end}; how many further periods have passed since is {@link #passed}.
 */
final class Periods {
    private final long length;
    private boolean started;
    private long start;
    private long end;
    private long passed;

    /** Periods of so many nanoseconds, more than 0. */
    Periods(long length) {
        this.length = length;
    }

    /**
     * The length of a period given as text.
     *
     * @param position position of the argument, from 1
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_n for what is no time with a unit, more than 0
     */
    static long length(int position, String name, String text, String expected) {
        try {
            final long nanos = TimeText.parse(text);
            if (nanos > 0 && TimeText.hasUnit(text)) {
                return nanos;
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw MapiException.argument(position, name, text, expected);
    }

    /** The first packet begins the first period. */
    void begin(long now) {
        if (!started) {
            started = true;
            start = now;
        }
    }

    /** Whether the first packet has come. */
    boolean started() {
        return started;
    }

    /** Whether at least one period is over now. Until the next call {@link #end} and {@link #passed} tell which. */
    boolean advance(long now) {
        final long elapsed = now - start;
        if (!started || elapsed < length) {
            return false;
        }
        final long count = elapsed / length;
        end = start + length;
        passed = count - 1;
        start += count * length;
        return true;
    }

    /** End of the first period that is over, nanoseconds since the Unix epoch. */
    long end() {
        return end;
    }

    /** How many periods have passed after that one. */
    long passed() {
        return passed;
    }

    /** Length of a period in nanoseconds. */
    long length() {
        return length;
    }

    void save(StateWriter state) {
        state.putByte((byte) (started ? 1 : 0));
        state.putLong(start);
    }

    void restore(StateReader state) {
        started = state.getByte() != 0;
        start = state.getLong();
    }
}
