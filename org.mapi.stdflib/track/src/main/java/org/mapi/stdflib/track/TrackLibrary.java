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
    static final String RESULT = "connections remembered now; connections recognised, forgotten because there was no room, "
        + "announced or learnt beforehand, and beginnings or control lines that could not be followed";
    /** Difference that all of them have. */
    static final String COMMON = "packet time instead of the wall clock, IPv4 and IPv6, the innermost addresses behind VLAN "
        + "tags, MPLS labels, PPPoE and tunnels, every flow has a table of its own (no colours), a connection ends by "
        + "silence or a new SYN and not at the first FIN";

    /** What the documentation says of functions that the original has not. */
    static final String NEW = "not in the original; as the others, it takes packet time, IPv4 and IPv6, the innermost addresses";

    private TrackLibrary() { }
}
