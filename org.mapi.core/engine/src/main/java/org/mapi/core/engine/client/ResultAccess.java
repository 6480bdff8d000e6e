package org.mapi.core.engine.client;

import java.time.Instant;
import java.util.Optional;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.FunctionStatus;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.StationState;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.core.engine.control.FinalValue;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.function.Definition;
import org.mapi.function.ResultMethod;
import org.mapi.result.Result;
import org.mapi.result.ResultSchema;

/** Reads results: of connected flows from result memory, of closed ones the final value. */
final class ResultAccess {
    private static final int ATTEMPTS = 8;

    private ResultAccess() { }

    /** What was read and how it is laid out. */
    private record Reading(SlotSnapshot snapshot, ResultSchema schema) { }

    static <T> Result<T> read(EngineCore core, AppliedRecord applied, ResultType<T> type) {
        final Reading reading = reading(core, applied);
        requireResult(applied.definition());
        final T value = type.decode(reading.snapshot().payload(), reading.schema());
        return result(applied, reading.snapshot(), value);
    }

    /** A result without a value: the counters of a function whose results come one by one. */
    static <T> Result<T> entry(EngineCore core, AppliedRecord applied, T value) {
        return result(applied, reading(core, applied).snapshot(), value);
    }

    private static <T> Result<T> result(AppliedRecord applied, SlotSnapshot snapshot, T value) {
        final boolean counted = snapshot.published();
        return new Result<>(value, Instant.now(), snapshot.captureTime(),
            "localhost:" + applied.flow().device().entry().name(),
            counted ? Math.max(0, snapshot.seen() - applied.seenBefore()) : 0,
            counted ? Math.max(0, snapshot.passed() - applied.passedBefore()) : 0,
            counted ? Math.max(0, snapshot.missed() - applied.missedBefore()) : 0);
    }

    static Optional<Object> peek(EngineCore core, AppliedRecord applied) {
        final ResultMethod method = applied.definition().resultMethod();
        if (method == ResultMethod.NONE || method == ResultMethod.FUNCT || applied.station() == null && applied.last() == null) {
            return Optional.empty();
        }
        final Reading reading = reading(core, applied);
        return Optional.ofNullable(reading.schema().view(reading.snapshot().payload()));
    }

    static void requireResult(Definition definition) {
        if (definition.resultMethod() == ResultMethod.NONE || definition.schema() == null
            || definition.schema().fields().isEmpty() && definition.resultMethod() != ResultMethod.FUNCT) {
            throw new MapiException(MapiError.MAPI_NO_RESULT, definition.qualifiedName() + " has no result");
        }
    }

    /** Checks that the function is there to be read. */
    static void require(AppliedRecord applied) {
        if (applied.deletedBy() != null) {
            throw new MapiException(MapiError.MAPI_SOURCE_CLOSED, applied.label() + " was deleted from its flow by "
                + applied.deletedBy().label());
        }
        final Station station = applied.station();
        if (station == null && applied.last() == null) {
            throw new MapiException(MapiError.MAPI_FLOW_NOT_CONNECTED, "flow " + applied.flow().id() + " is not connected");
        }
        if (station != null && station.state() == StationState.QUARANTINED) {
            throw new MapiException(MapiError.MAPI_FUNCTION_QUARANTINED, applied.label() + " is "
                + FunctionStatus.QUARANTINED + ": " + station.detail());
        }
    }

    private static Reading reading(EngineCore core, AppliedRecord applied) {
        require(applied);
        if (applied.definition().resultMethod() == ResultMethod.IPC && applied.station() != null && !AgentRunner.onAgent()) {
            core.compute(applied);
            require(applied);
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            final Station station = applied.station();
            final FinalValue last = applied.last();
            if (last != null) {
                return new Reading(last.snapshot(), last.schema());
            }
            if (station != null) {
                final SlotSnapshot snapshot = station.slot().newSnapshot();
                final ReadOutcome outcome = station.slot().snapshot(snapshot);
                if (outcome == ReadOutcome.READ) {
                    return new Reading(snapshot, station.slot().schema());
                }
            }
            // Closed or replaced just now: the next look finds the final value or the new block.
            Thread.yield();
        }
        throw new MapiException(MapiError.MAPI_RESULT_BUSY, "result of " + applied.label()
            + " was being written each time it was read; try again");
    }
}
