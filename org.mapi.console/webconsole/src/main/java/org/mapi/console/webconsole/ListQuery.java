package org.mapi.console.webconsole;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.mapi.MapiException;
import org.mapi.console.view.SearchText;

/** Which part of a list a client wants: parameters {@code search}, {@code offset} and {@code limit}, all optional. */
final class ListQuery {
    private static final int MOST = 1_000_000;

    private final SearchText search;
    private final int offset;
    private final int limit;
    private int total = -1;

    /**
     * Reads the parameters.
     *
     * @throws IllegalArgumentException names the parameter, its value and what was expected
     */
    ListQuery(HttpServletRequest request) {
        search = new SearchText(request.getParameter("search"));
        offset = number(request, "offset", 0, 0);
        limit = number(request, "limit", 1, MOST);
    }

    private static int number(HttpServletRequest request, String name, int least, int otherwise) {
        final String text = request.getParameter(name);
        if (text == null || text.isEmpty()) {
            return otherwise;
        }
        try {
            final int number = Integer.parseInt(text);
            if (number >= least && number <= MOST) {
                return number;
            }
        } catch (NumberFormatException e) {
            // the one message below says it
        }
        throw new IllegalArgumentException(name + " is \"" + text + "\", expected a number from " + least + " to " + MOST);
    }

    SearchText search() {
        return search;
    }

    /** How many items were found altogether; -1 when no list was asked for. */
    int total() {
        return total;
    }

    /**
     * The part that was asked for.
     *
     * @param found everything that matches
     * @param view  shows one item; what throws a {@link MapiException} has gone meanwhile and is left out
     */
    <T> List<Object> part(List<T> found, Function<T, Object> view) {
        total = found.size();
        final List<Object> part = new ArrayList<>();
        final int start = Math.min(offset, total);
        for (T item : found.subList(start, (int) Math.min(total, (long) start + limit))) {
            try {
                part.add(view.apply(item));
            } catch (MapiException e) {
                // closed since the list was made: it is none any more
            }
        }
        return part;
    }
}
