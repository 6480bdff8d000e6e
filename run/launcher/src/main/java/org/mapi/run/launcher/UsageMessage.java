package org.mapi.run.launcher;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in the words of people: what, which value, what was expected. */
final class UsageMessage {

    private UsageMessage() {
    }

    static String of(ParameterException failure) {
        ArgSpec argument = failure.getArgSpec();
        if (failure instanceof UnmatchedArgumentException unmatched) {
            return of(unmatched);
        }
        if (argument != null && failure.getValue() != null) {
            String name = argument.isOption() ? ((OptionSpec) argument).longestName() : argument.paramLabel();
            return name + ": '" + failure.getValue() + "', expected " + expected(argument);
        }
        return failure.getMessage().replaceFirst("^Error: ", "");
    }

    private static String of(UnmatchedArgumentException failure) {
        CommandLine command = failure.getCommandLine();
        String first = failure.getUnmatched().getFirst();
        if (failure.isUnknownOption()) {
            return "unknown option " + first;
        }
        if (!command.getSubcommands().isEmpty()) {
            return "unknown command '" + first + "', expected one of " + String.join(", ", command.getSubcommands().keySet());
        }
        return "'" + first + "' is one word too many";
    }

    private static String expected(ArgSpec argument) {
        Class<?> type = argument.type();
        if (type.isEnum()) {
            return "one of " + Arrays.stream(type.getEnumConstants()).map(value -> value.toString().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(", "));
        }
        boolean whole = type == Long.class || type == long.class || type == Integer.class || type == int.class;
        return whole ? "a whole number" : argument.paramLabel();
    }
}
