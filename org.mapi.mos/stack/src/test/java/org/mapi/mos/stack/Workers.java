package org.mapi.mos.stack;

import org.mapi.capture.FilterCompiler;
import org.mapi.mos.SourceOptions;

/** Makes workers that the test's thread is inside of. */
final class Workers {
    private Workers() { }

    static Worker of(SourceOptions options) {
        return of(options, null);
    }

    static Worker of(SourceOptions options, FilterCompiler compiler) {
        final Gate gate = new Gate();
        gate.enter();
        return new Worker(0, "test", options, compiler, new EventForest(), gate);
    }
}
