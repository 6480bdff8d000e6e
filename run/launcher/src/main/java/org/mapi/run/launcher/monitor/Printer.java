package org.mapi.run.launcher.monitor;

import java.io.PrintStream;
import java.time.Instant;

/** Prints the results of a monitored flow. Used by one thread. */
interface Printer {
    /**
     * An interval of {@code --every} is over.
     *
     * @param time     when
     * @param previous results at the interval's start, null in the first one
     * @param now      results now; cumulative
     */
    void interval(Instant time, Snapshot previous, Snapshot now);

    /** A function tells a text for people; formats for programs leave it out. May be called by any thread. */
    default void text(String text) { }

    /** The flow has ended. */
    void end(Instant time, Snapshot last);

    /** The printer of a format. */
    static Printer of(OutputFormat format, PrintStream out) {
        return switch (format) {
            case TEXT -> new TextPrinter(out);
            case JSON -> new JsonPrinter(out, false);
            case JSONL -> new JsonPrinter(out, true);
            case CSV -> new CsvPrinter(out);
        };
    }
}
