package org.mapi.core.tracking;

/** Why a flow left its table. */
public enum FlowEnd {
    /** Nothing came for the idle timeout of its class. */
    IDLE,
    /** The table was full and this flow had been idle longest. */
    EVICTED,
    /** The owner emptied the table ({@link FlowTable#removeAll()}). */
    FLUSHED
}
