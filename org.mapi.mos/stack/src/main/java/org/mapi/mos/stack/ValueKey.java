package org.mapi.mos.stack;

import java.util.function.Consumer;
import org.mapi.mos.FlowKey;

/** A place for values of one application in flows of one worker. */
final class ValueKey<T> implements FlowKey<T> {
    final MonitorSocket monitor;
    final int number;
    /** By which a successor finds its values; empty where they go with the application. */
    final String name;
    private final Class<T> type;
    private final Consumer<? super T> release;

    ValueKey(MonitorSocket monitor, int number, String name, Class<T> type, Consumer<? super T> release) {
        this.monitor = monitor;
        this.number = number;
        this.name = name;
        this.type = type;
        this.release = release;
    }

    /** The same place for the values of a successor. */
    ValueKey<T> of(MonitorSocket successor) {
        return new ValueKey<>(successor, number, name, type, release);
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
