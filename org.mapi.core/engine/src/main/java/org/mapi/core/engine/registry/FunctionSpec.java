package org.mapi.core.engine.registry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * The name of a function as users write it: {@code [library:]NAME[!type]}.
 *
 * @param library library name, or null for any
 * @param name    function name
 * @param type    device type that the function must have at least, or null for any
 */
public record FunctionSpec(String library, String name, String type) {
    private static final Pattern SYNTAX =
        Pattern.compile("(?:([A-Za-z][A-Za-z0-9_.-]*):)?([A-Za-z][A-Za-z0-9_]*)(?:!([0-9]+(?:\\.[0-9]+)*))?");

    /**
     * Parses a name.
     *
     * @param text the name
     * @throws MapiException MFUNCT_COULD_NOT_APPLY_FUNCT for null, MAPI_FUNCTION_NOT_FOUND when it is no such name
     */
    public static FunctionSpec parse(String text) {
        if (text == null) {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT,
                "function name is null, expected [library:]NAME[!device type]");
        }
        final Matcher matcher = SYNTAX.matcher(text.trim());
        if (!matcher.matches()) {
            throw new MapiException(MapiError.MAPI_FUNCTION_NOT_FOUND,
                "function name is \"" + text + "\", expected [library:]NAME[!device type]");
        }
        return new FunctionSpec(matcher.group(1), matcher.group(2), matcher.group(3));
    }

    @Override
    public String toString() {
        return (library == null ? "" : library + ":") + name + (type == null ? "" : "!" + type);
    }
}
