package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.mapi.function.TimeText;
import org.mapi.result.Statistics;
import org.osgi.service.component.annotations.Component;

/**
 * STATS: count, sum, sum of squares, largest and smallest of another function's values.
 *
 * <p>Mode "0" takes the value at every packet, "1" skips the first packet (the first GAP is no gap), a time such as "5s" takes
 * one value per period of packet time and resets the source afterwards. With a period the function runs before its source, so
 * that a value is of its own period only, and periods without a packet count with the value the source has then; the original
 * did neither. Zero counts as a value for the minimum, as it did not in the original.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "STATS", description = "Statistics of another function's values",
    result = Statistics.class, state = State.HISTORY,
    arguments = {"flow:r:flow of the source", "source:f:function whose values are taken",
        "mode:s=0:\"0\" every packet, \"1\" all but the first, or a period of time"},
    resultMeaning = "number of values, their sum, sum of squares, largest and smallest, in the unit of the source",
    examples = {"size=PKTINFO(PKT_SIZE) STATS(size)", "packets=PKT_COUNTER STATS(packets, \"1s\")"},
    differences = {"0 counts as smallest value.", "Sums are exact to 128 bits.",
        "With a period it runs before its source, and periods without packets count.",
        "1m is a minute; in the original it was 6 seconds."})
public final class Stats implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final ResultSource source = application.source(0, arguments.function(1));
        final String mode = arguments.text(2).trim();
        return switch (mode) {
            case "0" -> new StatsEveryPacket(source, false);
            case "1" -> new StatsEveryPacket(source, true);
            default -> new StatsPerPeriod(source, period(mode));
        };
    }

    private static long period(String mode) {
        try {
            final long nanos = TimeText.parse(mode);
            if (nanos > 0 && TimeText.hasUnit(mode)) {
                return nanos;
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw MapiException.argument(3, "mode", mode, "\"0\", \"1\" or a period such as \"5s\"");
    }
}
