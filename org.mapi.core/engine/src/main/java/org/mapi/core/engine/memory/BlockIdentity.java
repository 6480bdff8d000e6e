package org.mapi.core.engine.memory;

import java.util.Objects;

/**
 * What a directory entry says about a block.
 *
 * @param flow     number of the flow
 * @param applied  number of the applied function, unique within the flow
 * @param function name, cut at 55 bytes of UTF-8
 * @param library  name, cut at 63 bytes
 * @param version  version of the library's bundle, cut at 31 bytes
 */
public record BlockIdentity(int flow, int applied, String function, String library, String version) {
    /** Checks for null. */
    public BlockIdentity {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(library, "library");
        Objects.requireNonNull(version, "version");
    }

    boolean sameFunction(BlockIdentity other) {
        return flow == other.flow && applied == other.applied;
    }
}
