package org.mapi;

/** State of a flow, with the original's numbers. */
public enum FlowStatus {
    /** Created, not connected (FLOW_INIT). */
    INIT(0),
    /** Connected, sees packets (FLOW_ACTIVE). */
    ACTIVE(1),
    /** Its source was read completely (FLOW_FINISHED). */
    FINISHED(2),
    /** Closed (FLOW_CLOSED). */
    CLOSED(3),
    /** Connected, but packets do not get through: a function or the device is missing. New here. */
    SUSPENDED(4);

    private final int number;

    FlowStatus(int number) {
        this.number = number;
    }

    /** The original's number. */
    public int number() {
        return number;
    }
}
