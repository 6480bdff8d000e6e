package org.mapi.console.view;

import java.util.Locale;

/** What somebody looks for in a list: a part of a name or a description, in whatever case. */
public final class SearchText {
    private final String wanted;

    /**
     * Keeps the text.
     *
     * @param text part of what is looked for; null or blank finds everything
     */
    public SearchText(String text) {
        wanted = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
    }

    /** Whether one of the texts has it. */
    public boolean isIn(String... texts) {
        for (String text : texts) {
            if (text != null && text.toLowerCase(Locale.ROOT).contains(wanted)) {
                return true;
            }
        }
        return wanted.isEmpty();
    }
}
