package org.mapi.mos.stack.component;

import org.mapi.mos.SourceStatistics;

/** The counters of a source that has seen nothing. */
final class NoStatistics {
    static final SourceStatistics VALUE = new SourceStatistics(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0);

    private NoStatistics() { }
}
