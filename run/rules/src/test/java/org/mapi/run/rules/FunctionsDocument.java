package org.mapi.run.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.Definition;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.ResultMethod;
import org.mapi.result.Field;
import org.mapi.result.FieldType;
import org.mapi.result.ResultLayout;

/** Writes docs/functions.md from the definitions of functions. */
final class FunctionsDocument {
    private static final String HEAD = """
        # All functions

        What every function takes, tells and lets through. This page is generated from the functions' definitions (`run/rules`),
        its examples are run by a test (`run/itest`, `ExamplesIT`). `run/mapi list functions`, the shell (`mapi:functions`) and \
        the
        web console's page *Functions* show the same descriptions.

        Arguments in brackets may be left out; behind them stands the value they then have. Times are texts with a unit, exact:
        `"5ns"`, `"10us"`, `"1.5s"`, `"1m"` is a minute, `"2h"`. A flow and a function as arguments are one name on the command
        line (`gap=GAP STATS(gap)`); a list of functions is `"id@flow,id@flow"`. Timestamps are nanoseconds since 1970. A wrong
        argument is error 7001 to 7005, 7011 for the sixth and 7000 for others; the message names the argument, its value and what
        was expected.

        In the examples `sample.pcap` is the trace that the appliance brings, `run/target/appliance/sample/sample.pcap`.

        """;

    private FunctionsDocument() { }

    static String of(List<FunctionDefinition> definitions) {
        final Map<String, List<FunctionDefinition>> libraries = new LinkedHashMap<>();
        definitions.forEach(one -> libraries.computeIfAbsent(one.library(), name -> new ArrayList<>()).add(one));
        final StringBuilder text = new StringBuilder(HEAD);
        text.append("| library | functions |\n|---|---|\n");
        libraries.forEach((library, functions) -> text.append("| `").append(library).append("` | ").append(functions.stream()
            .map(one -> "[" + one.function() + "](#" + anchor(one) + ")").collect(Collectors.joining(", "))).append(" |\n"));
        libraries.forEach((library, functions) -> {
            text.append("\n## ").append(library).append('\n');
            functions.forEach(one -> function(text, one));
        });
        return text.toString();
    }

    private static String anchor(FunctionDefinition one) {
        return one.library() + one.function().toLowerCase(Locale.ROOT);
    }

    private static void function(StringBuilder text, FunctionDefinition one) {
        final List<ArgumentDescription> arguments = new ArrayList<>();
        for (String argument : one.arguments()) {
            arguments.add(ArgumentDescription.parse(argument));
        }
        text.append("\n### ").append(one.library()).append(':').append(one.function()).append("\n\n").append(one.description())
            .append(".\n\n");
        if (!arguments.isEmpty()) {
            text.append("| argument | type | |\n|---|---|---|\n");
            arguments.forEach(argument -> text.append(row(argument)));
            text.append('\n');
        }
        text.append("* Packets: ").append(effect(one)).append(".\n");
        text.append("* Result: ").append(result(one)).append(".\n");
        for (String example : one.examples()) {
            text.append("\n```sh\nmapi monitor -r sample.pcap ").append(command(example)).append("\n```\n");
        }
        if (one.differences().length > 0) {
            text.append("\nDiffers from the original:\n\n");
            for (String difference : one.differences()) {
                text.append("* ").append(escaped(difference)).append('\n');
            }
        }
    }

    private static String row(ArgumentDescription argument) {
        final String name = argument.optional() ? "[`" + argument.name() + "`] = `"
            + (argument.defaultValue().isEmpty() ? "\"\"" : argument.defaultValue()) + "`" : "`" + argument.name() + "`";
        return "| " + name + " | " + argument.type().title() + " (" + argument.type().letter() + ") | "
            + escaped(argument.description()) + " |\n";
    }

    private static String effect(FunctionDefinition one) {
        final String passing = one.filters() ? "may stop them" : "all pass";
        return one.modifies() ? passing + "; changes them, on a copy of the flow's own" : passing;
    }

    private static String result(FunctionDefinition one) {
        if (one.resultMethod() == ResultMethod.NONE || one.result() == Void.class) {
            return "none";
        }
        final String meaning = one.resultMeaning().isEmpty() ? "" : ": " + escaped(one.resultMeaning());
        if (one.resultMethod() == ResultMethod.FUNCT) {
            return "a queue of `" + one.result().getSimpleName() + "`" + meaning;
        }
        if (one.result() == Long.class) {
            return (one.counter() ? "a counter" : "a number") + meaning;
        }
        return ResultLayout.of(one.result()).schema().fields().stream().filter(field -> !field.hidden())
            .map(FunctionsDocument::field).collect(Collectors.joining(", ")) + meaning;
    }

    private static String field(Field field) {
        final String type = switch (field.type()) {
            case I8 -> "byte";
            case BOOL -> "boolean";
            case I16 -> "short";
            case I32 -> "int";
            case I64 -> "long";
            case F64 -> "double";
            case TEXT -> "text";
            default -> field.type() == FieldType.I128 ? "128-bit integer" : field.type().name();
        };
        return "`" + field.name() + "` " + type;
    }

    /** The functions of an example, each in quotes for the shell where it needs them. */
    static String command(String example) {
        return functions(example).stream().map(one -> one.matches("[A-Za-z0-9_:=.!-]+") ? one : "'" + one.replace("'", "'\\''")
            + "'").collect(Collectors.joining(" "));
    }

    /** Splits at blanks outside of parentheses and quotes. */
    static List<String> functions(String example) {
        final List<String> functions = new ArrayList<>();
        final StringBuilder current = new StringBuilder();
        int depth = 0;
        char quote = 0;
        for (int i = 0; i < example.length(); i++) {
            final char c = example.charAt(i);
            if (quote != 0) {
                if (c == '\\') {
                    current.append(c);
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (c == '"' || c == '\'') {
                quote = c;
            } else {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            }
            if (c == ' ' && depth == 0 && quote == 0) {
                if (!current.isEmpty()) {
                    functions.add(current.toString());
                    current.setLength(0);
                }
            } else {
                current.append(example.charAt(i));
            }
        }
        if (!current.isEmpty()) {
            functions.add(current.toString());
        }
        return functions;
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*");
    }

    /** The definition as plain data: fails where it is wrong. */
    static Definition checked(FunctionDefinition one) {
        final List<ArgumentDescription> arguments = new ArrayList<>();
        for (String argument : one.arguments()) {
            arguments.add(ArgumentDescription.parse(argument));
        }
        return new Definition(one.library(), one.function(), one.description(), arguments, one.deviceType(), one.resultMethod(),
            one.result().getName(), one.counter(), null, one.modifies(), one.filters(), one.optimize(), one.state(),
            one.queueing());
    }
}
