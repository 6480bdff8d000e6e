package org.mapi.core.engine.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.mapi.function.FunctionReference;

/**
 * A function as it was written.
 *
 * @param name      name to refer to it, or null
 * @param function  {@code [library:]NAME[!type]}
 * @param arguments its arguments
 */
public record FunctionCall(String name, String function, List<TextArgument> arguments) {
    /** Copies the arguments. */
    public FunctionCall {
        arguments = List.copyOf(arguments);
    }

    /**
     * The arguments for {@link org.mapi.Flow#apply(String, Object...)}.
     *
     * @param names functions applied before, by the names that they were given
     */
    public Object[] values(Map<String, FunctionReference> names) {
        return arguments.stream().map(argument -> argument.with(names)).toArray();
    }

    /** The text in canonical form: {@link FunctionText#parse} reads it back. */
    @Override
    public String toString() {
        return (name == null ? "" : name + "=") + function + (arguments.isEmpty() ? ""
            : arguments.stream().map(TextArgument::toString).collect(Collectors.joining(", ", "(", ")")));
    }
}
