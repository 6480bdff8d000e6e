package org.mapi.run.launcher.monitor;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.mapi.capture.DeviceStatistics;

/** One line on a terminal that tells how far a trace has been read; nothing when standard error is no terminal. */
final class Progress {
    private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");
    private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");
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

    /** Standard error if it is a terminal, otherwise null. The other streams may be what they like: packets come from a pipe. */
    static PrintStream terminal() {
        try {
            return TERMINAL.matcher(Files.readSymbolicLink(STANDARD_ERROR).toString()).matches() ? System.err : null;
        } catch (IOException | UnsupportedOperationException e) {
            // nobody can tell, so nothing is shown
            return null;
        }
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
