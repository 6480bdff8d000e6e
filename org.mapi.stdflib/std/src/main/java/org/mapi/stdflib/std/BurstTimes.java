package org.mapi.stdflib.std;

/**
 * When a packet continues a burst. Distances in time are computed in units of 1/speed nanoseconds, in which a byte on the wire
 * takes exactly 8,000.
 *
 * @param gap   time between packets of a burst, ns
 * @param lag   so much later a packet may come, ns
 * @param lead  so much earlier, ns
 * @param speed of the link, Mbit/s
 */
record BurstTimes(long gap, long lag, long lead, long speed) {
    private static final long BYTE = 8_000;

    /** The free time of the link between two packets, in units; bounded so that nothing overflows. */
    private long free(long wireLength, long distance) {
        final long most = Long.MAX_VALUE / 4 / speed;
        return Math.clamp(distance, -most, most) * speed - wireLength * BYTE;
    }

    /** Whether a packet that comes so many nanoseconds after one of that length continues its burst. */
    boolean continues(long wireLength, long distance) {
        final long late = free(wireLength, distance) - gap * speed;
        return late >= -lead * speed && late <= lag * speed;
    }

    /** The bytes that the link could have carried between the end of a packet and the next one; 0 if they overlap. */
    long gapBytes(long wireLength, long distance) {
        final long thousands = Math.clamp(distance / BYTE, 0, Long.MAX_VALUE / 2 / speed);
        return Math.max(0, thousands * speed + Math.max(0, distance) % BYTE * speed / BYTE - wireLength);
    }
}
