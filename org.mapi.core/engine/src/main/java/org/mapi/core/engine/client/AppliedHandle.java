package org.mapi.core.engine.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mapi.Applied;
import org.mapi.EntryReader;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.Descriptions;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.function.ResultMethod;
import org.mapi.result.Result;

/**
 * An applied function in the hand of its flow's owner.
 *
 * @param <T> type of the result
 */
final class AppliedHandle<T> implements Applied<T> {
    private static final Duration SLICE = Duration.ofMillis(100);

    private final EngineCore core;
    private final FlowHandle flow;
    private final AppliedRecord applied;
    private final ResultType<T> type;
    private QueueEntryReader<T> reader;

    AppliedHandle(EngineCore core, FlowHandle flow, AppliedRecord applied, ResultType<T> type) {
        this.core = core;
        this.flow = flow;
        this.applied = applied;
        this.type = type;
    }

    @Override
    public int id() {
        return applied.reference().id();
    }

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public Result<T> read() {
        if (applied.definition().resultMethod() == ResultMethod.FUNCT) {
            ResultAccess.require(applied);
            return ResultAccess.entry(core, applied, next().orElse(null));
        }
        return ResultAccess.read(core, applied, type);
    }

    private Optional<T> next() {
        try {
            return own().poll(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    @Override
    public List<Result<T>> readAll() {
        return applied.definition().resultMethod() == ResultMethod.FUNCT ? List.of(read())
            : ResultAccess.readAll(core, applied, type);
    }

    @Override
    public Optional<T> poll(Duration timeout) throws InterruptedException {
        return own().poll(timeout);
    }

    @Override
    public long loop(long count, Consumer<? super T> consumer) throws InterruptedException {
        if (consumer == null) {
            throw MapiException.argument(4, "consumer", null, "what is to be done with each entry");
        }
        final QueueEntryReader<T> entries = own();
        long handed = 0;
        while (count <= 0 || handed < count) {
            final Optional<T> entry = entries.poll(SLICE);
            if (entry.isPresent()) {
                consumer.accept(entry.get());
                handed++;
            } else if (entries.ended()) {
                break;
            }
        }
        return handed;
    }

    @Override
    public EntryReader<T> openReader() {
        requireQueue();
        ResultAccess.require(applied);
        return new QueueEntryReader<>(applied, type);
    }

    private synchronized QueueEntryReader<T> own() {
        requireQueue();
        if (reader == null) {
            ResultAccess.require(applied);
            reader = new QueueEntryReader<>(applied, type);
        }
        return reader;
    }

    private void requireQueue() {
        if (applied.definition().resultMethod() != ResultMethod.FUNCT) {
            throw new MapiException(MapiError.MAPI_NO_RESULT, applied.definition().qualifiedName()
                + " has no queue of entries, read its result");
        }
    }

    @Override
    public synchronized boolean ended() {
        if (applied.definition().resultMethod() != ResultMethod.FUNCT) {
            return false;
        }
        return reader == null ? applied.last() != null : reader.ended();
    }

    @Override
    public synchronized long lost() {
        return reader == null ? 0 : reader.lost();
    }

    @Override
    public void reset() {
        ResultAccess.require(applied);
        core.reset(applied);
    }

    @Override
    public FunctionInformation information() {
        return Descriptions.function(applied);
    }

    @Override
    public String toString() {
        return applied.label();
    }
}
