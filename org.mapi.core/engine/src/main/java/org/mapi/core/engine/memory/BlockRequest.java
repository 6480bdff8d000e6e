package org.mapi.core.engine.memory;

import java.util.Objects;
import org.mapi.result.ResultSchema;

/**
 * Room that a function instance needs.
 *
 * @param identity   whose it is
 * @param schema     layout of the result; {@link ResultSchema#NONE} for functions that only count what they see
 * @param stateBytes room for the private state, 0 to 16 MiB
 */
public record BlockRequest(BlockIdentity identity, ResultSchema schema, int stateBytes) {
    /** Largest private state. */
    public static final int MAXIMUM_STATE = 16 << 20;

    /** Room for the private state of a function of the engine: a line of memory, less its header. */
    public static final int USUAL_STATE = 120;

    /** Checks the sizes. */
    public BlockRequest {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(schema, "schema");
        if (stateBytes < 0 || stateBytes > MAXIMUM_STATE) {
            throw new IllegalArgumentException("room for private state must be 0 to " + MAXIMUM_STATE + ": stateBytes="
                + stateBytes);
        }
    }

    /** A block without private state. */
    public BlockRequest(BlockIdentity identity, ResultSchema schema) {
        this(identity, schema, 0);
    }

    long blockLength() {
        return BlockDescriptor.length(schema.size(), stateBytes);
    }
}
