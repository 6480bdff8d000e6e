package org.mapi.memif.driver;

/** What a device does while no packet comes. */
enum Waiting {
    /** Polls; after a moment without packets it asks the peer for a kick and sleeps. The default. */
    ADAPTIVE,
    /** The peer kicks after every burst. */
    INTERRUPT,
    /** Never sleeps: the lowest latency, for a whole processor. */
    POLLING
}
