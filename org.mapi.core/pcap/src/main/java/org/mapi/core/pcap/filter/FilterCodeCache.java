package org.mapi.core.pcap.filter;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Finds the code of a program that some living filter runs already. Holds programs and code weakly through the code: a program
 * that no filter uses any more leaves the cache with the next call. Thread-safe.
 */
final class FilterCodeCache {
    private final Map<FilterProgram, Entry> entries = new HashMap<>();
    private final ReferenceQueue<FilterCode> collected = new ReferenceQueue<>();

    /** The code of a program equal to the given one, compiled now if nobody has it. */
    synchronized FilterCode code(FilterProgram program) {
        expunge();
        Entry entry = entries.get(program);
        FilterCode code = entry == null ? null : entry.get();
        if (code == null) {
            code = FilterCode.of(program);
            entries.put(program, new Entry(program, code, collected));
        }
        return code;
    }

    /** Number of programs held now. */
    synchronized int size() {
        expunge();
        return entries.size();
    }

    private void expunge() {
        for (Object reference = collected.poll(); reference != null; reference = collected.poll()) {
            Entry entry = (Entry) reference;
            entries.remove(entry.program, entry);
        }
    }

    /** The program is held strongly as the key; it has no reference to the code. */
    private static final class Entry extends WeakReference<FilterCode> {
        private final FilterProgram program;

        Entry(FilterProgram program, FilterCode code, ReferenceQueue<FilterCode> queue) {
            super(code, queue);
            this.program = Objects.requireNonNull(program, "program");
        }
    }
}
