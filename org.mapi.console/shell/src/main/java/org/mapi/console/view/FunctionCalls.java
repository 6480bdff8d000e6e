package org.mapi.console.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.ApplyFlag;
import org.mapi.DeclaredFlowInformation;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.ArgumentType;

/**
 * How the functions of a flow are written: {@code gap=GAP}, {@code STATS(gap, "1")}. Of a flow that configuration declares, as it
 * stands there; of one that a program has made, as it could stand there, where {@code #3} is function 3 of the same flow.
 */
final class FunctionCalls {
    private final Map<Integer, String> texts = new HashMap<>();

    private FunctionCalls() { }

    /** How the functions of a flow are written. */
    static FunctionCalls of(Mapi mapi, int flow, List<FunctionInformation> functions) {
        final FunctionCalls calls = new FunctionCalls();
        mapi.declaredFlows().stream().filter(declared -> declared.flow() == flow).findFirst()
            .ifPresent(declared -> calls.take(declared, functions));
        if (calls.texts.size() < functions.size()) {
            final List<FunctionDescription> catalogue = mapi.functions();
            functions.stream().filter(function -> !calls.texts.containsKey(function.id()))
                .forEach(function -> calls.texts.put(function.id(), written(function, catalogue)));
        }
        return calls;
    }

    /** How one of them is written. */
    String text(FunctionInformation function) {
        return texts.get(function.id());
    }

    /** The name before the equals sign with it, or empty. */
    static String name(String call) {
        final int equals = call.indexOf('=');
        final int arguments = call.indexOf('(');
        return equals > 0 && (arguments < 0 || equals < arguments) ? call.substring(0, equals).strip() + "=" : "";
    }

    /** What stands in the parentheses, or empty. */
    static String arguments(String call) {
        final int open = call.indexOf('(');
        final int close = call.lastIndexOf(')');
        return open < 0 || close < open ? "" : call.substring(open + 1, close).strip();
    }

    /**
     * What was declared was applied in its order, which is that of the numbers, though functions may have been added, taken out
     * or put before others meanwhile.
     */
    private void take(DeclaredFlowInformation declared, List<FunctionInformation> functions) {
        final Iterator<FunctionInformation> applied =
            functions.stream().filter(function -> function.flag() == ApplyFlag.NORMAL)
                .sorted(Comparator.comparingInt(FunctionInformation::id)).iterator();
        for (String call : declared.functions()) {
            boolean found = false;
            while (!found && applied.hasNext()) {
                final FunctionInformation function = applied.next();
                found = function(call).equals(function.function());
                if (found) {
                    texts.put(function.id(), call);
                }
            }
        }
    }

    /** Name of the called function, without library and device type. */
    private static String function(String call) {
        final int open = call.indexOf('(');
        final String head = open < 0 ? call : call.substring(0, open);
        final String called = head.substring(Math.max(head.indexOf('='), head.indexOf(':')) + 1);
        return (called.indexOf('!') < 0 ? called : called.substring(0, called.indexOf('!'))).strip();
    }

    private static String written(FunctionInformation function, List<FunctionDescription> catalogue) {
        final Optional<FunctionDescription> known = catalogue.stream().filter(one ->
            one.definition().function().equals(function.function()) && one.definition().library().equals(function.library()))
            .findFirst();
        final List<ArgumentDescription> described = known.map(one -> one.definition().arguments()).orElse(List.of());
        final List<String> values = new ArrayList<>();
        for (int i = 0; i < function.arguments().size(); i++) {
            final ArgumentType type = i < described.size() ? described.get(i).type() : null;
            final ArgumentType next = i + 1 < described.size() ? described.get(i + 1).type() : null;
            // a function before it names its flow, too
            if (type != ArgumentType.FLOW || next != ArgumentType.FUNCTION) {
                values.add(value(function.arguments().get(i), type, function.flow()));
            }
        }
        return function.function() + (values.isEmpty() ? "" : "(" + String.join(", ", values) + ")");
    }

    private static String value(String text, ArgumentType type, int flow) {
        return switch (type) {
            case STRING, FILE, FUNCTIONS -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
            case CHAR -> "'" + text + "'";
            case FUNCTION -> reference(text, flow);
            case INT, LONG, FLOW -> text;
            case null -> text.isEmpty() ? "\"\"" : text;
        };
    }

    private static String reference(String text, int flow) {
        final int at = text.indexOf('@');
        return at < 0 ? text : "#" + (text.substring(at + 1).equals(String.valueOf(flow)) ? text.substring(0, at) : text);
    }
}
