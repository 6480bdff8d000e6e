package org.mapi.core.trace.read;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;

/**
 * The options of a trace device, checked.
 *
 * @param format       what the file must be
 * @param passes       how often the trace is played, {@link #ENDLESS} for ever
 * @param speed        multiple of the capture's own speed, {@link #FULL_SPEED} without waiting
 * @param gapNanos     time between the end of a file and the start of the next one or of itself, in replay
 * @param checkLength  bytes of the frame check sequence that ERF records count
 * @param linkSpeed    Mbit/s to report, 0 where unknown
 * @param replay       whether the device is a replay device
 */
public record TraceOptions(Format format, long passes, double speed, long gapNanos, int checkLength, int linkSpeed,
                           boolean replay) {
    /** Number of passes that stands for no end. */
    public static final long ENDLESS = Long.MAX_VALUE;
    /** Speed that stands for no waiting at all. */
    public static final double FULL_SPEED = 0;
    /** Option: what the file must be. */
    public static final String FORMAT = "format";
    /** Option: false, true or a number of passes. */
    public static final String LOOP = "loop";
    /** Option: full, capture or a factor. */
    public static final String SPEED = "speed";
    /** Option: pause between passes and files. */
    public static final String GAP = "gap";
    /** Option: bytes of the frame check sequence in ERF lengths. */
    public static final String CHECK_LENGTH = "fcs";
    /** Option: Mbit/s to report. */
    public static final String LINK_SPEED = "link_speed";
    /** Option: a directory or pattern of files instead of the address. */
    public static final String DIRECTORY = "trace_dir";

    /** Option: whether two threads may read large regular files at full speed by turns, see {@link TraceDevice#readAhead}. */
    public static final String READ_AHEAD = "read_ahead";

    private static final Set<String> OFFLINE_OPTIONS = Set.of(FORMAT, CHECK_LENGTH, LINK_SPEED, DIRECTORY, READ_AHEAD);
    private static final Set<String> REPLAY_OPTIONS =
        Set.of(FORMAT, CHECK_LENGTH, LINK_SPEED, DIRECTORY, READ_AHEAD, LOOP, SPEED, GAP);
    private static final Map<String, Format> FORMATS = Map.of("auto", Format.ANY, "mff_pcap", Format.PCAP, "mff_raw",
        Format.PCAP, "mff_dag_erf", Format.ERF, "pcap", Format.PCAP, "pcapng", Format.PCAPNG, "erf", Format.ERF);
    private static final long DEFAULT_GAP_NANOS = 1_000_000;
    private static final long MAXIMUM_GAP_NANOS = 86_400_000_000_000L;
    private static final double MAXIMUM_SPEED = 1e6;
    private static final double MINIMUM_SPEED = 1e-6;
    private static final int MAXIMUM_CHECK_LENGTH = 4;
    private static final int DEFAULT_CHECK_LENGTH = 4;
    private static final int MAXIMUM_LINK_SPEED = 10_000_000;

    /** What a file must be. */
    public enum Format {
        /** Whatever it turns out to be. */
        ANY,
        /** pcap or, as libpcap does, pcapng. */
        PCAP,
        /** pcapng. */
        PCAPNG,
        /** ERF; taken at its word, as ERF has no magic number. */
        ERF
    }

    /**
     * Reads and checks the options of a request.
     *
     * @throws org.mapi.MapiException MAPI_CONFIGURATION naming the option, its value and what was expected
     */
    public static TraceOptions of(DeviceRequest request) {
        boolean replay = request.kind() != DeviceKind.OFFLINE;
        request.requireKnown(replay ? REPLAY_OPTIONS : OFFLINE_OPTIONS);
        return new TraceOptions(format(request), replay ? passes(request) : 1, replay ? speed(request) : FULL_SPEED,
            replay ? gap(request) : 0,
            request.integer(CHECK_LENGTH, DEFAULT_CHECK_LENGTH, 0, MAXIMUM_CHECK_LENGTH),
            request.integer(LINK_SPEED, 0, 0, MAXIMUM_LINK_SPEED), replay);
    }

    private static Format format(DeviceRequest request) {
        String text = request.text(FORMAT, "auto").trim();
        Format format = FORMATS.get(text.toLowerCase(Locale.ROOT));
        if (format == null) {
            throw request.wrong(FORMAT, text, "one of " + new TreeSet<>(FORMATS.keySet()) + ", in any case");
        }
        return format;
    }

    private static long passes(DeviceRequest request) {
        String text = request.text(LOOP, "false").trim();
        switch (text) {
            case "true", "yes" -> {
                return ENDLESS;
            }
            case "false", "no" -> {
                return 1;
            }
            default -> {
                try {
                    long passes = Long.parseLong(text);
                    if (passes >= 1) {
                        return passes;
                    }
                } catch (NumberFormatException e) {
                    // falls through to the one message
                }
                throw request.wrong(LOOP, text, "true, false or how often to play the trace, from 1 on");
            }
        }
    }

    private static double speed(DeviceRequest request) {
        String text = request.text(SPEED, "capture").trim();
        switch (text) {
            case "full" -> {
                return FULL_SPEED;
            }
            case "capture" -> {
                return 1;
            }
            default -> {
                try {
                    double speed = Double.parseDouble(text);
                    if (speed >= MINIMUM_SPEED && speed <= MAXIMUM_SPEED) {
                        return speed;
                    }
                } catch (NumberFormatException e) {
                    // falls through to the one message
                }
                throw request.wrong(SPEED, text, "full, capture or a factor from " + MINIMUM_SPEED + " to " + MAXIMUM_SPEED);
            }
        }
    }

    private static long gap(DeviceRequest request) {
        String text = request.text(GAP, null);
        if (text == null) {
            return DEFAULT_GAP_NANOS;
        }
        String trimmed = text.trim();
        int digits = 0;
        while (digits < trimmed.length() && Character.digit(trimmed.charAt(digits), 10) >= 0) {
            digits++;
        }
        long unit = switch (trimmed.substring(digits).trim()) {
            case "ns" -> 1L;
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            case "" -> "0".equals(trimmed) ? 1L : 0L;
            default -> 0L;
        };
        try {
            long number = Long.parseLong(trimmed.substring(0, digits));
            if (unit > 0 && number <= MAXIMUM_GAP_NANOS / unit) {
                return number * unit;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw request.wrong(GAP, text, "a whole number with its unit, such as 10ms (ns, us, ms or s), at most one day");
    }
}
