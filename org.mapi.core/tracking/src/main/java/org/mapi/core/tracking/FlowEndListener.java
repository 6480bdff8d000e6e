package org.mapi.core.tracking;

/** Hears of flows that leave a table without having been removed by its owner. */
@FunctionalInterface
public interface FlowEndListener {
    /**
     * A flow leaves; its key and words can still be read, in this call only. Must not add flows to the table or take any away.
     *
     * @param flow its handle
     * @param end  why
     */
    void ended(int flow, FlowEnd end);
}
