package org.mapi.stdflib.std;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.State;
import org.mapi.function.TimeText;
import org.mapi.result.StartStopTimes;
import org.osgi.service.component.annotations.Component;

/**
 * STARTSTOP: lets the packets of a span of time through, start and stop included. {@code "+1.5s"} as start is counted from the
 * first packet seen, as stop from the start; {@code "2026-03-29 12:00:00"} is the local time of the machine (the earlier one
 * where clocks are set back, the later one where they are set forward); {@code "0"} leaves the span open at that end.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "STARTSTOP",
    description = "Lets the packets of a span of time through", result = StartStopTimes.class, filters = true,
    optimize = Optimize.AUTO, state = State.HISTORY,
    arguments = {"start:s:\"+1.5s\" after the first packet, \"2026-03-29 12:00:00\" local time, or \"0\"",
        "stop:s:\"+2m\" after the start, a local time, or \"0\""},
    resultMeaning = "times of the first packet seen, the first and the last that passed, in ns since 1970; state",
    examples = "STARTSTOP(\"+1s\", \"+2s\") PKT_COUNTER",
    differences = {"The result is filled with absolute times, too.",
        "Summer time is the time zone's; the original took what was in memory.",
        "Tells whether the span is over, by the device's clock, packets or not.", "Wrong times are error 7001 or 7002."})
public final class StartStop implements Function {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
    private static final long SECOND = 1_000_000_000L;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String start = arguments.text(0).trim();
        final String stop = arguments.text(1).trim();
        if (start.startsWith("+") && !stop.startsWith("+") && !open(stop)) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "argument 1 (start) is \"" + start
                + "\", counted from the first packet, and argument 2 (stop) is \"" + stop
                + "\", expected a stop counted from the start");
        }
        final boolean relative = start.startsWith("+") || open(start) && stop.startsWith("+");
        final long first = open(start) ? 0 : time(1, "start", start);
        final long last = open(stop) ? Long.MAX_VALUE : time(2, "stop", stop);
        if (!relative && !open(stop) && !stop.startsWith("+") && last < first) {
            throw MapiException.argument(2, "stop", stop, "not before the start, \"" + start + "\"");
        }
        final long end = stop.startsWith("+") ? Math.max(first + last, first) : last;
        return new StartStopInstance(relative, open(start) ? Long.MIN_VALUE : first, end);
    }

    private static boolean open(String text) {
        return text.isEmpty() || text.equals("0");
    }

    private static long time(int position, String name, String text) {
        try {
            if (text.startsWith("+")) {
                final long nanos = TimeText.parse(text);
                if (TimeText.hasUnit(text) || nanos == 0) {
                    return nanos;
                }
            } else {
                final LocalDateTime local = LocalDateTime.parse(text, FORMAT);
                return Math.multiplyExact(local.atZone(ZoneId.systemDefault()).toEpochSecond(), SECOND);
            }
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            // the one message below says it
        }
        throw MapiException.argument(position, name, text,
            "a time such as \"+1.5s\" or \"2026-03-29 12:00:00\" (before 2262), or \"0\"");
    }
}
