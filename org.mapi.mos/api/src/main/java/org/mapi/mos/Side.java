package org.mapi.mos;

/** The sides of a flow. The numbers are those of the original. */
public enum Side {
    /** The side that opened the connection, or sent the first packet of a pseudo-flow (MOS_SIDE_CLI, 0). */
    CLIENT,
    /** The other side (MOS_SIDE_SVR, 1). */
    SERVER,
    /** Both, where a method accepts it; the side of an event that belongs to no flow (MOS_SIDE_BOTH, 2). */
    BOTH;

    /** The original's number: 0, 1 or 2. */
    public int number() {
        return ordinal();
    }

    /** The other side; {@link #BOTH} is its own opposite. */
    public Side opposite() {
        return switch (this) {
            case CLIENT -> SERVER;
            case SERVER -> CLIENT;
            case BOTH -> BOTH;
        };
    }
}
