package org.mapi.run.launcher.monitor;

/** Forms of output. */
enum OutputFormat {
    /** A table for people. */
    TEXT,
    /** One JSON object at the end. */
    JSON,
    /** One JSON object a line, also for each interval. */
    JSONL,
    /** Comma-separated values with a header, a row per result field. */
    CSV
}
