package org.mapi.stdflib.std;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mapi.MapiException;
import org.mapi.function.TimeText;

/**
 * When TO_FILE starts a new file; 0 = no such limit.
 *
 * @param bytes   size of a file
 * @param nanos   packet time covered by a file
 * @param packets packets in a file
 * @param files   files to keep
 */
record Rotation(long bytes, long nanos, long packets, int files) {
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,15})([kKMG]?)");
    private static final String EXPECTED = "a comma-separated list of size=<bytes, k, M or G>, time=<time with unit>, "
        + "packets=<number>, files=<number>";
    private static final long SMALLEST_FILE = 1024;

    boolean any() {
        return bytes > 0 || nanos > 0 || packets > 0;
    }

    static Rotation parse(String text) {
        Rotation rotation = new Rotation(0, 0, 0, 0);
        if (text.isBlank()) {
            return rotation;
        }
        for (String part : text.split(",", -1)) {
            final int equals = part.indexOf('=');
            if (equals < 0) {
                throw wrong(text);
            }
            rotation = rotation.with(part.substring(0, equals).trim(), part.substring(equals + 1).trim(), text);
        }
        if (!rotation.any()) {
            throw wrong(text);
        }
        return rotation;
    }

    private Rotation with(String key, String value, String text) {
        return switch (key) {
            case "size" -> new Rotation(Math.max(SMALLEST_FILE, size(value, text)), nanos, packets, files);
            case "time" -> new Rotation(bytes, time(value, text), packets, files);
            case "packets" -> new Rotation(bytes, nanos, size(value, text), files);
            case "files" -> new Rotation(bytes, nanos, packets, (int) Math.min(Integer.MAX_VALUE, size(value, text)));
            default -> throw wrong(text);
        };
    }

    private static long size(String value, String text) {
        final Matcher matcher = SIZE.matcher(value);
        if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
            throw wrong(text);
        }
        final int shift = switch (matcher.group(2)) {
            case "k", "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
        };
        return Math.min(Long.parseLong(matcher.group(1)), Long.MAX_VALUE >> shift) << shift;
    }

    private static long time(String value, String text) {
        try {
            final long nanos = TimeText.parse(value);
            if (nanos > 0 && TimeText.hasUnit(value)) {
                return nanos;
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw wrong(text);
    }

    private static MapiException wrong(String text) {
        return MapiException.argument(4, "rotate", text, EXPECTED);
    }
}
