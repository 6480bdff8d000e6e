package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.mapi.result.BucketEntry;
import org.osgi.service.component.annotations.Component;

/**
 * BUCKET: takes another function's value from time to time and queues it for clients.
 *
 * <p>Period "0" queues the value at every packet, "-1" once, when the source of packets ends, a time such as "5s" one value per
 * period of the device's time, counted from the first packet. With a period the function runs before its source, so that a value
 * holds packets of its own period only, and periods end by the clock of the device, packets or not; a period in which the source
 * saw no packet is an entry with 0. With reset 1 the source is reset after every entry. What is left of the last, unfinished
 * period stays in the source's own result.
 *
 * <p>The queue has room for {@code entries}; what does not fit is counted as lost. After a jump of the clock at most
 * {@value BucketPeriodic#MOST_EMPTY} empty entries are queued, the others count as lost, too.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "BUCKET",
    description = "Queues another function's value at every packet or once per period",
    resultMethod = ResultMethod.FUNCT, result = BucketEntry.class, state = State.HISTORY,
    arguments = {"flow:r:flow of the source", "source:f:function whose values are taken",
        "period:s:\"0\" every packet, \"-1\" once at the end, or a period of time",
        "reset:i=0:1 resets the source after each entry", "entries:i=1000:how many entries there is room for"},
    resultMeaning = "entries (timestamp in ns since 1970, value in the unit of the source), one by one",
    examples = "packets=PKT_COUNTER BUCKET(packets, \"1s\", 1)",
    differences = {"The first read gives the first entry; the original returned an empty one.",
        "Entries have their time in all modes, and \"-1\" gives its entry.",
        "Empty periods follow the value that was counted before them; in the original they came first.",
        "Entries that do not fit are counted as lost; the original overwrote unread ones.",
        "Periods end by the device's clock, without waiting for a packet."})
public final class Bucket implements Function {
    private static final int MOST_ENTRIES = 1 << 20;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final ResultSource source = application.source(0, arguments.function(1));
        final int reset = arguments.integer(3);
        final int entries = arguments.integer(4);
        if (reset != 0 && reset != 1) {
            throw MapiException.argument(4, "reset", reset, "0 or 1");
        }
        if (entries < 1 || entries > MOST_ENTRIES) {
            throw MapiException.argument(5, "entries", entries, "1 to " + MOST_ENTRIES);
        }
        final String period = arguments.text(2).trim();
        return switch (period) {
            case "0" -> new BucketEveryPacket(source, reset == 1, entries);
            case "-1" -> new BucketOnce(source, reset == 1, entries);
            default -> new BucketPeriodic(source, reset == 1, entries,
                Periods.length(3, "period", period, "\"0\", \"-1\" or a period such as \"5s\""));
        };
    }
}
