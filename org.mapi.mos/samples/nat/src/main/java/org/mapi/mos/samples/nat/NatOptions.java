package org.mapi.mos.samples.nat;

/**
 * How addresses are translated. Times are nanoseconds.
 *
 * @param address      the outside address, IPv4
 * @param insideDevice device of the inline source where the inside is, 0 or 1
 * @param firstPort    lowest port that is given out, 1 to 65535
 * @param lastPort     highest, not below the first
 * @param tcpIdle      after how long a silent TCP connection loses its port
 * @param otherIdle    after how long UDP and echo do
 * @param opening      after how long what was never answered does
 * @param linger       how long the port of a finished connection is kept for its last packets
 */
record NatOptions(int address, int insideDevice, int firstPort, int lastPort, long tcpIdle, long otherIdle, long opening,
        long linger) {
    private static final int HIGHEST_PORT = 65_535;

    /** Checks the values; IllegalArgumentException names the wrong one. */
    NatOptions {
        require(insideDevice == 0 || insideDevice == 1, "inside device", insideDevice, "0 or 1");
        require(firstPort >= 1 && firstPort <= HIGHEST_PORT, "first port", firstPort, "1 to 65535");
        require(lastPort >= firstPort && lastPort <= HIGHEST_PORT, "last port", lastPort, firstPort + " to 65535");
        require(Math.min(Math.min(tcpIdle, otherIdle), Math.min(opening, linger)) > 0, "shortest time",
            Math.min(Math.min(tcpIdle, otherIdle), Math.min(opening, linger)), "more than 0");
    }

    private static void require(boolean right, String what, long value, String expected) {
        if (!right) {
            throw new IllegalArgumentException(what + " is " + value + ", expected " + expected);
        }
    }
}
