package org.mapi.function;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;
import org.mapi.result.ResultSchema;

/**
 * The definition of a function as plain data (the tutorial's {@code mapidflib_function_def}). An instance may work with a changed
 * copy, see {@link FlowModification#redefine}.
 *
 * @param library      library name
 * @param function     function name
 * @param description  one sentence
 * @param arguments    arguments in order
 * @param deviceType   device type it runs on
 * @param resultMethod how results reach readers
 * @param result       class name of the result type; "java.lang.Void" for none
 * @param counter      whether a Long result is added over queues and sensors
 * @param schema       layout of the result; null until the engine has loaded the result type
 * @param modifies     whether it changes packets
 * @param filters      whether it may stop packets
 * @param optimize     how instances are shared
 * @param state        whether it remembers earlier packets
 * @param queueing     what happens on a device with several queues
 */
public record Definition(String library, String function, String description, List<ArgumentDescription> arguments,
                         String deviceType, ResultMethod resultMethod, String result, boolean counter, ResultSchema schema,
                         boolean modifies, boolean filters, Optimize optimize, State state, Queueing queueing) {
    private static final Pattern LIBRARY = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Pattern FUNCTION = Pattern.compile("[A-Z][A-Z0-9_]*");
    private static final Pattern TYPE = Pattern.compile("[0-9]+(\\.[0-9]+)*");

    /** Checks that the definition makes sense. */
    public Definition {
        Objects.requireNonNull(description, "description");
        require(LIBRARY.matcher(library).matches(), "library", library, "lower-case letters, digits, '-' and '_'");
        require(FUNCTION.matcher(function).matches(), "function", function, "capital letters, digits and '_'");
        require(TYPE.matcher(deviceType).matches(), "deviceType", deviceType, "numbers separated by dots");
        arguments = List.copyOf(arguments);
        boolean optional = false;
        for (ArgumentDescription argument : arguments) {
            require(!optional || argument.optional(), "arguments", argument.text(), "arguments with a default last");
            optional = argument.optional();
        }
    }

    private static void require(boolean holds, String what, String value, String expected) {
        if (!holds) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR,
                "function definition: " + what + " is \"" + value + "\", expected " + expected);
        }
    }

    /**
     * Reads the annotation of a function's class.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR when there is none or it is wrong
     */
    public static Definition of(Class<?> type) {
        final FunctionDefinition given = type.getAnnotation(FunctionDefinition.class);
        if (given == null) {
            throw new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR,
                "class " + type.getName() + " has no @FunctionDefinition");
        }
        final List<ArgumentDescription> arguments = new ArrayList<>();
        for (String text : given.arguments()) {
            arguments.add(ArgumentDescription.parse(text));
        }
        return new Definition(given.library(), given.function(), given.description(), arguments, given.deviceType(),
            given.resultMethod(), given.result().getName(), given.counter(), null, given.modifies(), given.filters(),
            given.optimize(), given.state(), given.queueing());
    }

    /**
     * Reads service properties, as {@link FunctionDefinition} makes them; absent ones have the annotation's defaults.
     *
     * @param properties the service's properties
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_DESCRIPTOR naming the property, its value and what was expected
     */
    public static Definition of(Map<String, ?> properties) {
        return new DefinitionProperties(properties).definition();
    }

    /** The original's argument description: the letters alone. */
    public String argumentLetters() {
        final StringBuilder letters = new StringBuilder();
        arguments.forEach(argument -> letters.append(argument.type().letter()));
        return letters.toString();
    }

    /** {@code library:FUNCTION}. */
    public String qualifiedName() {
        return library + ":" + function;
    }

    /** Whether it runs on every device. */
    public boolean runsEverywhere() {
        return deviceType.equals(DeviceType.ALL);
    }

    /** A copy with another result layout. */
    public Definition withSchema(ResultSchema newSchema) {
        return new Definition(library, function, description, arguments, deviceType, resultMethod, result, counter, newSchema,
            modifies, filters, optimize, state, queueing);
    }

    /** A copy with another way of sharing. */
    public Definition withOptimize(Optimize newOptimize) {
        return new Definition(library, function, description, arguments, deviceType, resultMethod, result, counter, schema,
            modifies, filters, newOptimize, state, queueing);
    }

    /** A copy that remembers or does not. */
    public Definition withState(State newState) {
        return new Definition(library, function, description, arguments, deviceType, resultMethod, result, counter, schema,
            modifies, filters, optimize, newState, queueing);
    }

    /** A copy that filters or modifies or does not. */
    public Definition withEffects(boolean newModifies, boolean newFilters) {
        return new Definition(library, function, description, arguments, deviceType, resultMethod, result, counter, schema,
            newModifies, newFilters, optimize, state, queueing);
    }

    /** A copy for another way of seeing several queues. */
    public Definition withQueueing(Queueing newQueueing) {
        return new Definition(library, function, description, arguments, deviceType, resultMethod, result, counter, schema,
            modifies, filters, optimize, state, newQueueing);
    }

    /** A copy with another result method. */
    public Definition withResultMethod(ResultMethod newMethod) {
        return new Definition(library, function, description, arguments, deviceType, newMethod, result, counter, schema,
            modifies, filters, optimize, state, queueing);
    }
}
