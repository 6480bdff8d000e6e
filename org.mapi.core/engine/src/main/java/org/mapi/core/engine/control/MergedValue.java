package org.mapi.core.engine.control;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.memory.ReadOutcome;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.result.ResultSchema;

/**
 * What the instances of one function have published, one for each queue, as one value: merged by the rules of the result type,
 * or, where it has none, the value of the queue whose packet came last. Used by one thread at a time.
 */
public final class MergedValue {
    private final ResultSchema schema;
    private final List<SlotSnapshot> snapshots;
    private final SlotSnapshot whole;

    /**
     * Of values that were read.
     *
     * @param schema    their layout
     * @param snapshots one per queue, at least one
     */
    public MergedValue(ResultSchema schema, List<SlotSnapshot> snapshots) {
        this.schema = schema;
        this.snapshots = snapshots;
        this.whole = snapshots.size() == 1 ? snapshots.get(0) : new SlotSnapshot(schema.size());
        merge();
    }

    /** For stations that are to be looked at. */
    static MergedValue of(List<Station> stations) {
        return new MergedValue(stations.get(0).slot().schema(), new ArrayList<>(stations.stream()
            .map(station -> station.slot().newSnapshot()).toList()));
    }

    /** Reads what the stations have published; false when that was not possible now. */
    boolean look(List<Station> stations) {
        for (int i = 0; i < stations.size(); i++) {
            final int size = stations.get(i).slot().schema().size();
            if (size != schema.size() || stations.get(i).slot().snapshot(snapshots.get(i)) != ReadOutcome.READ) {
                return false;
            }
        }
        merge();
        return true;
    }

    private void merge() {
        if (snapshots.size() == 1) {
            return;
        }
        // A queue without packets says nothing, as long as another one has some: its smallest value would be zero.
        final boolean some = snapshots.stream().anyMatch(snapshot -> snapshot.seen() > 0);
        final List<SlotSnapshot> order = snapshots.stream().filter(snapshot -> !some || snapshot.seen() > 0)
            .sorted(Comparator.comparingLong(SlotSnapshot::captureTime)).toList();
        whole.copyFrom(order.get(order.size() - 1));
        if (schema.mergeable()) {
            whole.copyFrom(order.get(0));
            for (SlotSnapshot next : order.subList(1, order.size())) {
                schema.merge(whole.payload(), next.payload());
            }
        }
        whole.count(snapshots);
    }

    /** All of it: value, latest times, counters of all queues together. */
    public SlotSnapshot whole() {
        return whole;
    }
}
