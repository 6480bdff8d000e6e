package org.mapi.mos.stack;

import org.mapi.mos.SourceOptions;

/** Makes workers that the test's thread is inside of. */
final class Workers {
    private Workers() { }

    static Worker of(SourceOptions options) {
        final Gate gate = new Gate();
        gate.enter();
        return new Worker(0, "test", options, null, new EventForest(), gate);
    }
}
