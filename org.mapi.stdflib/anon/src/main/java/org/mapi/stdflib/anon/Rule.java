package org.mapi.stdflib.anon;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.mapi.MapiException;

/**
 * What ANONYMIZE is to do: {@code PROTOCOL,FIELD,FUNCTION[,parameters]}, without blanks around commas, names as they are.
 *
 * @param protocol   which packets
 * @param field      which field of them
 * @param function   what becomes of it
 * @param parameters of the function, as given
 */
record Rule(RuleProtocol protocol, RuleField field, RuleFunction function, List<String> parameters) {
    /** Functions whose last parameter may hold commas. */
    private static final int NO_LIMIT = -1;

    /**
     * Reads a rule.
     *
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_1 for a wrong protocol, _2 for a field that is unknown or not one of the
     *     protocol, _3 for a function that is unknown or not for the field, _4 for wrong parameters: the numbers of the original,
     *     though it is one argument
     */
    static Rule parse(String text) {
        final List<String> words = new ArrayList<>(Arrays.asList(text.split(",", NO_LIMIT)));
        final RuleProtocol protocol = find(RuleProtocol.values(), words, 0);
        if (protocol == null) {
            throw MapiException.argument(1, "rule: protocol", word(words, 0), names(RuleProtocol.values()));
        }
        final RuleField field = find(RuleField.values(), words, 1);
        if (field == null || !field.group().allowed(protocol)) {
            throw MapiException.argument(2, "rule: field", word(words, 1), "a field of " + protocol + ": " + names(Arrays.stream(
                RuleField.values()).filter(one -> one.group().allowed(protocol)).toArray()));
        }
        final RuleFunction function = find(RuleFunction.values(), words, 2);
        if (function == null) {
            throw MapiException.argument(3, "rule: function", word(words, 2), names(RuleFunction.values()));
        }
        final String objection = function.objection(field);
        if (objection != null) {
            throw MapiException.argument(3, "rule: function", word(words, 2), "for " + field + " " + objection);
        }
        return new Rule(protocol, field, function, words.subList(3, words.size()));
    }

    private static String word(List<String> words, int index) {
        return index < words.size() ? words.get(index) : "";
    }

    private static <E extends Enum<E>> E find(E[] values, List<String> words, int index) {
        return Arrays.stream(values).filter(value -> value.name().equals(word(words, index))).findFirst().orElse(null);
    }

    private static String names(Object[] values) {
        return Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", "));
    }

    /** The error for parameters of the function. */
    MapiException wrongParameters(String expected) {
        return MapiException.argument(4, "rule: parameters of " + function, String.join(",", parameters), expected);
    }

    /** The parameters, which have to be so many. */
    List<String> parameters(int count, String expected) {
        if (parameters.size() != count) {
            throw wrongParameters(expected);
        }
        return parameters;
    }
}
