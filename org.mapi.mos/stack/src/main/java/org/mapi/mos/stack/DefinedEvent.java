package org.mapi.mos.stack;

import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.UserEvent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user-defined event; the same object for all that define it with the same base and filter. */
final class DefinedEvent implements UserEvent {
    private static final Logger LOG = LoggerFactory.getLogger(DefinedEvent.class);

    private final long number;
    private final FlowEvent base;
    private final String label;
    final EventFilter filter;
    final EventForest forest;
    /** Whether it was made by a definition that any application may use. */
    private final boolean shared;
    private final AtomicInteger faults = new AtomicInteger();
    private volatile String quarantine = "";
    /** Guarded by the forest. */
    boolean isForgotten;

    DefinedEvent(long number, FlowEvent base, EventFilter filter, String label, boolean shared,
            EventForest forest) {
        this.number = number;
        this.base = base;
        this.filter = filter;
        this.label = label;
        this.shared = shared;
        this.forest = forest;
    }

    boolean isShared() {
        return shared;
    }

    /** Its filter has thrown too often: it is not raised any more. */
    boolean isQuarantined() {
        return !quarantine.isEmpty();
    }

    /** Why it is not raised any more; empty if it is. */
    String quarantine() {
        return quarantine;
    }

    /** An exception of its filter: counted, and at last the end of its being asked. Any worker. */
    void fault(Throwable fault) {
        if (faults.incrementAndGet() == MonitorSocket.MOST_FAULTS) {
            quarantine = MonitorSocket.MOST_FAULTS + " exceptions, the last one: " + MonitorSocket.describe(fault);
            LOG.warn("mos: event {} is not raised any more: {}", label, quarantine, fault);
        }
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public FlowEvent base() {
        return base;
    }

    @Override
    public String toString() {
        return label;
    }
}
