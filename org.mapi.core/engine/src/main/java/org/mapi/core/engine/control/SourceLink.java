package org.mapi.core.engine.control;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultSource;
import org.mapi.result.FieldType;
import org.mapi.result.ResultSchema;

/**
 * The result of a function as another one reads it: live on the same agent, the last published snapshot from elsewhere. A reader
 * on one queue sees the source's instance of the same queue; one that sees all queues, or runs on another device, reads the
 * merged value of all instances.
 */
final class SourceLink implements ResultSource {
    private final AppliedRecord source;
    private final FlowRecord reader;
    private final int queue;
    /** Whether the source can only have one station. */
    private final boolean single;
    private SlotSnapshot snapshot;
    private List<Station> stations = List.of();
    private MergedValue merged;
    private long publications = -1;

    SourceLink(AppliedRecord source, FlowRecord reader, int queue) {
        this.source = source;
        this.reader = reader;
        this.queue = queue;
        this.single = source.flow().device().queues() == 1;
    }

    @Override
    public boolean available() {
        return !source.flow().closing() && source.deletedBy() == null;
    }

    /** The one station to look at; null when there is none or several are to be merged. */
    private Station station() {
        if (single) {
            return source.station();
        }
        final List<Station> there = source.stations();
        if (there.size() < 2) {
            return there.isEmpty() ? null : there.get(0);
        }
        return reader.serial() || reader.device() != source.flow().device() ? null : there.get(queue);
    }

    @Override
    public long value() {
        final Station station = station();
        if (station != null && station.here()) {
            return station.liveValue();
        }
        final int offset = station != null ? station.valueOffset() : offset(schema());
        final SlotSnapshot seen = look(station);
        return seen == null || offset < 0 ? 0 : seen.payload().get(Payloads.LONG, offset);
    }

    @Override
    public long packets() {
        final Station station = station();
        if (station != null && station.here()) {
            return station.seen();
        }
        final SlotSnapshot seen = look(station);
        return seen == null ? 0 : seen.seen();
    }

    private SlotSnapshot look(Station station) {
        if (station == null) {
            return lookAtAll();
        }
        if (snapshot == null || snapshot.payload().byteSize() != station.slot().schema().size()) {
            snapshot = station.slot().newSnapshot();
        }
        // A block that is busy or given up just now: the value read before is as good.
        final ReadOutcome outcome = station.slot().snapshot(snapshot);
        return outcome == ReadOutcome.READ || snapshot.published() ? snapshot : null;
    }

    private SlotSnapshot lookAtAll() {
        final FinalValue last = source.last();
        final List<Station> there = source.stations();
        if (last == null && there.isEmpty()) {
            return null;
        }
        if (last != null) {
            return new MergedValue(last.schema(), last.snapshots()).whole();
        }
        if (merged == null || stations != there) {
            stations = there;
            merged = MergedValue.of(there);
            publications = -1;
        }
        // Values change once a batch, not with each packet.
        final long now = publications(there);
        if (now != publications && merged.look(there)) {
            publications = now;
        }
        return publications < 0 ? null : merged.whole();
    }

    private static long publications(List<Station> there) {
        long sum = 0;
        for (int i = 0; i < there.size(); i++) {
            sum += there.get(i).slot().published();
        }
        return sum;
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
    public int copyTo(MemorySegment target, long at) {
        if (schema().isScalar()) {
            return ResultSource.super.copyTo(target, at);
        }
        final Station station = station();
        if (station != null && station.here()) {
            station.liveValue();
            return copy(station.slot().begin().segment(), target, at);
        }
        final SlotSnapshot seen = look(station);
        return seen == null ? 0 : copy(seen.payload(), target, at);
    }

    private int copy(MemorySegment payload, MemorySegment target, long at) {
        final int length = (int) Math.min(size(), payload.byteSize());
        MemorySegment.copy(payload, 0, target, at, length);
        return length;
    }

    @Override
    public Map<String, Object> map() {
        final Station station = station();
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
