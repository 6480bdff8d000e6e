package org.mapi.core.engine.control;

import java.util.List;
import org.mapi.core.engine.memory.SlotSnapshot;
import org.mapi.result.ResultSchema;

/**
 * The last value of a function whose flow is closed.
 *
 * @param snapshots  what was published last, one per station
 * @param schema     its layout
 * @param lastReturn what the function returned last
 */
public record FinalValue(List<SlotSnapshot> snapshots, ResultSchema schema, int lastReturn) {
    /** Copies the list. */
    public FinalValue {
        snapshots = List.copyOf(snapshots);
    }
}
