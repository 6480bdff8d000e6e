package org.mapi.core.engine.control;

import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.control.KeepingQueue.KeptReader;
import org.mapi.function.ResultReader;
import org.mapi.result.QueueReader;

/**
 * The reader that a library brought for a function with a queue, for one client. Not thread-safe; the client's handle locks.
 */
public final class OpenReader {
    private final AppliedRecord applied;
    private ResultReader<?> reader;
    private KeptReader opened;
    private QueueReader kept;
    private int generation;

    /** A reader of a function; not open yet. */
    public OpenReader(AppliedRecord applied) {
        this.applied = applied;
    }

    /** The library's reader of the instance that works now; null while there is none. Calls the library when it has to open. */
    public ResultReader<?> current() {
        final InstanceResources resources = applied.resources();
        if (resources == null || reader != null && generation == resources.generation()) {
            return reader;
        }
        final Station station = applied.station();
        if (station == null || !applied.working()) {
            return null;
        }
        detach();
        generation = resources.generation();
        try {
            reader = resources.open(kept, () -> station.instance().openReader(), made -> opened = made);
        } catch (RuntimeException | Error e) {
            if (applied.working()) {
                throw e;
            }
            return null;   // its library has gone just now
        }
        kept = null;
        return reader;
    }

    /** Gives the library's reader back but keeps the place in the ring. */
    public void detach() {
        if (reader == null) {
            return;
        }
        final ResultReader<?> old = reader;
        reader = null;
        if (opened != null) {
            kept = opened.keep();
            opened = null;
        }
        Cleanup.of(applied.label(), old::close);
    }

    /** Closes everything. */
    public void close() {
        final ResultReader<?> old = reader;
        reader = null;
        if (old != null) {
            Cleanup.of(applied.label(), old::close);
        }
        if (kept != null) {
            kept.close();
            kept = null;
        }
    }
}
