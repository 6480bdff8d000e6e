package org.mapi.core.engine.client;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.FunctionStatus;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.agent.StationState;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.Counts;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.core.engine.control.FinalValue;
import org.mapi.core.engine.control.MergedValue;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.ResultSlot;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.function.Definition;
import org.mapi.function.ResultMethod;
import org.mapi.result.Result;
import org.mapi.result.ResultSchema;

/** Reads results: of connected flows from result memory, of closed ones the final value. */
final class ResultAccess {
    private static final int ATTEMPTS = 200;
    /** So many at once: the agent may need only a moment. Then some 0.1 ms each, as it may have lost its processor. */
    private static final int ATTEMPTS_AT_ONCE = 8;
    private static final long PAUSE_NANOS = 100_000;

    private ResultAccess() { }

    /**
     * What was read, one for each queue that has an instance of its own, and how it is laid out. The snapshots are given back to
     * the slots when they have been decoded; none for a final value, which stays.
     */
    private record Reading(List<SlotSnapshot> snapshots, ResultSchema schema, List<ResultSlot> slots) {
        void giveBack() {
            for (int i = 0; i < slots.size(); i++) {
                slots.get(i).giveBack(snapshots.get(i));
            }
        }

        SlotSnapshot whole() {
            return new MergedValue(schema, snapshots).whole();
        }

        /** Whether the values of the queues stay apart. */
        boolean listed() {
            return snapshots.size() > 1 && !schema.mergeable() && !schema.fields().isEmpty();
        }
    }

    static <T> Result<T> read(EngineCore core, AppliedRecord applied, ResultType<T> type) {
        final Reading reading = reading(core, applied);
        requireResult(applied.definition());
        try {
            final SlotSnapshot whole = reading.whole();
            return result(applied, reading, whole, type.decode(whole.payload(), reading.schema()));
        } finally {
            reading.giveBack();
        }
    }

    /** One result; one per queue where the type cannot be merged. */
    static <T> List<Result<T>> readAll(EngineCore core, AppliedRecord applied, ResultType<T> type) {
        final Reading reading = reading(core, applied);
        requireResult(applied.definition());
        if (!reading.listed()) {
            final SlotSnapshot whole = reading.whole();
            return List.of(result(applied, reading, whole, type.decode(whole.payload(), reading.schema())));
        }
        final List<Result<T>> all = new ArrayList<>();
        for (int queue = 0; queue < reading.snapshots().size(); queue++) {
            final SlotSnapshot one = reading.snapshots().get(queue);
            all.add(result(sensor(applied) + "#" + queue, one, applied.counts(queue, one),
                type.decode(one.payload(), reading.schema())));
        }
        return all;
    }

    /** A result without a value: the counters of a function whose results come one by one. */
    static <T> Result<T> entry(EngineCore core, AppliedRecord applied, T value) {
        final Reading reading = reading(core, applied);
        return result(applied, reading, reading.whole(), value);
    }

    private static <T> Result<T> result(AppliedRecord applied, Reading reading, SlotSnapshot whole, T value) {
        Counts counts = Counts.NOTHING;
        for (int i = 0; i < reading.snapshots().size(); i++) {
            counts = counts.plus(applied.counts(i, reading.snapshots().get(i)));
        }
        return result(sensor(applied), whole, counts, value);
    }

    private static <T> Result<T> result(String sensor, SlotSnapshot snapshot, Counts counts, T value) {
        return new Result<>(value, Instant.now(), snapshot.captureTime(), sensor, counts.seen(), counts.passed(),
            counts.missed());
    }

    private static String sensor(AppliedRecord applied) {
        return "localhost:" + applied.flow().device().entry().name();
    }

    static Optional<Object> peek(EngineCore core, AppliedRecord applied) {
        final ResultMethod method = applied.definition().resultMethod();
        if (method == ResultMethod.NONE || method == ResultMethod.FUNCT || applied.station() == null && applied.last() == null) {
            return Optional.empty();
        }
        final Reading reading = reading(core, applied);
        if (reading.listed()) {
            return Optional.of(reading.snapshots().stream().map(one -> reading.schema().view(one.payload())).toList());
        }
        return Optional.ofNullable(reading.schema().view(reading.whole().payload()));
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
        for (Station one : applied.stations()) {
            if (one.state() == StationState.QUARANTINED) {
                throw new MapiException(MapiError.MAPI_FUNCTION_QUARANTINED, applied.label() + " is "
                    + FunctionStatus.QUARANTINED + ": " + one.detail());
            }
        }
    }

    private static Reading reading(EngineCore core, AppliedRecord applied) {
        require(applied);
        if (applied.definition().resultMethod() == ResultMethod.IPC && applied.station() != null && !AgentRunner.onAgent()) {
            core.compute(applied);
            require(applied);
        }
        for (int i = 0; i < ATTEMPTS; i++) {
            final List<Station> stations = applied.stations();
            final FinalValue last = applied.last();
            if (last != null) {
                return new Reading(last.snapshots(), last.schema(), List.of());
            }
            if (!stations.isEmpty()) {
                final Reading read = stations.size() == 1 ? one(stations.get(0).slot()) : all(stations);
                if (read != null) {
                    return read;
                }
            }
            // Closed or replaced just now: the next look finds the final value or the new block.
            if (i < ATTEMPTS_AT_ONCE) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
        throw new MapiException(MapiError.MAPI_RESULT_BUSY, "result of " + applied.label()
            + " was being written each time it was read; try again");
    }

    private static Reading one(ResultSlot slot) {
        final SlotSnapshot snapshot = slot.borrow();
        return slot.snapshot(snapshot) == ReadOutcome.READ ? new Reading(List.of(snapshot), slot.schema(), List.of(slot)) : null;
    }

    /** What the stations have published; null when one could not be read or has another layout by now. */
    private static Reading all(List<Station> stations) {
        final ResultSchema schema = stations.get(0).slot().schema();
        final List<SlotSnapshot> read = new ArrayList<>(stations.size());
        final List<ResultSlot> slots = new ArrayList<>(stations.size());
        for (Station station : stations) {
            final ResultSlot slot = station.slot();
            final SlotSnapshot snapshot = slot.borrow();
            if (slot.schema().id() != schema.id() || slot.snapshot(snapshot) != ReadOutcome.READ) {
                return null;
            }
            read.add(snapshot);
            slots.add(slot);
        }
        return new Reading(read, schema, slots);
    }
}
