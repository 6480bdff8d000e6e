package org.mapi.stdflib.extra;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import org.mapi.MapiException;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionInstance;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.stdflib.extra.rewrite.ExpressionSize;
import org.osgi.service.component.annotations.Component;

/**
 * REGEXP: lets packets through that match a regular expression, anywhere in the captured bytes from the link-layer header on.
 *
 * <p>Bytes are characters (ISO 8859-1): {@code \xff} is the byte. The engine is RE2/J, whose time grows with packet length times
 * pattern length and never more, so that no packet can hold the device up; the original's (PCRE) could, and gave up by counting
 * that as no match. What such an engine cannot do, back references and look-around, is an error, not a surprise. As with PCRE
 * letters are matched as they are unless the expression begins with {@code (?i)}, and {@code .} is any byte but a line feed
 * unless it begins with {@code (?s)}.
 *
 * <p>Matching allocates a few short-lived objects per packet, independent of its length.
 */
@Component(service = Function.class)
@FunctionDefinition(library = ExtraLibrary.NAME, function = "REGEXP",
    description = "Lets packets through that match a regular expression",
    resultMethod = ResultMethod.NONE, result = Void.class, filters = true, optimize = Optimize.AUTO,
    queueing = Queueing.PER_QUEUE, arguments = "expression:s:regular expression as RE2 reads it; (?i) ignores case",
    examples = "REGEXP(\"GET /[a-z]+\") PKT_COUNTER",
    differences = "Linear in the packet's length, without back references and look-around; the original's engine gave up.")
public final class Regexp implements Function {
    /** Longest expression, in characters. */
    static final int LONGEST = 2048;
    /** Most elements of an expression once its repetitions are written out. */
    static final int LARGEST = 10_000;

    @Override
    public FunctionInstance instantiate(Arguments arguments, Application application) {
        final String expression = arguments.text(0);
        if (expression.isEmpty() || expression.length() > LONGEST) {
            throw MapiException.argument(1, "expression", shown(expression),
                "a regular expression of 1 to " + LONGEST + " characters");
        }
        if (ExpressionSize.of(expression) > LARGEST) {
            throw MapiException.argument(1, "expression", shown(expression), "at most " + LARGEST
                + " elements when repetitions such as {1000} are written out");
        }
        try {
            return new RegexpInstance(Pattern.compile(expression));
        } catch (PatternSyntaxException e) {
            throw MapiException.argument(1, "expression", shown(expression), "a regular expression as RE2 reads it, but "
                + e.getDescription() + (e.getPattern() == null ? "" : ": " + e.getPattern()));
        }
    }

    private static String shown(String expression) {
        return expression.length() <= 200 ? expression : expression.substring(0, 200) + "...";
    }
}
