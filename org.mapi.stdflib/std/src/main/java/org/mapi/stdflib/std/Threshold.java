package org.mapi.stdflib.std;

import java.util.concurrent.TimeUnit;
import org.mapi.MapiConstants;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.mapi.result.ThresholdEvent;
import org.osgi.service.component.annotations.Component;

/**
 * THRESHOLD: watches another function's value and queues an event for every observation that meets a bound. The original's three
 * readers of the arguments disagreed with each other; what follows is our definition for its argument letters.
 *
 * <p>What is observed, and when: without an option in {@code mode} the value at every packet; with TR_POLL (64) the value every
 * {@code timeout} of the device's time, packets or not; with TR_MW (128) how much the value grew within the last
 * {@code timeout}, looked at {@code divider} times in that time. To {@code mode} is added how much of the value counts: TR_CHAR
 * (0) its low 8 bits, TR_INT (1) its low 32 bits as a signed number, TR_ULL (2) all of it.
 *
 * <p>{@code bound} says when there is an event: EQUAL (0), GT (1) and LT (2) compare the observation with the threshold, EQUAL_D
 * (4), GT_D (8) and LT_D (16) its difference to the observation before; the first observation has none. After {@code count}
 * events no more come and readers see the end; 0 is no limit. With {@code pass} 1 only packets at which an event is raised pass,
 * in the other modes those that come while the last observation met the bound; with 0 all pass. Events that do not fit into the
 * queue of {@code entries} are counted as lost.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "THRESHOLD",
    description = "Queues an event when another function's value meets a bound",
    resultMethod = ResultMethod.FUNCT, result = ThresholdEvent.class, filters = true, state = State.HISTORY,
    arguments = {"mode:i:TR_CHAR (0), TR_INT (1) or TR_ULL (2), and TR_POLL (64) or TR_MW (128) added",
        "flow:r:flow of the source", "source:f:function whose values are watched",
        "pass:i:0 lets all packets through, 1 those that meet the bound", "threshold:l:what is compared with",
        "bound:i:EQUAL (0), GT (1), LT (2), or of differences EQUAL_D (4), GT_D (8), LT_D (16)",
        "timeout:i=0:period of TR_POLL or window of TR_MW, in microseconds",
        "divider:i=1:how often TR_MW looks within its window", "count:i=0:events until it stops, 0 for no limit",
        "entries:i=1000:how many events there is room for"},
    resultMeaning = "events (number from 1, timestamp in ns since 1970, what was compared), one by one",
    examples = {"gap=GAP THRESHOLD(2, gap, 0, 100000000, GT)",
        "bytes=BYTE_COUNTER THRESHOLD(130, bytes, 0, 100000, GT, 1000000, 10)"},
    differences = {"Designed anew: the original's arguments were undefined, see the class comment.",
        "Events tell when and what, and come from a queue; the original only woke its reader.",
        "Greater and less mean the same in all modes, no packet is lost, and nothing polls in a thread of its own."})
public final class Threshold implements Function {
    private static final int TYPE_MASK = 63;
    private static final int MOST_ENTRIES = 1 << 20;
    private static final int MOST_SLOTS = 4096;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int mode = arguments.integer(0);
        final ObservedPart part = ObservedPart.of(mode & TYPE_MASK);
        final int when = mode & ~TYPE_MASK;
        if (part == null || when != 0 && when != MapiConstants.TR_POLL && when != MapiConstants.TR_MW) {
            throw MapiException.argument(1, "mode", mode, "TR_CHAR (0), TR_INT (1) or TR_ULL (2), and nothing, TR_POLL (64) or "
                + "TR_MW (128) added");
        }
        final ResultSource source = application.source(1, arguments.function(2));
        if (arguments.integer(3) != 0 && arguments.integer(3) != 1) {
            throw MapiException.argument(4, "pass", arguments.integer(3), "0 or 1");
        }
        final Bound bound = Bound.of(arguments.integer(5));
        if (bound == null) {
            throw MapiException.argument(6, "bound", arguments.integer(5),
                "EQUAL (0), GT (1), LT (2), EQUAL_D (4), GT_D (8) or LT_D (16)");
        }
        final int count = argument(arguments, 8, 0, Integer.MAX_VALUE);
        final ThresholdEvents events = new ThresholdEvents(bound, arguments.longInteger(4), count,
            argument(arguments, 9, 1, MOST_ENTRIES));
        final boolean selects = arguments.integer(3) == 1;
        if (when == 0) {
            return new ThresholdPerPacket(source, part, events, selects);
        }
        final long timeout = TimeUnit.MICROSECONDS.toNanos(argument(arguments, 6, 1, Integer.MAX_VALUE));
        final int slots = argument(arguments, 7, 1, MOST_SLOTS);
        return when == MapiConstants.TR_POLL ? new ThresholdPerPeriod(source, part, events, selects, timeout, 0)
            : new ThresholdPerPeriod(source, part, events, selects, Math.max(1, timeout / slots), slots);
    }

    private static int argument(Arguments arguments, int index, int least, int most) {
        final int value = arguments.integer(index);
        if (value < least || value > most) {
            throw new MapiException(MapiError.invalidArgument(index + 1), "argument " + (index + 1) + " ("
                + arguments.descriptions().get(index).name() + ") is " + value + ", expected " + least
                + (most == Integer.MAX_VALUE ? " or more" : " to " + most));
        }
        return value;
    }
}
