package org.mapi.function;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceType;

/** Reads a definition from service properties. */
final class DefinitionProperties {
    private final Map<String, ?> properties;

    DefinitionProperties(Map<String, ?> properties) {
        this.properties = properties;
    }

    Definition definition() {
        final List<ArgumentDescription> arguments = new ArrayList<>();
        texts("arguments").forEach(text -> arguments.add(ArgumentDescription.parse(text)));
        return new Definition(required("library"), required("function"), text("description", ""), arguments,
            text("deviceType", DeviceType.ALL), choice("resultMethod", ResultMethod.SHM), text("result", Long.class.getName()),
            flag("counter"), null, flag("modifies"), flag("filters"), choice("optimize", Optimize.NONE),
            choice("state", State.NONE), choice("queueing", Queueing.SERIAL));
    }

    private String required(String member) {
        final String value = text(member, null);
        if (value == null) {
            throw wrong(member, null, "a name");
        }
        return value;
    }

    private String text(String member, String fallback) {
        final Object value = properties.get(FunctionDefinition.PREFIX_ + member);
        return value == null ? fallback : value.toString();
    }

    private boolean flag(String member) {
        final Object value = properties.get(FunctionDefinition.PREFIX_ + member);
        return value != null && Boolean.parseBoolean(value.toString());
    }

    private List<String> texts(String member) {
        final Object value = properties.get(FunctionDefinition.PREFIX_ + member);
        // no switch over types: the JVM would make a class for it at each start
        if (value instanceof String[] array) {
            return Arrays.asList(array);
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream().map(String::valueOf).toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }

    private <E extends Enum<E>> E choice(String member, E fallback) {
        final String value = text(member, null);
        if (value == null) {
            return fallback;
        }
        final E[] choices = fallback.getDeclaringClass().getEnumConstants();
        for (E choice : choices) {
            if (choice.name().equals(value)) {
                return choice;
            }
        }
        throw wrong(member, value, "one of " + Arrays.toString(choices));
    }

    private static MapiException wrong(String member, String value, String expected) {
        return new MapiException(MapiError.MFUNCT_INVALID_ARGUMENT_DESCRIPTOR, "function definition: property "
            + FunctionDefinition.PREFIX_ + member + " is " + value + ", expected " + expected);
    }
}
