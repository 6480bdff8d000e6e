package org.mapi.core.engine.memory;

/** State of a function as its directory entry shows it. */
public enum SlotState {
    /** The entry is not in use. */
    FREE(0),
    /** Packets are processed. */
    ACTIVE(1),
    /** The function's provider is gone; packets are counted as missed. */
    SUSPENDED(2),
    /** The function threw; packets are counted as missed. */
    QUARANTINED(3),
    /** The device has no more packets; the value is final. */
    FINISHED(4),
    /** The flow was closed; the value is final and the entry is about to be given up. */
    CLOSED(5);

    private final int number;

    SlotState(int number) {
        this.number = number;
    }

    /** The number in memory. */
    public int number() {
        return number;
    }
}
