package org.mapi.run.launcher.monitor;

import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints a table for people; the last line tells what became of all packets. */
final class TextPrinter implements Printer {
    private final PrintStream out;
    /** Made at the first interval: the time zones take longer to load than a small trace to read. */
    private DateTimeFormatter clock;

    TextPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public void interval(Instant time, Snapshot previous, Snapshot now) {
        if (clock == null) {
            clock = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());
        }
        out.println(clock.format(time));
        for (int i = 0; i < now.rows().size(); i++) {
            final Snapshot.Row row = now.rows().get(i);
            final Object then = previous == null ? null : previous.rows().get(i).result();
            final Object difference = Difference.of(then, row.result());
            out.println(line(row) + (row.result() == null ? "" : "  (" + text(difference, true) + " in this interval)"));
        }
        out.flush();
    }

    @Override
    public void text(String text) {
        out.println(text);
    }

    @Override
    public void end(Instant time, Snapshot last) {
        last.rows().forEach(row -> out.println(line(row)));
        out.println("%,d received, %,d processed, %,d dropped by kernel, %,d dropped by us, %,d bad".formatted(
            last.counters().received(), last.processed(),
            last.counters().droppedByKernel() + last.counters().droppedByInterface(), last.counters().droppedByUs(),
            last.counters().bad()));
        out.flush();
    }

    private static String line(Snapshot.Row row) {
        final String arguments = row.written().isEmpty() ? "" : "(" + String.join(", ", row.written()) + ")";
        final String label = (row.name() == null ? "" : row.name() + "=") + row.function().function() + arguments;
        final String passed = row.function().seen() == row.function().passed() ? "%,d packets".formatted(row.function().seen())
            : "%,d of %,d packets pass".formatted(row.function().passed(), row.function().seen());
        final String emitted = row.function().emitted() == 0 ? "" : ", %,d emitted".formatted(row.function().emitted());
        final String missed = row.function().missed() == 0 ? "" : ", %,d missed".formatted(row.function().missed());
        final String problem = row.function().detail().isEmpty() ? "" : "  [" + row.function().detail() + "]";
        return "%2d %-40s %s%s%s%s%s".formatted(row.id(), label, passed, emitted, missed,
            row.result() == null ? "" : ": " + text(row.result(), false), problem);
    }

    private static String text(Object value, boolean signed) {
        if (value instanceof Long number) {
            return (signed && number > 0 ? "+" : "") + "%,d".formatted(number);
        }
        if (value instanceof Double number) {
            return (signed && number > 0 ? "+" : "") + "%,.6g".formatted(number);
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> entry.getKey() + "=" + text(entry.getValue(), signed))
                .collect(Collectors.joining(" "));
        }
        return value == null ? "" : value.toString();
    }
}
