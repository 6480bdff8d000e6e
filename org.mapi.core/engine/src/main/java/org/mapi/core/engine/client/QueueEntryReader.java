package org.mapi.core.engine.client;

import java.time.Duration;
import java.util.Optional;
import org.mapi.EntryReader;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.agent.FaultText;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.FlowReader;
import org.mapi.core.engine.control.OpenReader;
import org.mapi.function.ResultReader;

/**
 * Reads the entries of a function with a queue through the reader that the function brings; goes on when the function's library
 * is replaced. Waits in slices, so that a close or a replacement never waits long for somebody who reads.
 *
 * @param <T> type of the entries
 */
final class QueueEntryReader<T> implements EntryReader<T>, FlowReader {
    private static final long SLICE = 20_000_000L;

    private final AppliedRecord applied;
    private final ResultType<T> type;
    private final OpenReader open;
    private long lost;
    private boolean ended;
    private boolean closed;

    QueueEntryReader(AppliedRecord applied, ResultType<T> type) {
        this.applied = applied;
        this.type = type;
        this.open = new OpenReader(applied);
        applied.addReader(this);
        synchronized (this) {
            current();
        }
    }

    private ResultReader<?> current() {
        try {
            return open.current();
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
        if (closed || ended) {
            return null;
        }
        final ResultReader<?> reader = current();
        if (reader == null) {
            wait(Math.max(1, nanos / 1_000_000));   // its library is being replaced
            return null;
        }
        try {
            final Object value = reader.read(nanos);
            ended = value == null && reader.ended();
            lost = reader.lost();
            return value;
        } catch (RuntimeException | Error e) {
            throw new MapiException(MapiError.MFUNCT_SEM_ERROR, applied.label() + ": reading failed: " + FaultText.of(e));
        }
    }

    @Override
    public synchronized boolean ended() {
        return closed || ended;
    }

    @Override
    public synchronized long lost() {
        return lost;
    }

    @Override
    public synchronized void detach() {
        open.detach();
    }

    @Override
    public void close() {
        applied.removeReader(this);
        end();
    }

    @Override
    public synchronized void end() {
        if (!closed) {
            closed = true;
            open.close();
        }
    }
}
