package org.mapi.run.launcher.monitor;

import java.util.ArrayList;
import java.util.List;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.core.engine.arguments.TextArgument;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.ArgumentType;

/** The arguments of a function the way one could type them again: text in double quotes, a character in single ones. */
final class WrittenArguments {
    private WrittenArguments() { }

    /**
     * The arguments, those that were left out included, a text each.
     *
     * @param function  a function of a flow
     * @param catalogue all functions there are
     */
    static List<String> of(FunctionInformation function, List<FunctionDescription> catalogue) {
        final List<ArgumentDescription> described = catalogue.stream().map(FunctionDescription::definition)
            .filter(known -> known.function().equals(function.function()) && known.library().equals(function.library()))
            .findFirst().map(known -> known.arguments()).orElse(List.of());
        final List<String> written = new ArrayList<>();
        for (int i = 0; i < function.arguments().size(); i++) {
            final ArgumentType type = i < described.size() ? described.get(i).type() : ArgumentType.STRING;
            written.add(written(function.arguments().get(i), type));
        }
        return written;
    }

    private static String written(String text, ArgumentType type) {
        return switch (type) {
            case STRING, FILE, FUNCTIONS -> new TextArgument(TextArgument.Kind.STRING, text).toString();
            case CHAR -> new TextArgument(TextArgument.Kind.CHARACTER, text).toString();
            case INT, LONG, FLOW, FUNCTION -> text;
        };
    }
}
