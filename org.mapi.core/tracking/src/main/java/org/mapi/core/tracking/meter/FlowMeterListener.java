package org.mapi.core.tracking.meter;

/** Hears of flows that are to be reported. */
@FunctionalInterface
public interface FlowMeterListener {
    /**
     * A flow is reported. Its account can be read from the meter in this call only.
     *
     * @param meter  the meter
     * @param flow   the flow's handle
     * @param reason why
     */
    void report(FlowMeter meter, int flow, FlowReason reason);
}
