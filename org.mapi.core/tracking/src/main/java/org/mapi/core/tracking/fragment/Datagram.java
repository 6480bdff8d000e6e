package org.mapi.core.tracking.fragment;

import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.SparseBytes;

/**
 * A datagram that is not whole yet. The headers of its first fragment lie at position 0, the payload from {@link #PAYLOAD} on.
 */
final class Datagram {
    /** Room for headers, and a byte that keeps them apart from the payload. */
    static final int PAYLOAD = 1024;
    static final int MOST_HEADERS = PAYLOAD - 1;
    private static final int MOST_PIECES = 64;

    final SparseBytes bytes;
    private final Defragmenter owner;
    /** Handle in the table of datagrams. */
    int handle;
    /** Length of the payload; -1 as long as the last fragment has not come. */
    int total;
    /** Length of the headers; 0 as long as the first fragment has not come. */
    int headers;
    /** Where the IP header is in the headers. */
    int network;
    int linkType;
    /** Where the number of the next header is that becomes that of the payload; -1 for IPv4. */
    int nextHeaderAt;
    int nextHeader;
    boolean givenUp;

    Datagram(BlockPool pool, Defragmenter owner) {
        this.owner = owner;
        bytes = new SparseBytes(pool, MOST_PIECES + 1, this::evicted);
    }

    void begin(int newHandle) {
        handle = newHandle;
        total = -1;
        headers = 0;
        givenUp = false;
    }

    private void evicted() {
        owner.evicted(this);
    }

    /** Whether everything from the first to the last byte is there. */
    boolean isWhole() {
        if (total < 0 || headers == 0) {
            return false;
        }
        final int range = bytes.range(PAYLOAD);
        return range >= 0 && bytes.end(range) == PAYLOAD + total;
    }
}
