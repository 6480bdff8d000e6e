package org.mapi.run.launcher.monitor;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import org.mapi.capture.DeviceStatistics;

/** One line on a terminal that tells how far a trace has been read; nothing when standard error is no terminal. */
final class Progress {
    private static final double MIB = 1 << 20;
    private static final int WIDTH = 78;

    private final PrintStream terminal;
    private final long start = System.nanoTime();
    private boolean shown;

    /**
     * Creates a progress line.
     *
     * @param terminal where to print, or null for none
     */
    Progress(PrintStream terminal) {
        this.terminal = terminal;
    }

    /** Standard error if it is a terminal, otherwise null. */
    static PrintStream terminal() {
        return System.console() != null && System.console().isTerminal() ? System.err : null;
    }

    void show(DeviceStatistics statistics, long processed) {
        if (terminal == null) {
            return;
        }
        final double seconds = Math.max(1e-3, (System.nanoTime() - start) / 1e9);
        final StringBuilder line = new StringBuilder("%,d packets, %,.0f packets/s".formatted(processed, processed / seconds));
        if (statistics.position() > 0) {
            line.append(", %,.1f MiB".formatted(statistics.position() / MIB));
        }
        if (statistics.size() > 0 && statistics.position() > 0) {
            final double part = Math.min(1, (double) statistics.position() / statistics.size());
            final Duration left = Duration.ofSeconds(Math.round(seconds * (1 - part) / part));
            line.append(" (%.0f %%), %s left".formatted(100 * part, left.toString().substring(2).toLowerCase(Locale.ROOT)));
        }
        terminal.print('\r' + pad(line.toString()));
        terminal.flush();
        shown = true;
    }

    /** Wipes the line, so that results stand on clean ground. */
    void clear() {
        if (shown) {
            terminal.print('\r' + pad("") + '\r');
            terminal.flush();
            shown = false;
        }
    }

    private static String pad(String text) {
        return text.length() >= WIDTH ? text.substring(0, WIDTH) : text + " ".repeat(WIDTH - text.length());
    }
}
