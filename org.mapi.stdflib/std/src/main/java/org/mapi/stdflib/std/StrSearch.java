package org.mapi.stdflib.std;

import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.osgi.service.component.annotations.Component;

/**
 * STR_SEARCH: lets packets through that contain a text. The pattern is text with hexadecimal bytes between pipes
 * ({@code "GET |2f 0d|"}); {@code \|} and {@code \\} stand for the characters themselves and {@code ||} separates alternatives.
 * Searched are the captured bytes from {@code offset} (counted from the link-layer header), {@code depth} of them (0: all).
 *
 * <p>The alternatives may be thousands: a table tells at a few places of the packet whether any of them can be there. Together
 * they may be some hundred thousand bytes long.
 *
 * <p>Every alternative is tried in every packet (the original gave up at the first one longer than the packet), and wrong
 * hexadecimal digits are errors.
 */
@Component(service = Function.class)
@FunctionDefinition(library = StandardLibrary.NAME, function = "STR_SEARCH",
    description = "Lets packets through that contain a text",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, optimize = Optimize.AUTO,
    queueing = Queueing.PER_QUEUE,
    arguments = {"pattern:s:text, |hex bytes|, alternatives separated by ||",
        "offset:i:bytes to skip, from the link-layer header", "depth:i:bytes to search, 0 for all"},
    examples = {"STR_SEARCH(\"GET /||POST /\", 0, 0) PKT_COUNTER", "STR_SEARCH(\"|0d 0a 0d 0a|\", 54, 200) PKT_COUNTER"},
    differences = {"Every alternative is tried; the original gave up at the first that is longer than the packet.",
        "Wrong or missing hexadecimal digits are errors.", "Thousands of alternatives cost about what one costs."})
public final class StrSearch implements Function {
    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String pattern = arguments.text(0);
        final int offset = arguments.integer(1);
        final int depth = arguments.integer(2);
        if (pattern.isEmpty()) {
            throw MapiException.argument(1, "pattern", pattern, "a text to search for");
        }
        if (offset < 0) {
            throw MapiException.argument(2, "offset", offset, "0 or more");
        }
        if (depth < 0) {
            throw MapiException.argument(3, "depth", depth, "0 or more");
        }
        return new StrSearchInstance(pattern, offset, depth);
    }
}
