package org.mapi.run.proof;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

/** The frames of a trace as tshark lists them. */
final class Frames {
    private final long[] lengths;
    private final long[] times;

    private Frames(long[] lengths, long[] times) {
        this.lengths = lengths;
        this.times = times;
    }

    static Frames of(Path trace) throws IOException, InterruptedException {
        final List<String[]> rows = Commands.ask("tshark", "-n", "-r", trace.toString(), "-T", "fields", "-e", "frame.len", "-e",
            "frame.time_epoch").stream().map(line -> line.split("\t")).toList();
        return new Frames(rows.stream().mapToLong(row -> Long.parseLong(row[0])).toArray(),
            rows.stream().mapToLong(row -> new BigDecimal(row[1]).movePointRight(9).longValueExact()).toArray());
    }

    int count() {
        return lengths.length;
    }

    /** Length on the wire. */
    long length(int index) {
        return lengths[index];
    }

    /** Nanoseconds since the Unix epoch. */
    long time(int index) {
        return times[index];
    }

    LongStream times() {
        return LongStream.of(times);
    }

    /** Whether time never goes back. */
    boolean inOrder() {
        for (int i = 1; i < times.length; i++) {
            if (times[i] < times[i - 1]) {
                return false;
            }
        }
        return true;
    }
}
