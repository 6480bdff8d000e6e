package org.mapi.run.launcher.monitor;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.mapi.Applied;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.function.ResultMethod;

/** Takes the entries of a function with a queue, so that nobody waits for this command to fetch them, and counts them. */
final class QueueDrain {
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Applied<Object> function;
    private final boolean queued;
    private final AtomicLong entries = new AtomicLong();
    private volatile boolean closing;
    private Thread thread;

    private QueueDrain(Applied<Object> function, boolean queued) {
        this.function = function;
        this.queued = queued;
    }

    static QueueDrain of(Applied<Object> function, Mapi mapi) {
        final FunctionInformation applied = function.information();
        final boolean queued = mapi.functions().stream().map(FunctionDescription::definition)
            .anyMatch(definition -> definition.function().equals(applied.function())
                && definition.library().equals(applied.library()) && definition.resultMethod() == ResultMethod.FUNCT);
        return new QueueDrain(function, queued);
    }

    boolean queued() {
        return queued;
    }

    /** Begins; entries that are text for people go to the printer. */
    void start(Printer printer) {
        if (queued) {
            thread = Thread.ofVirtual().start(() -> drain(printer));
        }
    }

    private void drain(Printer printer) {
        try {
            while (!function.ended()) {
                final Optional<Object> entry = function.poll(PATIENCE);
                if (entry.isPresent()) {
                    entries.incrementAndGet();
                    if (entry.get() instanceof String text) {
                        printer.text(text);
                    }
                } else if (closing) {
                    return;
                }
            }
        } catch (MapiException e) {
            // the flow is closed: what was taken so far is the result
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until everything is taken. */
    void finish() throws InterruptedException {
        closing = true;
        if (thread != null) {
            thread.join();
        }
    }

    /** Entries taken and lost. */
    Map<String, Object> result() {
        final Map<String, Object> result = new LinkedHashMap<>();
        result.put("entries", entries.get());
        result.put("lost", function.lost());
        return result;
    }
}
