package org.mapi.console.shell;

import java.util.ArrayList;
import java.util.List;
import org.mapi.console.view.TerminalText;

/** The words of a command line behind its known options. */
final class Words {
    /** What follows it is no option, whatever it looks like. */
    private static final String END_OF_OPTIONS = "--";

    private Words() { }

    /**
     * The words without a {@code --} that ends the options.
     *
     * @param usage how the command is written
     * @throws IllegalArgumentException for what looks like an option and is none
     */
    static String[] of(String usage, String... words) {
        final List<String> all = new ArrayList<>(List.of(words));
        final int end = all.indexOf(END_OF_OPTIONS);
        for (String word : end < 0 ? all : all.subList(0, end)) {
            if (word.length() > 1 && word.startsWith("-")) {
                throw new IllegalArgumentException("unknown option " + TerminalText.printable(word) + ", usage: " + usage);
            }
        }
        if (end >= 0) {
            all.remove(end);
        }
        return all.toArray(String[]::new);
    }

    /**
     * Just so many words.
     *
     * @param usage how the command is written
     * @throws IllegalArgumentException when there are more or fewer, or one looks like an option
     */
    static String[] exactly(int count, String usage, String... words) {
        final String[] given = of(usage, words);
        if (given.length != count) {
            throw new IllegalArgumentException((given.length < count ? "an argument is missing"
                : "\"" + TerminalText.printable(given[count]) + "\" is too much") + ", usage: " + usage);
        }
        return given;
    }
}
