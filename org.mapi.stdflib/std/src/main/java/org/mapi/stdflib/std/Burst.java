package org.mapi.stdflib.std;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.State;
import org.mapi.result.Bursts;
import org.osgi.service.component.annotations.Component;

/**
 * BURST: finds bursts, packets that follow each other as fast as the link can carry them, and counts bursts and the gaps between
 * them by size.
 *
 * <p>After a packet of n bytes on a link of s Mbit/s the next one is expected n * 8 / s microseconds plus {@code iatime} later.
 * It continues the burst if it comes at most {@code lead} before and {@code lag} after that time. Otherwise the burst is over:
 * its packets and bytes are counted in the class of its size in bytes, and the time from the end of its last packet to this
 * packet, as the bytes that the link could have carried, in the class of that size. Class 0 is less than {@code min}, the last
 * one everything that the classes of width {@code step} up to {@code max} do not reach. The last burst is counted when the
 * source ends or when nothing followed it for a second.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "BURST",
    description = "Bursts of packets and the gaps between them, by size", result = Bursts.class, state = State.HISTORY,
    arguments = {"min:i:smallest burst of class 1, in bytes", "max:i:where the last class begins, in bytes",
        "step:i:width of a class, in bytes", "iatime:i:time between packets of a burst, in ns",
        "lag:i:so much later a packet may come, in ns", "lead:i:so much earlier, in ns", "speed:i:speed of the link, in Mbit/s"},
    resultMeaning = "per class: bytes, packets and number of bursts; gaps in bytes the link could have carried, and their number",
    examples = "BURST(1000, 10000, 1000, 960, 100000, 100000, 100)",
    differences = {"Gaps are counted, the last burst too.", "Wrong arguments are errors; a step of 0 stopped the original.",
        "The result tells how many classes there are and where they begin."})
public final class Burst implements Function {
    private static final int MOST_CATEGORIES = 4096;
    private static final int SPEED = 7;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final int min = arguments.integer(0);
        final int max = arguments.integer(1);
        final int step = arguments.integer(2);
        if (min < 0) {
            throw MapiException.argument(1, "min", min, "0 or more");
        }
        if (max < min) {
            throw MapiException.argument(2, "max", max, "at least min, " + min);
        }
        if (step < 1 || (max - min) / step + 2 > MOST_CATEGORIES) {
            throw MapiException.argument(3, "step", step, "more than 0, and so much that there are at most " + MOST_CATEGORIES
                + " classes");
        }
        final BurstTimes times = times(arguments);
        return new BurstInstance(min, step, (max - min) / step + 2, times);
    }

    private static BurstTimes times(Arguments arguments) {
        for (int position = 4; position < SPEED; position++) {
            final int nanos = arguments.integer(position - 1);
            if (nanos < 0) {
                throw MapiException.argument(position, arguments.descriptions().get(position - 1).name(), nanos, "0 ns or more");
            }
        }
        final int speed = arguments.integer(SPEED - 1);
        if (speed < 1) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "argument 7 (speed) is " + speed
                + ", expected 1 Mbit/s or more");
        }
        return new BurstTimes(arguments.integer(3), arguments.integer(4), arguments.integer(5), speed);
    }
}
