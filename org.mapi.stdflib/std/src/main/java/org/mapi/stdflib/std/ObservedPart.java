package org.mapi.stdflib.std;

/** How much of a value THRESHOLD looks at. */
enum ObservedPart {
    /** The low 8 bits, 0 to 255. */
    CHAR,
    /** The low 32 bits, signed. */
    INT,
    /** All 64 bits, signed. */
    LONG;

    /** The part of a number of the original, or null. */
    static ObservedPart of(int number) {
        return number < values().length ? values()[number] : null;
    }

    /** That part of a value. */
    long of(long value) {
        return switch (this) {
            case CHAR -> value & 0xff;
            case INT -> (int) value;
            case LONG -> value;
        };
    }
}
