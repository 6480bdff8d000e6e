package org.mapi.result;

import java.util.Objects;

/**
 * A packet copied out of a packet buffer, for clients.
 *
 * @param timestamp      capture time, nanoseconds since the Unix epoch
 * @param interfaceIndex interface of the device
 * @param linkType       {@code LINKTYPE_} value
 * @param wireLength     length on the wire, link header included
 * @param bytes          captured bytes, starting at the link-layer header; not copied again, treat as read only
 */
public record CapturedPacket(long timestamp, int interfaceIndex, int linkType, int wireLength, byte[] bytes) {
    /** Checks for null. */
    public CapturedPacket {
        Objects.requireNonNull(bytes, "bytes");
    }

    /** Number of captured bytes. */
    public int captureLength() {
        return bytes.length;
    }

    /** The timestamp as MAPI's 32.32 fixed point: seconds in the high word, fraction in the low one. */
    public long fixedPointTimestamp() {
        final long seconds = Math.floorDiv(timestamp, 1_000_000_000L);
        final long nanos = Math.floorMod(timestamp, 1_000_000_000L);
        return seconds << 32 | (nanos << 32) / 1_000_000_000L;
    }
}
