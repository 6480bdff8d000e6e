package org.mapi.core.engine.config;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Splits a configuration file into sections. */
final class ConfLines {
    private static final int LONGEST = 8_192;

    private final UnaryOperator<String> variables;
    private final Problems problems;
    private final List<ConfSection> sections = new ArrayList<>();

    ConfLines(UnaryOperator<String> variables, Problems problems) {
        this.variables = variables;
        this.problems = problems;
        sections.add(new ConfSection("", 0));
    }

    /** The sections in order; the first is what stands before any header. */
    List<ConfSection> read(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            line(line.strip(), number);
        }
        return sections;
    }

    private void line(String line, int number) {
        if (line.isEmpty() || line.charAt(0) == '#' || line.charAt(0) == ';') {
            return;
        }
        if (line.length() > LONGEST) {
            problems.error(number, "line has " + line.length() + " characters, expected at most " + LONGEST);
        } else if (line.charAt(0) == '[') {
            header(line, number);
        } else if (line.indexOf('=') <= 0) {
            problems.error(number, "line is \"" + shortened(line) + "\", expected key=value, [section] or a comment with #");
        } else {
            entry(line, number);
        }
    }

    private void header(String line, int number) {
        final int end = line.indexOf(']');
        if (end < 0 || end != line.length() - 1) {
            problems.error(number, "section is \"" + shortened(line) + "\", expected [driver], [format], [flow] or [mos]");
        }
        sections.add(new ConfSection(line.substring(1, end < 0 ? line.length() : end).strip(), number));
    }

    private void entry(String line, int number) {
        final int equals = line.indexOf('=');
        final ConfValues.Expanded value = ConfValues.expand(line.substring(equals + 1).strip(), variables);
        if (value.unknown() != null) {
            problems.error(number, "variable ${" + value.unknown() + "} is not known in \"" + shortened(line) + "\"");
            return;
        }
        sections.get(sections.size() - 1).add(line.substring(0, equals).strip(), value.text(), number);
    }

    private static String shortened(String line) {
        return line.length() <= 60 ? line : line.substring(0, 60) + "...";
    }
}
