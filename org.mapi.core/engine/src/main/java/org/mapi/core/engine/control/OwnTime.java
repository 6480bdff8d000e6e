package org.mapi.core.engine.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much time a thread has had: on a processor or blocked, but not what it waited for a processor while it could have run.
 * Tells a function that loops or sleeps from one whose thread the machine has no processor for.
 *
 * <p>Linux tells of each thread what time it had on a processor and how long it waited for one ({@code schedstat}); the second
 * grows only when the waiting is over. So who can run ({@code stat} says R) is credited with its time on a processor only, who
 * cannot with everything that was no waiting. Where there are no such files, all time is the thread's. For one thread, the
 * watchdog's.
 */
final class OwnTime {
    private static final int FIGURES = 2;

    /** Whose figures were read at the last look; null when none were. */
    private Path task;
    private boolean runnable;
    private long onProcessor;
    private long waited;
    private long time;
    private long total;
    private boolean waiting;

    /** A new stretch begins, at a reading of {@link System#nanoTime}. */
    void begin(long now) {
        task = null;
        time = now;
        total = 0;
        waiting = false;
    }

    /** The thread's own time of the stretch so far in nanoseconds; {@code folder} as {@code AgentRunner.task} says. */
    long look(Path folder, long now) {
        final long onProcessorBefore = onProcessor;
        final long waitedBefore = waited;
        final long wall = now - time;
        final Path readBefore = task;
        time = now;
        task = read(folder) ? folder : null;
        waiting = false;
        if (task == null) {
            total += wall;
        } else if (task.equals(readBefore)) {
            final long ran = onProcessor - onProcessorBefore;
            final long own = runnable ? ran : Math.max(ran, wall - (waited - waitedBefore));
            waiting = 2 * own < wall;
            total += own;
        }
        return total;
    }

    /** Whether the thread did little but wait for a processor between the last two looks; false where that is not known. */
    boolean waiting() {
        return waiting;
    }

    /** Reads the kernel's figures; whether there are any. */
    private boolean read(Path folder) {
        if (folder == null) {
            return false;
        }
        try {
            final String[] figures = text(folder.resolve("schedstat")).trim().split(" ");
            if (figures.length < FIGURES || figures[0].equals("0")) {
                // This kernel does not keep them: it has run, after all.
                return false;
            }
            onProcessor = Long.parseLong(figures[0]);
            waited = Long.parseLong(figures[1]);
            final String status = text(folder.resolve("stat"));
            runnable = status.startsWith(") R ", status.lastIndexOf(')'));
            return true;
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    }
}
