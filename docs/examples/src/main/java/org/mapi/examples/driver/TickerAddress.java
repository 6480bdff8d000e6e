package org.mapi.examples.driver;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mapi.capture.DeviceRequest;

/**
 * What stands behind {@code ticker:}, packets per second and packet length: {@code RATE} or {@code RATE/LENGTH}.
 *
 * @param rate   packets per second, 1 to {@value #HIGHEST_RATE}
 * @param length bytes per packet, {@value #SHORTEST} to {@value #LONGEST}
 */
record TickerAddress(int rate, int length) {
    static final int HIGHEST_RATE = 10_000_000;
    /** The shortest Ethernet frame, without its check sequence. */
    static final int SHORTEST = 60;
    static final int LONGEST = 9_000;
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,8})(?:/(\\d{1,4}))?");

    static TickerAddress parse(DeviceRequest request) {
        final Matcher matcher = SYNTAX.matcher(request.address());
        if (matcher.matches()) {
            final int rate = Integer.parseInt(matcher.group(1));
            final int length = matcher.group(2) == null ? SHORTEST : Integer.parseInt(matcher.group(2));
            if (rate >= 1 && rate <= HIGHEST_RATE && length >= SHORTEST && length <= LONGEST) {
                return new TickerAddress(rate, length);
            }
        }
        throw request.wrongAddress("RATE or RATE/LENGTH with a rate of 1 to " + HIGHEST_RATE
            + " packets a second and a length of " + SHORTEST + " to " + LONGEST + " bytes");
    }
}
