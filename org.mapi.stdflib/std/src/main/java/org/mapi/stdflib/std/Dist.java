package org.mapi.stdflib.std;

import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultSource;
import org.mapi.function.State;
import org.mapi.function.TimeText;
import org.mapi.result.Distribution;
import org.osgi.service.component.annotations.Component;

/**
 * DIST: the distribution of another function's values, taken at every packet: how many lay in each interval from {@code min} to
 * {@code max}, how many below and how many above. Numbers may be given as times: {@code "10us"} is 10,000, nanoseconds being the
 * unit of GAP and PKTINFO. At most {@value #MOST_INTERVALS} intervals.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "DIST",
    description = "Distribution of another function's values", result = Distribution.class, state = State.HISTORY,
    arguments = {"flow:r:flow of the source", "source:f:function whose values are taken",
        "min:s:lower end, a number or a time", "max:s:upper end, a number or a time",
        "interval:s:width of an interval, a number or a time"},
    resultMeaning = "values per interval: number k counts those from min + k * interval on, the last one max as well",
    examples = {"size=PKTINFO(PKT_SIZE) DIST(size, \"0\", \"1500\", \"250\")", "gap=GAP DIST(gap, \"0\", \"1s\", \"100ms\")"},
    differences = {"The smallest value counts in the first interval; in the original it came out in the last one.",
        "Values below min and above max are counted apart, not in a first and an extra interval.",
        "An interval of 0 is an error, one wider than max - min is error 7005, not 7004.",
        "reset sets every count to 0."})
public final class Dist implements Function {
    static final int MOST_INTERVALS = 65_536;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final ResultSource source = application.source(0, arguments.function(1));
        final long min = number(arguments, 2);
        final long max = number(arguments, 3);
        final long interval = number(arguments, 4);
        if (min >= max) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT, "arguments 3 and 4 (min, max) are " + min + " and " + max
                + ", expected min to be less than max");
        }
        final long width = max - min;
        if (interval < 1 || interval > width || (width - 1) / interval >= MOST_INTERVALS) {
            throw MapiException.argument(5, "interval", arguments.text(4), "1 to max - min, " + width + ", and at most "
                + MOST_INTERVALS + " intervals");
        }
        return new DistInstance(source, min, max, interval);
    }

    private static long number(Arguments arguments, int index) {
        try {
            return TimeText.parse(arguments.text(index));
        } catch (IllegalArgumentException e) {
            throw MapiException.argument(index + 1, arguments.descriptions().get(index).name(), arguments.text(index),
                "a number, or a time such as \"10us\"");
        }
    }
}
