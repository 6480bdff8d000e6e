package org.mapi.core.tracking;

import java.util.Arrays;

/** How a {@link FlowTable} is made. Every setter returns this object. */
public final class FlowTableOptions {
    /** Most flows of a table. */
    public static final int MOST_FLOWS = 1 << 28;
    /** Most words of a flow. */
    public static final int MOST_WORDS = 256;
    /** Most timeout classes. */
    public static final int MOST_CLASSES = 63;
    private static final long DEFAULT_TIMEOUT = 60_000_000_000L;

    final int capacity;
    int words;
    long[] timeouts = {DEFAULT_TIMEOUT};
    int evictFirst = -1;
    FlowHash hash;

    /**
     * Options of a table with one timeout class of 60 seconds, no words and a secret hash.
     *
     * @param capacity most flows at a time, 1 to {@link #MOST_FLOWS}; nothing is allocated for them in advance
     * @throws IllegalArgumentException if it is out of range
     */
    public FlowTableOptions(int capacity) {
        if (capacity < 1 || capacity > MOST_FLOWS) {
            throw new IllegalArgumentException("flow table: capacity=" + capacity + ", expected 1 to " + MOST_FLOWS);
        }
        this.capacity = capacity;
    }

    /**
     * How many 64-bit words the caller wants per flow; all 0 for a new flow.
     *
     * @param count 0 to {@link #MOST_WORDS}
     */
    public FlowTableOptions words(int count) {
        if (count < 0 || count > MOST_WORDS) {
            throw new IllegalArgumentException("flow table: words=" + count + ", expected 0 to " + MOST_WORDS);
        }
        words = count;
        return this;
    }

    /**
     * The idle timeouts, one for each timeout class: class 0 has the first.
     *
     * @param nanos one to {@link #MOST_CLASSES} times in nanoseconds, each 1 or more; {@code Long.MAX_VALUE} is never
     */
    public FlowTableOptions idleTimeouts(long... nanos) {
        if (nanos.length < 1 || nanos.length > MOST_CLASSES || Arrays.stream(nanos).anyMatch(time -> time < 1)) {
            throw new IllegalArgumentException("flow table: timeouts=" + Arrays.toString(nanos) + ", expected 1 to "
                + MOST_CLASSES + " times of 1 ns or more");
        }
        timeouts = nanos.clone();
        return this;
    }

    /**
     * A class whose flows are evicted before those of any other: half-open connections, so that a flood of them drives out no
     * established one. Without it the flow that has been idle longest goes, whatever its class.
     */
    public FlowTableOptions evictFirst(int timeoutClass) {
        evictFirst = timeoutClass;
        return this;
    }

    /** The hash; a secret one unless this is called. */
    public FlowTableOptions hash(FlowHash newHash) {
        hash = newHash;
        return this;
    }
}
