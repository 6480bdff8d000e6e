package org.mapi.console.fake;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.mapi.ApplyFlag;
import org.mapi.DeclaredFlowInformation;
import org.mapi.DeviceCounters;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.TraceFormat;
import org.mapi.function.ArgumentDescription;
import org.mapi.function.Definition;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.State;

/** Tells what a test has put into it. */
public final class FakeMapi implements Mapi {
    private final List<DeviceInformation> devices = new ArrayList<>();
    private final List<LibraryInformation> libraries = new ArrayList<>();
    private final List<FunctionDescription> functions = new ArrayList<>();
    private final List<FlowInformation> flows = new ArrayList<>();
    private final Map<Integer, List<FunctionInformation>> applied = new HashMap<>();
    private final Map<List<Integer>, Object> results = new HashMap<>();
    private final List<DeclaredFlowInformation> declared = new ArrayList<>();
    private final List<String> configurationErrors = new ArrayList<>();
    private boolean closed;
    private int arriving;

    /** From now on it answers as an engine that has ended. */
    public void close() {
        closed = true;
    }

    /** Adds something that is wrong in a file of configuration. */
    public void configurationError(String error) {
        configurationErrors.add(error);
    }

    /** Adds a device. */
    public void device(String name, String status, String detail, DeviceStatistics statistics, long droppedByUs) {
        devices.add(new DeviceInformation(devices.size() + 1, name, "trace", "", "a trace", DeviceKind.REPLAY, "1", 0, false,
            false, 65_535, List.of(), 1, status, detail, flows.size(), 1_000, droppedByUs, statistics));
    }

    /** Adds a healthy device. */
    public void device(String name) {
        device(name, "running", "", DeviceStatistics.NONE, 0);
    }

    /** Adds a library. */
    public void library(String name) {
        libraries.add(new LibraryInformation(libraries.size(), name, 1, "bundle." + name, "1.2.3"));
    }

    /** Adds a function to the last library, with arguments as in a definition. */
    public void function(String name, String description, String result, String rejected, String... arguments) {
        final LibraryInformation library = libraries.getLast();
        final Definition definition = new Definition(library.library(), name, description,
            Arrays.stream(arguments).map(ArgumentDescription::parse).toList(), "1", ResultMethod.SHM, result, false,
            null, false, name.endsWith("FILTER"), Optimize.AUTO, State.NONE, Queueing.SERIAL);
        functions.add(new FunctionDescription(library.id(), functions.size(), definition, library.bundle(), library.version(),
            rejected));
    }

    /** Adds a flow and returns its number. */
    public int flow(String device, FlowStatus status, String detail) {
        final int id = flows.size() + 1;
        flows.add(new FlowInformation(id, "owner", 1, device, 0, Instant.EPOCH, null, status, detail, 500));
        applied.put(id, new ArrayList<>());
        return id;
    }

    /** Adds a function to a flow. */
    public void apply(int flow, String function, FunctionStatus status, String detail, long missed, Object result,
        String... arguments) {
        final List<FunctionInformation> chain = applied.get(flow);
        final int id = chain.size() + 1;
        chain.add(new FunctionInformation(id, flow, function, "stdflib", "1.2.3", "1", List.of(arguments), status, detail, 500,
            500 - missed, missed, 8, false, 1, 1, ApplyFlag.NORMAL));
        results.put(List.of(flow, id), result);
    }

    /** The last function of a flow has put itself before all others. */
    public void reorder(int flow) {
        applied.get(flow).addFirst(applied.get(flow).removeLast());
    }

    /** The last function of a flow has made so many packets itself. */
    public void emit(int flow, long packets) {
        final FunctionInformation f = applied.get(flow).removeLast();
        applied.get(flow).add(new FunctionInformation(f.id(), flow, f.function(), f.library(), f.bundleVersion(), f.deviceType(),
            f.arguments(), f.status(), f.detail(), f.seen(), f.passed(), f.missed(), 8, false, 1, 1, f.flag(), 0, packets));
    }

    /** The flow is listed still, but it is closed when somebody looks at it. */
    public void closeUnseen(int flow) {
        applied.remove(flow);
    }

    /** So many packets come, one whenever somebody looks at a value: all functions see and count them. */
    public void packetsArrive(int packets) {
        arriving = packets;
    }

    private void packet(int flow) {
        final List<FunctionInformation> chain = new ArrayList<>();
        for (FunctionInformation f : applied.get(flow)) {
            chain.add(new FunctionInformation(f.id(), flow, f.function(), f.library(), f.bundleVersion(), f.deviceType(),
                f.arguments(), f.status(), f.detail(), f.seen() + 1, f.passed() + 1, f.missed(), 8, false, 1, 1, f.flag()));
            results.put(List.of(flow, f.id()), f.seen() + 1);
        }
        applied.put(flow, chain);
    }

    /** Adds a flow that configuration declares; number 0 for one that waits. */
    public void declare(String name, String device, int flow, String detail, String... written) {
        declared.add(new DeclaredFlowInformation(name, "mapi.conf", device, List.of(written), flow, detail));
    }

    private <T> T answer(T value) {
        if (closed) {
            throw new MapiException(MapiError.MAPI_SHUTTING_DOWN, "the engine has ended");
        }
        return value;
    }

    @Override
    public List<DeviceInformation> devices() {
        return answer(devices);
    }

    @Override
    public List<LibraryInformation> libraries() {
        return answer(libraries);
    }

    @Override
    public List<FunctionDescription> functions() {
        return answer(functions);
    }

    @Override
    public List<FlowInformation> flows() {
        return answer(flows);
    }

    @Override
    public List<DeclaredFlowInformation> declaredFlows() {
        return answer(declared);
    }

    @Override
    public List<String> configurationErrors() {
        return answer(configurationErrors);
    }

    @Override
    public FlowInformation flow(int id) {
        return flows.stream().filter(flow -> flow.id() == id).findFirst().orElseThrow(() -> unknown(id));
    }

    private static MapiException unknown(int id) {
        return new MapiException(MapiError.MAPI_INVALID_FLOW, "flow " + id + " does not exist or is closed");
    }

    @Override
    public List<FunctionInformation> functions(int flow) {
        return Optional.ofNullable(applied.get(flow)).orElseThrow(() -> unknown(flow));
    }

    @Override
    public Optional<Object> peek(int flow, int function) {
        if (arriving-- > 0) {
            packet(flow);
        }
        return Optional.ofNullable(results.get(List.of(flow, function)));
    }

    @Override
    public Flow createFlow(String device) {
        throw new UnsupportedOperationException(device);
    }

    @Override
    public OfflineDevice createOfflineDevice(Path trace, TraceFormat format) {
        throw new UnsupportedOperationException(trace.toString());
    }

    @Override
    public List<DeviceCounters> statistics(String device) {
        throw new UnsupportedOperationException(device);
    }
}
