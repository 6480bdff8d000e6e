package org.mapi.stdflib.track;

import org.mapi.MapiException;
import org.mapi.function.Arguments;
import org.mapi.function.TimeText;

/**
 * How much a tracker may remember.
 *
 * @param connections most connections in its table
 * @param idle        how long one stays without a packet, in nanoseconds
 */
record Limits(int connections, long idle) {
    static final int MOST_CONNECTIONS = 1 << 20;

    /**
     * Reads the arguments that all trackers have.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_1 or _2
     */
    static Limits of(Arguments arguments) {
        final int connections = arguments.integer(0);
        if (connections < 1 || connections > MOST_CONNECTIONS) {
            throw MapiException.argument(1, "connections", connections, "1 to " + MOST_CONNECTIONS);
        }
        return new Limits(connections, idle(arguments.text(1)));
    }

    private static long idle(String text) {
        long nanos = 0;
        try {
            nanos = TimeText.hasUnit(text) ? TimeText.parse(text) : 0;
        } catch (IllegalArgumentException e) {
            nanos = 0;   // the same complaint as for a time without a unit
        }
        if (nanos <= 0) {
            throw MapiException.argument(2, "idle", text, "a time such as \"60s\" or \"10m\"");
        }
        return nanos;
    }
}
