package org.mapi.mos.stack;

import java.util.function.Consumer;
import org.mapi.mos.FlowKey;

/** A place for values of one application in flows of one worker. */
final class ValueKey<T> implements FlowKey<T> {
    final MonitorSocket monitor;
    final int number;
    private final Class<T> type;
    private final Consumer<? super T> release;

    ValueKey(MonitorSocket monitor, int number, Class<T> type, Consumer<? super T> release) {
        this.monitor = monitor;
        this.number = number;
        this.type = type;
        this.release = release;
    }

    @Override
    public Class<T> type() {
        return type;
    }

    /** Gives a value back to its application. */
    void release(Object value) {
        release.accept(type.cast(value));
    }
}
