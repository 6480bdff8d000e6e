package org.mapi.run.bench.std;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.MapiException;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.FunctionText;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.function.Function;
import org.mapi.function.FunctionDefinition;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultMethod;
import org.mapi.run.bench.BenchEngine;
import org.mapi.run.bench.Peer;
import org.mapi.run.bench.PreparedDevice;
import org.mapi.run.bench.PreparedPackets;

/**
 * What each function of every library on the class path costs per packet: nanoseconds and bytes allocated by the agent's thread.
 * The flow is the function's first example in docs/functions.md, up to the function itself; what the flow without it costs is
 * taken off.
 *
 * <p>Arguments: part of the name of library:FUNCTION (default: all), packets per round (default 500,000, at
 * most 4 million), rounds (default 7).
 */
public final class FunctionCost {
    private static final int WARM_UP = 4;
    /** Poll times that a device keeps: enough for four million packets. */
    private static final int POLLS = 1 << 14;
    private static final Duration PATIENCE = Duration.ofMillis(20);

    private final List<Class<? extends Function>> functions = LibraryClasses.all();
    private final PreparedPackets packets = PreparedPackets.load();
    private final long perRound;
    private final int rounds;

    FunctionCost(long perRound, int rounds) throws IOException, ClassNotFoundException {
        this.perRound = perRound;
        this.rounds = rounds;
    }

    /** What a flow costs per packet. */
    record FlowCost(double nanos, double bytes) { }

    /** Runs it. */
    public static void main(String[] arguments) throws IOException, ClassNotFoundException {
        final String wanted = arguments.length > 0 ? arguments[0] : "";
        final FunctionCost bench = new FunctionCost(arguments.length > 1 ? Long.parseLong(arguments[1]) : 500_000,
            arguments.length > 2 ? Integer.parseInt(arguments[2]) : 7);
        System.out.printf(Locale.ROOT, "functions: ns and bytes allocated per packet, %s%n", Peer.load());
        for (Class<? extends Function> type : bench.functions) {
            final FunctionDefinition definition = LibraryClasses.definition(type);
            final String name = definition.library() + ":" + definition.function();
            if (name.contains(wanted)) {
                System.out.println(bench.line(name, definition));
            }
        }
    }

    private String line(String name, FunctionDefinition definition) throws IOException {
        if (definition.examples().length == 0) {
            return String.format(Locale.ROOT, "  %-28s no example", name);
        }
        try {
            final List<String> flow = upTo(definition.function(), split(definition.examples()[0]));
            final FlowCost without = cost(flow.subList(0, flow.size() - 1));
            final FlowCost with = cost(flow);
            return String.format(Locale.ROOT, "  %-28s %8.1f ns %8.2f bytes   %s", name, with.nanos() - without.nanos(),
                with.bytes() - without.bytes(), String.join(" ", flow));
        } catch (MapiException e) {
            return String.format(Locale.ROOT, "  %-28s %s", name, e.line());
        }
    }

    /** The functions of an example up to and with the one that is measured. */
    static List<String> upTo(String function, List<String> example) {
        for (int i = 0; i < example.size(); i++) {
            if (FunctionText.parse(example.get(i)).function().replaceFirst(".*:", "").equals(function)) {
                return example.subList(0, i + 1);
            }
        }
        return example;
    }

    /** Splits an example at blanks outside of parentheses and quotes. */
    static List<String> split(String example) {
        final List<String> calls = new ArrayList<>();
        String rest = "";
        for (String part : example.split(" ")) {
            rest = rest.isEmpty() ? part : rest + " " + part;
            try {
                FunctionText.parse(rest);
                calls.add(rest);
                rest = "";
            } catch (MapiException e) {
                // goes on behind the blank
            }
        }
        return calls;
    }

    /** What a flow of these functions costs: processor time and memory of the agent's thread, each in a run of its own. */
    FlowCost cost(List<String> texts) throws IOException {
        final double[] nanos = rounds(texts, new PreparedDevice(packets, POLLS), device -> device.time(device.worked()));
        final double[] bytes = rounds(texts, new PreparedDevice(packets, 0), PreparedDevice::allocated);
        return new FlowCost(Arrays.stream(nanos).min().orElseThrow(), Arrays.stream(bytes).min().orElseThrow());
    }

    /** By how much a counter of the device grows per packet, round by round. */
    private double[] rounds(List<String> texts, PreparedDevice device, ToLongFunction<PreparedDevice> counter)
            throws IOException {
        final Path folder = Files.createTempDirectory("mapi-bench-files-");
        try (BenchEngine engine = new BenchEngine("prepared", new PreparedDevice.Driver(device),
                List.of(DeviceConfiguration.of("prepared", "prepared", "", Map.of())), functions);
             Flow flow = engine.mapi().createFlow("prepared")) {
            apply(flow, texts, folder);
            flow.connect();
            final double[] costs = new double[rounds];
            for (int i = -WARM_UP; i < rounds; i++) {
                device.work(1);
                final long before = counter.applyAsLong(device);
                device.work(perRound);
                if (i >= 0) {
                    costs[i] = (double) (counter.applyAsLong(device) - before) / perRound;
                }
            }
            return costs;
        } finally {
            delete(folder);
        }
    }

    private void apply(Flow flow, List<String> texts, Path folder) {
        final Map<String, FunctionReference> known = new HashMap<>();
        for (String text : texts) {
            final FunctionCall call = FunctionText.parse(text.replaceAll("\"([a-z]+\\.[a-z]+)\"", "\"" + folder + "/$1\""));
            final Applied<Object> applied = flow.apply(call.function(), call.values(known));
            if (call.name() != null) {
                known.put(call.name(), applied.reference());
            }
            if (queued(call.function())) {
                Thread.ofVirtual().start(() -> drain(applied));
            }
        }
    }

    private boolean queued(String function) {
        return functions.stream().map(LibraryClasses::definition).anyMatch(one -> one.function().equals(
            function.replaceFirst(".*:", "")) && one.resultMethod() == ResultMethod.FUNCT);
    }

    /** Somebody has to fetch what stands in a queue, or a device that can wait waits. */
    private static void drain(Applied<Object> function) {
        try {
            while (true) {
                try {
                    while (!function.ended()) {
                        function.poll(PATIENCE);
                    }
                    return;
                } catch (MapiException e) {
                    if (function.flow().status() != FlowStatus.INIT) {
                        return;
                    }
                    Thread.sleep(PATIENCE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
        }
        Files.delete(folder);
    }
}
