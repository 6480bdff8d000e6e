package org.mapi.capture;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * What a driver is asked to open.
 *
 * @param device  the device's name as users see it, for messages
 * @param address the part of the name that the driver understands: a path, an interface name, a socket and id
 * @param kind    OFFLINE when the whole trace is read once (an offline device), otherwise LIVE; a trace driver makes a REPLAY
 *                device of a LIVE request
 * @param options the driver's options by name, all as text (see the driver's documentation); never null. They come from the
 *                device's configuration: a device opened as {@code driver:address} without one has none
 */
public record DeviceRequest(String device, String address, DeviceKind kind, Map<String, String> options) {
    /** Copies the options. */
    public DeviceRequest {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(kind, "kind");
        options = Map.copyOf(options);
    }

    /**
     * Refuses options that the driver does not know.
     *
     * @param known the names that the driver knows
     * @throws MapiException MAPI_CONFIGURATION naming the first unknown option and the known ones
     */
    public void requireKnown(Set<String> known) {
        for (String name : new TreeSet<>(options.keySet())) {
            if (!known.contains(name)) {
                throw new MapiException(MapiError.MAPI_CONFIGURATION, "device " + device + ": unknown option " + name + "="
                    + options.get(name) + ", expected one of " + new TreeSet<>(known));
            }
        }
    }

    /** An option as text, or the fallback (may be null) where it is absent. */
    public String text(String option, String fallback) {
        return options.getOrDefault(option, fallback);
    }

    /**
     * An option as a whole number.
     *
     * @throws MapiException MAPI_CONFIGURATION when it is no number or outside [minimum, maximum]
     */
    public int integer(String option, int fallback, int minimum, int maximum) {
        String text = options.get(option);
        if (text == null) {
            return fallback;
        }
        try {
            int value = Integer.parseInt(text.trim());
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw wrong(option, text, "a whole number from " + minimum + " to " + maximum);
    }

    /**
     * An option as a whole number of 64 bits: times in nanoseconds, sizes of files.
     *
     * @throws MapiException MAPI_CONFIGURATION when it is no number or outside [minimum, maximum]
     */
    public long longInteger(String option, long fallback, long minimum, long maximum) {
        String text = options.get(option);
        if (text == null) {
            return fallback;
        }
        try {
            long value = Long.parseLong(text.trim());
            if (value >= minimum && value <= maximum) {
                return value;
            }
        } catch (NumberFormatException e) {
            // falls through to the one message
        }
        throw wrong(option, text, "a whole number from " + minimum + " to " + maximum);
    }

    /**
     * An option as true or false.
     *
     * @throws MapiException MAPI_CONFIGURATION when it is neither
     */
    public boolean flag(String option, boolean fallback) {
        String text = options.get(option);
        if (text == null) {
            return fallback;
        }
        return switch (text.trim()) {
            case "true", "1", "yes" -> true;
            case "false", "0", "no" -> false;
            default -> throw wrong(option, text, "true or false");
        };
    }

    /** The exception for a wrong address, to be thrown. */
    public MapiException wrongAddress(String expected) {
        return new MapiException(MapiError.MAPI_CONFIGURATION,
            "device " + device + ": address is \"" + address + "\", expected " + expected);
    }

    /** The exception for a wrong option value, to be thrown. */
    public MapiException wrong(String option, String value, String expected) {
        return new MapiException(MapiError.MAPI_CONFIGURATION,
            "device " + device + ": option " + option + "=" + value + ", expected " + expected);
    }
}
