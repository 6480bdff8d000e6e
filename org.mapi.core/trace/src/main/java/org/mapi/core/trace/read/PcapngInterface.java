package org.mapi.core.trace.read;

import static org.mapi.core.trace.format.PcapngDescriptor.RESOLUTION_BINARY;

import org.mapi.capture.CaptureInterface;

/** An interface of a pcapng section: its number on the device and how its times are to be read. */
final class PcapngInterface {
    /** Resolution where the option is absent: microseconds. */
    static final int DEFAULT_RESOLUTION = 6;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final int NANO_EXPONENT = 9;
    /** Finer powers than these do not leave a single second in 64 bits; libpcap refuses them, too. */
    private static final int MAXIMUM_DECIMAL = 19;
    private static final int MAXIMUM_BINARY = 63;

    /** What was announced. */
    final CaptureInterface announced;
    /** Number on the device. */
    final int number;
    /** Link type. */
    final int linkType;
    /** Drops of the interface reported last. */
    long interfaceDrops;
    /** Drops of the operating system reported last. */
    long systemDrops;

    private final boolean binary;
    private final int exponent;
    private final long multiplier;
    private final long divisor;
    private final long offset;

    /**
     * Creates the interface.
     *
     * @param resolution    value of the option, see {@link #supported}
     * @param offsetSeconds seconds to add to every time
     */
    PcapngInterface(CaptureInterface announced, int number, int resolution, long offsetSeconds) {
        this.announced = announced;
        this.number = number;
        linkType = announced.linkType();
        binary = (resolution & RESOLUTION_BINARY) != 0;
        exponent = resolution & ~RESOLUTION_BINARY;
        multiplier = !binary && exponent <= NANO_EXPONENT ? power(NANO_EXPONENT - exponent) : 1;
        divisor = !binary && exponent > NANO_EXPONENT ? power(exponent - NANO_EXPONENT) : 1;
        offset = offsetSeconds * NANOS_PER_SECOND;
    }

    /** Whether times of such a resolution can be read. */
    static boolean supported(int resolution) {
        int exponent = resolution & ~RESOLUTION_BINARY;
        return exponent <= ((resolution & RESOLUTION_BINARY) != 0 ? MAXIMUM_BINARY : MAXIMUM_DECIMAL);
    }

    private static long power(int exponent) {
        long result = 1;
        for (int i = 0; i < exponent; i++) {
            result *= 10;
        }
        return result;
    }

    /** Nanoseconds since the Unix epoch of a recorded time (unsigned). */
    long nanos(long ticks) {
        if (binary) {
            long seconds = ticks >>> exponent;
            long fraction = ticks & (1L << exponent) - 1;
            // fraction * 10^9 / 2^exponent in 128 bits
            long high = Math.unsignedMultiplyHigh(fraction, NANOS_PER_SECOND);
            long low = fraction * NANOS_PER_SECOND;
            long part = exponent == 0 ? 0 : high << 64 - exponent | low >>> exponent;
            return seconds * NANOS_PER_SECOND + part + offset;
        }
        if (divisor != 1) {
            return Long.divideUnsigned(ticks, divisor) + offset;
        }
        return ticks * multiplier + offset;
    }
}
