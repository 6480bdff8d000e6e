package org.mapi.console.shell;

import java.util.ArrayList;
import java.util.List;
import org.mapi.console.view.TerminalText;

/** A table of aligned columns, as people read it in a terminal. */
final class TextTable {
    private static final String GAP = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] numbers;

    TextTable(String... titles) {
        widths = new int[titles.length];
        numbers = new boolean[titles.length];
        add((Object[]) titles);
    }

    /** Adds a row; columns of numbers are aligned to the right. */
    TextTable add(Object... cells) {
        final String[] row = new String[widths.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = cells[i] == null ? "" : TerminalText.printable(cells[i].toString());
            widths[i] = Math.max(widths[i], row[i].length());
            numbers[i] |= cells[i] instanceof Number;
        }
        rows.add(row);
        return this;
    }

    int size() {
        return rows.size() - 1;
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            final StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                final String padding = " ".repeat(widths[i] - row[i].length());
                line.append(i == 0 ? "" : GAP).append(numbers[i] ? padding + row[i] : row[i] + padding);
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }
}
