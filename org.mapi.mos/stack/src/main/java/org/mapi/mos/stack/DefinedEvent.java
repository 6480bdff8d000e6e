package org.mapi.mos.stack;

import org.mapi.mos.EventFilter;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.UserEvent;

/** A user-defined event; the same object for all that define it with the same base and filter. */
final class DefinedEvent implements UserEvent {
    private final long number;
    private final FlowEvent base;
    private final String label;
    final EventFilter filter;
    final EventForest forest;
    /** Guarded by the forest. */
    boolean isForgotten;

    DefinedEvent(long number, FlowEvent base, EventFilter filter, String label, EventForest forest) {
        this.number = number;
        this.base = base;
        this.filter = filter;
        this.label = label;
        this.forest = forest;
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
