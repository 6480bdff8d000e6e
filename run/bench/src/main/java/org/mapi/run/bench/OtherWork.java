package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * How much of the processors everybody else takes meanwhile: whatever this process and its children do not use. Counted in the
 * kernel's hundredths of a second, so half a second is seen with an error of a few per cent. Linux; elsewhere there is no other
 * work.
 */
public final class OtherWork {
    /** A hundredth of a second. */
    private static final double TICK_NANOS = 1e7;
    private static final int IDLE = 4;
    private static final int IOWAIT = 5;
    private static final int LAST = 8;
    /** User and system time of a process, counted behind its name. */
    private static final int USER_TIME = 11;

    private long others;
    private long since;

    /** Begins now. */
    public OtherWork() {
        mark();
    }

    /** Begins anew. */
    public void mark() {
        others = others();
        since = System.nanoTime();
    }

    /** Share of all processors that others have taken since the mark, 0 to 1. */
    public double share() {
        final double time = (System.nanoTime() - since) * (double) Runtime.getRuntime().availableProcessors();
        return Math.clamp((others() - others) * TICK_NANOS / time, 0, 1);
    }

    private static long others() {
        try {
            return busy() - Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
                .mapToLong(process -> own(process.pid())).sum();
        } catch (IOException e) {
            return 0;
        }
    }

    /** All processors: everything but idling. */
    private static long busy() throws IOException {
        final String[] fields = Files.readString(Path.of("/proc/stat")).lines().findFirst().orElse("cpu").split(" +");
        long sum = 0;
        for (int i = 1; i < fields.length && i <= LAST; i++) {
            sum += i == IDLE || i == IOWAIT ? 0 : Long.parseLong(fields[i]);
        }
        return sum;
    }

    private static long own(long pid) {
        try {
            final String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1]);
        } catch (IOException gone) {
            return 0;
        }
    }
}
