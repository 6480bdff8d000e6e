package org.mapi.stdflib.std;

/** When an observation of THRESHOLD is an event. */
enum Bound {
    /** The observation is the threshold. */
    EQUAL(0, false),
    /** It is greater. */
    GREATER(1, false),
    /** It is less. */
    LESS(2, false),
    /** Its difference to the one before is the threshold. */
    DIFFERENCE_EQUAL(4, true),
    /** That is greater. */
    DIFFERENCE_GREATER(8, true),
    /** That is less. */
    DIFFERENCE_LESS(16, true);

    private final int number;
    private final boolean difference;

    Bound(int number, boolean difference) {
        this.number = number;
        this.difference = difference;
    }

    /** The bound of a number of the original, or null. */
    static Bound of(int number) {
        for (Bound bound : values()) {
            if (bound.number == number) {
                return bound;
            }
        }
        return null;
    }

    /** Whether differences between observations are compared. */
    boolean difference() {
        return difference;
    }

    /** Whether a value meets the bound. */
    boolean meets(long value, long threshold) {
        return switch (this) {
            case EQUAL, DIFFERENCE_EQUAL -> value == threshold;
            case GREATER, DIFFERENCE_GREATER -> value > threshold;
            case LESS, DIFFERENCE_LESS -> value < threshold;
        };
    }
}
