package org.mapi.console.shell;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.mapi.console.view.TerminalText;
import org.mapi.result.JsonView;

/** What all listing commands answer alike: JSON, and a sentence where there is nothing to list. */
final class Answer {
    private Answer() { }

    /** The listing, or what to say when nothing was found. */
    static String or(List<?> found, String listing, String nothing) {
        return found.isEmpty() ? nothing : listing;
    }

    /** That there is nothing at all, or nothing with the words that were looked for. */
    static String nothing(String what, String atAll, String... words) {
        return words.length == 0 ? atAll : what + " has \"" + TerminalText.printable(String.join(" ", words)) + "\" in it";
    }

    static String json(Object value) {
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).with(JSON.Feature.WRITE_NULL_PROPERTIES)
                .asString(JsonView.of(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
