package org.mapi.function;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * The arguments of one use of a function: as many as the definition says, each of its declared type, defaults filled in.
 * Immutable. Positions count from 0; error numbers of the original count from 1.
 */
public final class Arguments {
    private final List<ArgumentDescription> descriptions;
    private final List<Object> values;

    /**
     * Made by the engine after it has checked number and types.
     *
     * @param descriptions the declared arguments
     * @param values       String, Integer, Character, Long, {@link FlowReference}, {@link FunctionReference}, Path or
     *                     List of FunctionReference, as declared
     */
    public Arguments(List<ArgumentDescription> descriptions, List<Object> values) {
        this.descriptions = List.copyOf(descriptions);
        this.values = List.copyOf(values);
        if (descriptions.size() != values.size()) {
            throw new IllegalArgumentException("arguments: declared=" + descriptions.size() + ", given=" + values.size());
        }
    }

    /** How many there are. */
    public int count() {
        return values.size();
    }

    /** Text (s). */
    public String text(int position) {
        return (String) value(position, ArgumentType.STRING);
    }

    /** Integer (i). */
    public int integer(int position) {
        return (Integer) value(position, ArgumentType.INT);
    }

    /** Long (l). */
    public long longInteger(int position) {
        return (Long) value(position, ArgumentType.LONG);
    }

    /** Character (c): one that was given as a number is the character of that code. */
    public char character(int position) {
        return (Character) value(position, ArgumentType.CHAR);
    }

    /** Flow (r). */
    public FlowReference flow(int position) {
        return (FlowReference) value(position, ArgumentType.FLOW);
    }

    /** Function (f). */
    public FunctionReference function(int position) {
        return (FunctionReference) value(position, ArgumentType.FUNCTION);
    }

    /** File to write (w), as it was given. Resolve it at init with {@link InstanceContext#file}. */
    public Path file(int position) {
        return (Path) value(position, ArgumentType.FILE);
    }

    /** List of functions (S). */
    @SuppressWarnings("unchecked")
    public List<FunctionReference> functions(int position) {
        return (List<FunctionReference>) value(position, ArgumentType.FUNCTIONS);
    }

    /** The declared arguments. */
    public List<ArgumentDescription> descriptions() {
        return descriptions;
    }

    /** All values, in order. */
    public List<Object> values() {
        return values;
    }

    private Object value(int position, ArgumentType type) {
        Objects.checkIndex(position, values.size());
        final ArgumentDescription description = descriptions.get(position);
        if (description.type() != type) {
            throw new IllegalArgumentException("argument is declared with another type: position=" + position + ", name="
                + description.name() + ", declared=" + description.type() + ", asked=" + type);
        }
        return values.get(position);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Arguments that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
