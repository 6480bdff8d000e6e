package org.mapi.console.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;

/**
 * A function of a flow with its value.
 *
 * @param function its counters
 * @param value    its value, empty where it has none
 * @param call     how it is written: {@code STATS(gap, "1")}
 */
public record FunctionValue(FunctionInformation function, Optional<Object> value, String call) {
    /**
     * Packets come all the time, and some results are computed when they are read: then counters are of a moment after the
     * values, so that at least nothing has counted what it has not seen.
     */
    private static final int TRIES = 5;

    /**
     * The functions of a flow with their values, counters and values of the same moment as far as that can be had: a counter of
     * packets that has seen fewer than it has counted makes people wonder.
     *
     * @throws org.mapi.MapiException MAPI_INVALID_FLOW when there is none of that number
     */
    public static List<FunctionValue> of(Mapi mapi, int flow) {
        List<FunctionInformation> functions = mapi.functions(flow);
        final FunctionCalls calls = FunctionCalls.of(mapi, flow, functions);
        for (int i = 1;; i++) {
            final List<FunctionValue> values = new ArrayList<>();
            for (FunctionInformation function : functions) {
                values.add(new FunctionValue(function, mapi.peek(flow, function.id()), calls.text(function)));
            }
            final List<FunctionInformation> after = mapi.functions(flow);
            if (!ids(functions).equals(ids(after)) || seen(functions).equals(seen(after))) {
                return values;
            }
            if (i == TRIES) {
                return counted(values, after);
            }
            functions = after;
        }
    }

    /** The values with counters of later. */
    private static List<FunctionValue> counted(List<FunctionValue> values, List<FunctionInformation> functions) {
        final List<FunctionValue> counted = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            counted.add(new FunctionValue(functions.get(i), values.get(i).value(), values.get(i).call()));
        }
        return counted;
    }

    /** The name that it was given, with an equals sign behind it; or empty. */
    public String name() {
        return FunctionCalls.name(call);
    }

    /** Its arguments as they are written. */
    public String arguments() {
        return FunctionCalls.arguments(call);
    }

    private static List<Integer> ids(List<FunctionInformation> functions) {
        return functions.stream().map(FunctionInformation::id).toList();
    }

    private static List<Long> seen(List<FunctionInformation> functions) {
        return functions.stream().map(FunctionInformation::seen).toList();
    }
}
