package org.mapi.core.tracking.meter;

/** Why a flow is reported; the numbers are those of IPFIX (flowEndReason, element 136). */
public enum FlowReason {
    /** Nothing came for the idle timeout. */
    IDLE_TIMEOUT(1),
    /** It has lasted for the active timeout; it goes on, with counters that begin anew. */
    ACTIVE_TIMEOUT(2),
    /** The TCP connection ended, or another one began on the same ports. */
    END_OF_FLOW(3),
    /** The source ended, or the function was closed. */
    FORCED_END(4),
    /** The table was full and others were more recent. */
    LACK_OF_RESOURCES(5);

    private final int number;

    FlowReason(int number) {
        this.number = number;
    }

    /** The number in IPFIX. */
    public int number() {
        return number;
    }
}
