package org.mapi.mos.samples.firewall;

/** What a rule does with a connection. */
enum Action {
    /** Lets it pass. */
    ACCEPT,
    /** Drops all its packets; the ends hear nothing. */
    DROP,
    /** Drops all its packets, and resets both ends of a TCP connection. */
    REJECT
}
