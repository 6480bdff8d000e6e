package org.mapi.core.engine.control;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.mapi.ConfiguredDevice;
import org.mapi.DeclaredFlowInformation;
import org.mapi.DeviceCounters;
import org.mapi.DeviceInformation;
import org.mapi.LibraryInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.MapiTopics;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.EngineListener;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.device.DeviceOrigin;
import org.mapi.core.engine.device.DeviceTable;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.function.FunctionReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all parts of one engine share: its flows, devices and catalogues. Any thread. */
public final class EngineCore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineCore.class);

    /** How many close timeouts a connect waits while functions initialise. */
    private static final int MOST_PREPARATIONS = 30;

    private final EngineOptions options;
    private final PlatformServices services;
    private final ResultMemory memory;
    private final ControlThread control = new ControlThread();
    private final Workshop workshop = new Workshop();
    private final Announcements announcements = new Announcements();
    private final DeviceTable table;
    private final OpenDevices devices;
    private final Watchdog watchdog;
    private final Map<Integer, FlowRecord> flows = new ConcurrentHashMap<>();
    private final Map<String, Long> serviceGenerations = new ConcurrentHashMap<>();
    private final AtomicInteger lastFlow = new AtomicInteger();
    private volatile FunctionCatalogue catalogue = FunctionCatalogue.empty();
    private volatile DriverCatalogue drivers = new DriverCatalogue(0, List.of());
    private volatile Supplier<List<DeclaredFlowInformation>> declaredFlows = List::of;
    private volatile Supplier<List<String>> configurationErrors = List::of;
    private volatile boolean closed;
    private volatile boolean abandoned;

    /**
     * An engine's core without functions, drivers and devices.
     *
     * @param options  how it works
     * @param services services of the platform
     * @param memory   result memory; closed with the core
     */
    public EngineCore(EngineOptions options, PlatformServices services, ResultMemory memory) {
        this.options = options;
        this.services = services;
        this.memory = memory;
        this.table = new DeviceTable(options.defaultDriver());
        this.devices = new OpenDevices(this);
        this.watchdog = new Watchdog(devices::all);
        watchdog.start();
    }

    // ---- parts ----------------------------------------------------------------------------------------------------------------

    /** How it works. */
    public EngineOptions options() {
        return options;
    }

    PlatformServices services() {
        return services;
    }

    ResultMemory memory() {
        return memory;
    }

    ControlThread control() {
        return control;
    }

    Workshop workshop() {
        return workshop;
    }

    /** Who is told what happens. */
    Announcements announcements() {
        return announcements;
    }

    /** Tells somebody what happens, from now on. */
    public void listen(EngineListener listener) {
        announcements.add(listener);
    }

    /** Tells somebody no more. */
    public void forget(EngineListener listener) {
        announcements.remove(listener);
    }

    DeviceTable table() {
        return table;
    }

    /** The functions there are now. */
    public FunctionCatalogue catalogue() {
        return catalogue;
    }

    /** The drivers there are now. */
    public DriverCatalogue drivers() {
        return drivers;
    }

    // ---- catalogues and configuration -----------------------------------------------------------------------------------------

    /**
     * Takes other functions. Flows that use a function that is gone or has a better provider change over.
     *
     * @param next      all functions there are from now on
     * @param onPurpose whether what is gone was removed on purpose, so that nothing is worth waiting for
     * @return done when no agent uses a provider any more that is not in the catalogue
     */
    public CompletableFuture<Void> functions(FunctionCatalogue next, boolean onPurpose) {
        final List<LibraryInformation> before = catalogue.libraries();
        catalogue = next;
        announcements.libraries(before, next.libraries());
        return replace(onPurpose);
    }

    private CompletableFuture<Void> replace(boolean onPurpose) {
        final List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (DeviceControl device : devices.all()) {
            changes.add(device.replace(onPurpose));
        }
        return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new));
    }

    /**
     * Says that a service of the platform came, went or changed. Instances that asked for it are made anew.
     *
     * @param type      the service's type
     * @param onPurpose whether nothing is worth waiting for where there is none any more
     * @return done when no instance uses an object of it that it got before
     */
    public CompletableFuture<Void> services(Class<?> type, boolean onPurpose) {
        serviceGenerations.merge(type.getName(), 1L, Long::sum);
        return replace(onPurpose);
    }

    /** How often a service has changed. */
    long serviceGeneration(Class<?> type) {
        return serviceGeneration(type.getName());
    }

    long serviceGeneration(String type) {
        return serviceGenerations.getOrDefault(type, 0L);
    }

    /**
     * Takes other drivers. Devices whose driver is gone wait for it.
     *
     * @param next      all drivers there are from now on
     * @param onPurpose whether what is gone was removed on purpose, so that nobody needs to know that devices wait for it
     * @return done when no device of a driver is open that is not in the catalogue
     */
    public CompletableFuture<Void> drivers(DriverCatalogue next, boolean onPurpose) {
        drivers = next;
        final List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (CompletableFuture<DeviceControl> device : devices.coming()) {
            // One that is being opened may have got hold of a driver that is not in the catalogue any more.
            changes.add(device.handle((open, fault) -> open == null ? CompletableFuture.<Void>completedFuture(null)
                : open.driverChange(onPurpose)).thenCompose(change -> change));
        }
        return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new));
    }

    /**
     * Sets the configured devices. One that is open keeps what it was opened with until its last flow is closed.
     *
     * @throws MapiException MAPI_CONFIGURATION when a name is given twice
     */
    public void devices(List<DeviceConfiguration> configured) {
        for (DeviceEntry gone : table.configure(configured)) {
            devices.retire(gone);
        }
    }

    /** Sets which driver reads traces of a format; the driver of traces where nothing is set. */
    public void formats(Map<TraceFormat, String> formats) {
        table.formats(formats);
    }

    /** Says who knows the flows that configuration declares. */
    public void declaredFlows(Supplier<List<DeclaredFlowInformation>> source) {
        declaredFlows = source;
    }

    /** The flows that configuration declares, by name. */
    public List<DeclaredFlowInformation> declaredFlows() {
        return declaredFlows.get();
    }

    /** Says who knows what is wrong in files of configuration. */
    public void configurationErrors(Supplier<List<String>> source) {
        configurationErrors = source;
    }

    /** What is wrong in files of configuration. */
    public List<String> configurationErrors() {
        return configurationErrors.get();
    }

    // ---- flows ----------------------------------------------------------------------------------------------------------------

    /** Creates a flow; see {@link org.mapi.Mapi#createFlow}. */
    public FlowRecord createFlow(String owner, String deviceName) {
        requireOpen();
        final DeviceControl device = devices.acquire(() -> table.resolve(deviceName, drivers));
        final FlowRecord flow = new FlowRecord(lastFlow.incrementAndGet(), owner, deviceName, device);
        flows.put(flow.id(), flow);
        announcements.flow(MapiTopics.FLOW_CREATED, flow, "");
        return flow;
    }

    /** All flows by number. */
    public List<FlowRecord> flows() {
        return flows.values().stream().sorted((one, other) -> Integer.compare(one.id(), other.id())).toList();
    }

    /**
     * The flow of a number.
     *
     * @throws MapiException MAPI_INVALID_FLOW
     */
    public FlowRecord flow(int id) {
        final FlowRecord flow = flows.get(id);
        if (flow == null) {
            throw Descriptions.noFlow(id);
        }
        return flow;
    }

    /** The function of a reference, of any flow that is open. */
    public Optional<AppliedRecord> find(FunctionReference reference) {
        return Optional.ofNullable(flows.get(reference.flow())).flatMap(flow -> flow.function(reference.id()));
    }

    /** Connects a flow; see {@link org.mapi.Flow#connect}. */
    public void connect(FlowRecord flow) {
        requireOpen();
        flow.applying.lock();
        try {
            control.call(() -> {
                Connection.require(flow);
                flow.connecting(true);
                return null;
            });
            awaitConnect(flow.device().connect(flow), flow);
        } finally {
            flow.applying.unlock();
        }
    }

    /** Waits as long as functions take to initialise, but not for an agent that hangs. */
    private void awaitConnect(CompletableFuture<Void> done, FlowRecord flow) {
        final DeviceControl device = flow.device();
        for (int i = 1; !AgentRunner.onAgent(); i++) {
            final int preparations = device.preparations();
            try {
                await(done, device, options.closeTimeout(), "connect of flow " + flow.id());
                return;
            } catch (MapiException e) {
                final boolean busy = done.isDone() || device.preparing() || device.preparations() != preparations;
                if (e.error() != MapiError.MAPI_TIMEOUT || !busy || i >= MOST_PREPARATIONS) {
                    throw e;
                }
            }
        }
    }

    /** Closes a flow; see {@link org.mapi.Flow#close}. */
    public void close(FlowRecord flow) {
        final CompletableFuture<Void> done = beginClose(flow);
        if (done == null || AgentRunner.onAgent()) {
            return;
        }
        try {
            await(done, flow.device(), options.closeTimeout(), "close of flow " + flow.id());
        } finally {
            closed(flow);
        }
    }

    /** A flow is closed now; told once. */
    void closed(FlowRecord flow) {
        if (flow.closed()) {
            announcements.flow(MapiTopics.FLOW_CLOSED, flow, "");
        }
    }

    /** Asks for a flow's end; null when somebody did already. */
    private CompletableFuture<Void> beginClose(FlowRecord flow) {
        if (!flow.close()) {
            return null;
        }
        flows.remove(flow.id());
        return flow.device().close(flow).whenComplete((v, e) -> devices.release(flow.device()));
    }

    /** Closes flows all at once: the close timeout is waited for once, however many do not answer. */
    public void close(List<FlowRecord> several) {
        final List<CompletableFuture<Void>> ends = several.stream().map(this::beginClose).filter(Objects::nonNull).toList();
        if (!AgentRunner.onAgent()) {
            settle(ends);
        }
        several.forEach(this::closed);
    }

    /** Waits for a device to do something. */
    void await(CompletableFuture<?> done, DeviceControl device, Duration patience, String what) {
        if (AgentRunner.onAgent()) {
            return;
        }
        try {
            done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw Failures.unchecked(e);
        } catch (TimeoutException e) {
            throw new MapiException(MapiError.MAPI_TIMEOUT, what + ": device " + device.entry().name() + " did not answer within "
                + patience.toMillis() + " ms" + device.inProgress());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MapiException(MapiError.MAPI_TIMEOUT, what + " was interrupted" + device.inProgress());
        }
    }

    /** Resets a function's result; see {@link org.mapi.Applied#reset}. */
    public void reset(AppliedRecord applied) {
        final DeviceControl device = applied.flow().device();
        await(device.reset(applied), device, options.closeTimeout(), "reset of " + applied.label());
    }

    /** Has the agent compute the result of a function whose result method is IPC. */
    public void compute(AppliedRecord applied) {
        await(applied.flow().device().compute(applied), applied.flow().device(), options.closeTimeout(),
            "read of " + applied.label());
    }

    // ---- devices --------------------------------------------------------------------------------------------------------------

    /** Opens a trace file as an offline device. */
    public DeviceControl createOfflineDevice(Path trace, TraceFormat format) {
        requireOpen();
        final DeviceEntry entry = table.offline(trace, format);
        return devices.acquire(() -> entry);
    }

    /** Starts to read an offline device. */
    public void startOffline(DeviceControl device) {
        await(device.startOffline(), device, options.closeTimeout(), "start of " + device.entry().name());
    }

    /** Gives an offline device up. */
    public void deleteOfflineDevice(DeviceControl device) {
        close(flows().stream().filter(flow -> flow.device() == device).toList());
        table.forget(device.entry());
        devices.release(device);
    }

    /** Information about all devices by number. */
    public List<DeviceInformation> deviceInformation() {
        return table.all().stream().map(entry -> devices.find(entry).map(Descriptions::device)
            .orElseGet(() -> Descriptions.unopened(entry, drivers))).toList();
    }

    /** How the device of a name or alias is configured, empty if none is. */
    public Optional<ConfiguredDevice> configuredDevice(String name) {
        return table.find(name).filter(entry -> entry.origin() == DeviceOrigin.CONFIGURED).map(DeviceEntry::configuration)
            .map(known -> new ConfiguredDevice(known.name(), known.alias(), known.driver(), known.address(), known.options()));
    }

    /**
     * Statistics of a device.
     *
     * @throws MapiException MAPI_STATS_ERROR when it is not open
     */
    public DeviceCounters statistics(String name) {
        final DeviceEntry entry = table.find(name).orElseThrow(() -> new MapiException(MapiError.MAPI_STATS_ERROR,
            "device \"" + name + "\" is not known or not open"));
        return devices.find(entry).map(Descriptions::counters).orElseThrow(() -> new MapiException(MapiError.MAPI_STATS_ERROR,
            "device \"" + name + "\" is not open: it opens with its first flow"));
    }

    /** An agent does not end: its result memory must stay where it is. */
    void abandoned() {
        abandoned = true;
    }

    boolean configured(DeviceEntry entry) {
        return entry.origin() == DeviceOrigin.CONFIGURED && table.find(entry.name()).filter(entry::equals).isPresent();
    }

    private void requireOpen() {
        if (closed) {
            throw new MapiException(MapiError.MAPI_SHUTTING_DOWN, "the engine is closed");
        }
    }

    /** Closes all flows and devices, within about the close timeout even when a function never returns. Idempotent. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        final List<CompletableFuture<Void>> ends = new ArrayList<>();
        for (FlowRecord flow : flows()) {
            if (flow.close()) {
                flows.remove(flow.id());
                ends.add(flow.device().close(flow).whenComplete((v, e) -> closed(flow)));
            }
        }
        settle(ends);
        final List<CompletableFuture<Void>> stops = new ArrayList<>(devices.ending());
        devices.all().forEach(device -> stops.add(device.shutDown()));
        final boolean whole = settle(stops);
        watchdog.close();
        control.close();
        workshop.close();
        announcements.close();
        if (whole && !abandoned) {
            try {
                memory.close();
            } catch (java.io.IOException e) {
                LOG.warn("result memory is not removed: {}", e.getMessage());
            }
        }
    }

    private boolean settle(List<CompletableFuture<Void>> all) {
        try {
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(options.closeTimeout().toNanos(),
                TimeUnit.NANOSECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("closing goes on without waiting any longer: {}", devices.all().stream()
                .map(device -> device.entry().name() + device.inProgress()).toList());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
