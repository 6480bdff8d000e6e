package org.mapi.function;

/** Types of function arguments with the original's letters. */
public enum ArgumentType {
    /** Text. */
    STRING('s', "text"),
    /** 32-bit integer. */
    INT('i', "int"),
    /** One character (8 bits in the original; a small number is accepted too). */
    CHAR('c', "character"),
    /** 64-bit integer. */
    LONG('l', "long"),
    /** A flow. */
    FLOW('r', "flow"),
    /** A function applied to a flow. */
    FUNCTION('f', "function"),
    /** File to write: made by the engine when the flow is connected. */
    FILE('w', "file to write"),
    /** List of functions, in text form {@code fid@fd,fid@fd}. */
    FUNCTIONS('S', "list of functions");

    private final char letter;
    private final String title;

    ArgumentType(char letter, String title) {
        this.letter = letter;
        this.title = title;
    }

    /** The letter in the original's argument descriptions. */
    public char letter() {
        return letter;
    }

    /** Name for people. */
    public String title() {
        return title;
    }

    /**
     * The type of a letter.
     *
     * @return the type or null
     */
    public static ArgumentType of(char letter) {
        for (ArgumentType type : values()) {
            if (type.letter == letter) {
                return type;
            }
        }
        return null;
    }
}
