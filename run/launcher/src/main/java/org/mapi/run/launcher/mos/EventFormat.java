package org.mapi.run.launcher.mos;

/** How events are printed. */
enum EventFormat {
    /** For people. */
    TEXT,
    /** A JSON object a line. */
    JSONL
}
