package org.mapi.core.engine.control;

import java.util.Map;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultSource;
import org.mapi.result.FieldType;
import org.mapi.result.ResultSchema;

/** The result of a function as another one reads it: live on the same agent, the last published snapshot from elsewhere. */
final class SourceLink implements ResultSource {
    private final AppliedRecord source;
    private SlotSnapshot snapshot;

    SourceLink(AppliedRecord source) {
        this.source = source;
    }

    @Override
    public boolean available() {
        return !source.flow().closing() && source.deletedBy() == null;
    }

    @Override
    public long value() {
        final Station station = source.station();
        if (station != null && station.here()) {
            return station.liveValue();
        }
        final SlotSnapshot seen = look(station);
        final int offset = station != null ? station.valueOffset() : offset(schema());
        return seen == null || offset < 0 ? 0 : seen.payload().get(Payloads.LONG, offset);
    }

    @Override
    public long packets() {
        final Station station = source.station();
        if (station != null && station.here()) {
            return station.seen();
        }
        final SlotSnapshot seen = look(station);
        return seen == null ? 0 : seen.seen();
    }

    private SlotSnapshot look(Station station) {
        if (station == null) {
            return source.last() == null ? null : source.last().snapshot();
        }
        if (snapshot == null || snapshot.payload().byteSize() != station.slot().schema().size()) {
            snapshot = station.slot().newSnapshot();
        }
        // A block that is busy or given up just now: the value read before is as good.
        final ReadOutcome outcome = station.slot().snapshot(snapshot);
        return outcome == ReadOutcome.READ || snapshot.published() ? snapshot : null;
    }

    @Override
    public void reset() {
        source.flow().device().resetFromAgent(source);
    }

    @Override
    public int size() {
        return schema().size();
    }

    @Override
    public Map<String, Object> map() {
        final Station station = source.station();
        if (station != null && station.here()) {
            station.liveValue();
            return schema().map(station.slot().begin().segment());
        }
        final SlotSnapshot seen = look(station);
        return seen == null ? Map.of() : schema().map(seen.payload());
    }

    @Override
    public FunctionReference reference() {
        return source.reference();
    }

    private ResultSchema schema() {
        final ResultSchema schema = source.definition().schema();
        return schema == null ? ResultSchema.NONE : schema;
    }

    private static int offset(ResultSchema schema) {
        return schema.fields().stream().filter(field -> field.type() == FieldType.I64).mapToInt(field -> field.offset())
            .findFirst().orElse(-1);
    }
}
