package org.mapi.stdflib.track;

/** What the functions of this library have in common. */
final class TrackLibrary {
    /** The library's name. */
    static final String NAME = "trackflib";
    /** First argument of all functions that remember connections. */
    static final String CONNECTIONS = "connections:i=65536:most connections remembered, 1 to 1048576";
    /** Second argument of them. */
    static final String IDLE = "idle:s=60s:how long a connection is remembered without a packet";
    /** The same where a connection cannot be recognised again in its middle and may well be silent for minutes. */
    static final String LONG_IDLE = "idle:s=10m:how long a connection is remembered without a packet";
    /** Meaning of their result. */
    static final String RESULT = "connections in the table now; recognised so far; forgotten because the table was full; data "
        + "connections announced or hosts learnt; beginnings, control lines and announcements given up for want of a segment "
        + "or of room";
    /** Differences that all of them have. */
    static final String TIME = "Time is the packets'; the original took the wall clock, for traces too.";
    /** Another one. */
    static final String ADDRESSES = "IPv4 and IPv6, the innermost addresses behind VLAN tags, MPLS labels, PPPoE and tunnels; "
        + "the original knew IPv4 behind one tag or label.";
    /** Another one. */
    static final String OWN_TABLES = "Every flow has a bounded table of its own; in the original a packet that one tracker had "
        + "recognised was ignored by all others, whoever's they were.";
    /** Another one. */
    static final String END = "A connection ends by silence or by a new SYN; in the original at the first FIN.";
    /** What the documentation says of functions that the original has not. */
    static final String NEW = "Not in the original.";

    private TrackLibrary() { }
}
