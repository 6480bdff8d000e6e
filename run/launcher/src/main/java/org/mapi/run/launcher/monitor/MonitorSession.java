package org.mapi.run.launcher.monitor;

import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.mapi.Applied;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.CaptureInterface;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.function.FunctionReference;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Interruption;

/** One flow from its first function to its last result. */
final class MonitorSession {
    /** The source ended early. */
    static final int SOURCE_FAILED = 5;
    /** A function failed. */
    static final int FUNCTION_FAILED = 6;
    private static final long PROGRESS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long LIMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int BATCH = 256;

    private final PlainAppliance appliance;
    private final Mapi mapi;
    /** The source as the user wrote it. */
    private final String source;
    private final OfflineDevice trace;
    private final Flow flow;
    /** Never connected: keeps the device open, with its counters, until the last of them is read. */
    private final Flow holder;
    private final CountDownLatch limit;
    private final List<Applied<Object>> applied = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    /** Arguments as they are typed; they stay what they were when the function was applied. */
    private final List<List<String>> written = new ArrayList<>();
    private final Map<String, String> named = new HashMap<>();
    private final List<QueueDrain> drains = new ArrayList<>();
    private final Interruption interruption = new Interruption();
    private final boolean limited;
    private String lost = "";
    private String quiet = "";

    MonitorSession(PlainAppliance appliance, String file, String device, CountDownLatch limit, boolean limited) {
        this.appliance = appliance;
        this.mapi = appliance.mapi();
        this.source = file == null ? device : file;
        this.limit = limit;
        this.limited = limited;
        this.trace = file == null ? null : mapi.createOfflineDevice(Path.of(file), null);
        this.flow = mapi.createFlow(trace == null ? device : trace.name());
        this.holder = mapi.createFlow(flow.device());
    }

    /** Prints the program of a filter for each link type of the device. */
    void printPrograms(String expression, PrintStream out) {
        final PcapFilterCompiler compiler = new PcapFilterCompiler(false);
        for (int linkType : device().interfaces().stream().mapToInt(CaptureInterface::linkType).distinct().toArray()) {
            final CaptureFilter filter = compiler.compile(expression, linkType, device().captureLength(), 0);
            out.println(filter.listing().stripTrailing());
        }
    }

    /** Applies filter, packet limit and functions, in this order. */
    void apply(String filter, Long count, List<FunctionCall> calls) {
        if (count != null) {
            flow.apply(PacketLimit.LIBRARY + ":" + PacketGate.NAME);
        }
        if (filter != null) {
            add(null, flow.apply("BPF_FILTER", filter));
        }
        if (count != null) {
            // behind a filter a packet at a time would be slow
            flow.apply(PacketLimit.LIBRARY + ":" + PacketLimit.NAME, count, filter == null ? 1 : BATCH);
        }
        final Map<String, FunctionReference> known = new HashMap<>();
        for (FunctionCall call : calls) {
            appliance.require(call.function(), device().deviceType());
            final Applied<Object> function = flow.apply(call.function(), call.values(known));
            add(call.name(), function);
            if (call.name() != null) {
                known.put(call.name(), function.reference());
                named.put(function.id() + "@" + flow.id(), call.name());
            }
        }
    }

    private void add(String name, Applied<Object> function) {
        applied.add(function);
        names.add(name);
        written.add(WrittenArguments.of(function.information(), mapi.functions()));
        drains.add(QueueDrain.of(function, mapi));
    }

    /**
     * Connects, waits for the end and prints.
     *
     * @param stopAfter stop after so many nanoseconds, or null
     * @param interval  print so often, or null
     * @param refused   whether nobody takes what is printed any more: asked all the time where there are
     *                  intervals, for this is the end then
     * @return the exit code
     */
    int run(Printer printer, Long stopAfter, Long interval, BooleanSupplier refused, Consumer<String> warn)
        throws InterruptedException {
        interruption.listen();
        try {
            flow.connect();
            drains.forEach(drain -> drain.start(printer));
            if (trace != null) {
                trace.start();
            }
            follow(printer, stopAfter, interval, refused);
            final Snapshot last = finish();
            printer.end(Instant.now(), last);
            return status(last, warn);
        } finally {
            interruption.done();
        }
    }

    private void follow(Printer printer, Long stopAfter, Long interval, BooleanSupplier refused) throws InterruptedException {
        final long start = System.nanoTime();
        final Progress progress = new Progress(trace == null ? null : Progress.terminal());
        Snapshot previous = null;
        long nextInterval = interval == null ? Long.MAX_VALUE : interval;
        while (running() && !interruption.asked()) {
            final long elapsed = System.nanoTime() - start;
            if (stopAfter != null && elapsed >= stopAfter) {
                break;
            }
            if (elapsed >= nextInterval) {
                progress.clear();
                final Snapshot now = snapshot();
                printer.interval(Instant.now(), previous, now);
                previous = now;
                nextInterval += interval;
            } else {
                progress.show(device().statistics(), device().packets());
            }
            if (interval != null && refused.getAsBoolean()) {
                break;
            }
            final long untilNext = Math.min(nextInterval - elapsed, stopAfter == null ? Long.MAX_VALUE : stopAfter - elapsed);
            await(Math.clamp(untilNext, 1, PROGRESS_NANOS));
        }
        progress.clear();
    }

    /** Waits for the end of a trace, or for the packet limit. */
    private void await(long nanos) throws InterruptedException {
        if (trace == null) {
            limit.await(nanos, TimeUnit.NANOSECONDS);
        } else if (!limited || !limit.await(Math.min(nanos, LIMIT_NANOS), TimeUnit.NANOSECONDS)) {
            flow.awaitFinished(Duration.ofNanos(limited ? 1 : nanos));
        }
    }

    private boolean running() {
        final FlowStatus status = flow.status();
        return limit.getCount() > 0 && status != FlowStatus.FINISHED && status != FlowStatus.CLOSED;
    }

    /** Ends the flow and takes its final results; what stands in queues when no more can come is taken first. */
    private Snapshot finish() throws InterruptedException {
        final boolean complete = flow.status() == FlowStatus.FINISHED || limit.getCount() == 0;
        if (complete) {
            finishDrains();
        }
        final Snapshot atLimit = trace != null && limit.getCount() == 0 ? settled() : null;
        flow.close();
        if (!complete) {
            finishDrains();
        }
        final Snapshot closed = snapshot();
        final Snapshot last = atLimit == null ? closed
            : new Snapshot(source, atLimit.counters(), atLimit.processed(), closed.rows());
        final DeviceInformation device = device();
        lost = device.status().equals("failed") ? device.detail() : "";
        quiet = trace != null || last.counters().received() > 0 ? "" : device.interfaces().stream()
            .map(CaptureInterface::description).filter(text -> !text.isEmpty()).collect(Collectors.joining("; "));
        holder.close();
        return last;
    }

    /**
     * A trace that has come to the limit stands still behind its batch, until the flow is closed: then it would be read on for
     * nobody, and counted.
     */
    private Snapshot settled() throws InterruptedException {
        final long deadline = System.nanoTime() + Interruption.LAST_WORDS.toNanos();
        Snapshot now = snapshot();
        while (now.processed() != now.counters().received() && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(1);
            now = snapshot();
        }
        return now;
    }

    private void finishDrains() throws InterruptedException {
        for (QueueDrain drain : drains) {
            drain.finish();
        }
    }

    private Snapshot snapshot() {
        final List<Snapshot.Row> rows = rows();
        // In this order what is processed was received, although packets go on coming.
        final long processed = device().packets();
        return new Snapshot(source, mapi.statistics(flow.device()).get(0), processed, rows);
    }

    private DeviceInformation device() {
        final int id = flow.information().deviceId();
        return mapi.devices().stream().filter(device -> device.id() == id).findFirst().orElseThrow();
    }

    private List<Snapshot.Row> rows() {
        final List<Snapshot.Row> rows = new ArrayList<>();
        for (int i = 0; i < applied.size(); i++) {
            final Applied<Object> function = applied.get(i);
            final FunctionInformation information = function.information();
            rows.add(new Snapshot.Row(i + 1, names.get(i), information, named(information.arguments(), information.arguments()),
                named(information.arguments(), written.get(i)), value(i, function)));
        }
        return rows;
    }

    /**
     * Puts the name of a function in the place of its flow and number, as it was written.
     *
     * @param arguments the arguments as the engine tells them
     * @param others    what is shown of those that are no such function, one each
     */
    private List<String> named(List<String> arguments, List<String> others) {
        final List<String> shown = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            final String argument = arguments.get(i);
            final boolean reference = named.containsKey(argument) && !shown.isEmpty()
                && shown.getLast().equals(String.valueOf(flow.id()));
            if (reference) {
                shown.removeLast();
            }
            shown.add(reference ? named.get(argument) : others.get(i));
        }
        return shown;
    }

    private Object value(int index, Applied<Object> function) {
        if (drains.get(index).queued()) {
            return drains.get(index).result();
        }
        try {
            return function.information().resultSize() == 0 ? null : function.read().value();
        } catch (MapiException e) {
            return null;
        }
    }

    private int status(Snapshot last, Consumer<String> warn) {
        int status = ExitStatus.OK;
        for (Snapshot.Row row : last.rows()) {
            final FunctionInformation function = row.function();
            if (function.status() == FunctionStatus.QUARANTINED) {
                warn.accept("function " + row.id() + " (" + function.function() + ") failed: " + function.detail());
                status = FUNCTION_FAILED;
            } else if (row.result() instanceof Map<?, ?> result && result.get("failed") instanceof Long failed && failed > 0) {
                warn.accept("function " + row.id() + " (" + function.function() + ") failed for " + failed + " packets");
                status = FUNCTION_FAILED;
            }
        }
        if (lost.isEmpty() && !quiet.isEmpty()) {
            warn.accept("no packets came; " + flow.device() + ": " + quiet);
        }
        if (trace == null && !lost.isEmpty()) {
            warn.accept("device " + flow.device() + " ended early: " + lost);
            status = SOURCE_FAILED;
        }
        if (trace != null && trace.failure().isPresent()) {
            warn.accept(trace.failure().get().line());
            status = SOURCE_FAILED;
        }
        return status;
    }
}
