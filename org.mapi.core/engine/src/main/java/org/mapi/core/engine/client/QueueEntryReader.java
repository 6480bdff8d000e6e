package org.mapi.core.engine.client;

import java.time.Duration;
import java.util.Optional;
import org.mapi.EntryReader;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.FaultText;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.function.ResultReader;

/**
 * Reads the entries of a function with a queue through the reader that the function brings. Waits in slices, so that a close
 * never waits long for somebody who reads.
 *
 * @param <T> type of the entries
 */
final class QueueEntryReader<T> implements EntryReader<T> {
    private static final long SLICE = 20_000_000L;

    private final AppliedRecord applied;
    private final ResultType<T> type;
    private final Runnable closer = this::shut;
    private ResultReader<?> reader;
    private int generation;
    private long lostBefore;
    private boolean ended;

    QueueEntryReader(AppliedRecord applied, ResultType<T> type) {
        this.applied = applied;
        this.type = type;
        applied.addReader(closer);
        open();
    }

    private synchronized void open() {
        final Station station = applied.station();
        if (station == null || applied.resources() == null) {
            return;
        }
        generation = applied.resources().generation();
        try {
            reader = station.instance().openReader();
        } catch (RuntimeException | Error e) {
            throw new MapiException(MapiError.MFUNCT_SEM_ERROR, applied.label() + ": reader cannot be opened: "
                + FaultText.of(e));
        }
    }

    @Override
    public Optional<T> poll(Duration timeout) throws InterruptedException {
        final long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            final long left = deadline - System.nanoTime();
            final Object value = read(Math.max(0, Math.min(left, SLICE)));
            if (value != null) {
                return Optional.of(type.entry(value));
            }
            if (left <= 0 || ended()) {
                return Optional.empty();
            }
        }
    }

    private synchronized Object read(long nanos) throws InterruptedException {
        if (ended || reader == null) {
            return null;
        }
        try {
            return reader.read(nanos);
        } catch (RuntimeException | Error e) {
            throw new MapiException(MapiError.MFUNCT_SEM_ERROR, applied.label() + ": reading failed: " + FaultText.of(e));
        }
    }

    @Override
    public synchronized boolean ended() {
        return ended || reader != null && reader.ended();
    }

    @Override
    public synchronized long lost() {
        return lostBefore + (reader == null ? 0 : reader.lost());
    }

    @Override
    public void close() {
        applied.removeReader(closer);
        shut();
    }

    private synchronized void shut() {
        ended = true;
        if (reader != null) {
            lostBefore += reader.lost();
            final ResultReader<?> old = reader;
            reader = null;
            old.close();
        }
    }
}
