package org.mapi.core.engine.control;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.MapiTopics;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.core.engine.agent.AgentEvents;
import org.mapi.core.engine.agent.AgentTeam;
import org.mapi.core.engine.agent.DeviceAgent;
import org.mapi.core.engine.agent.FaultText;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.plan.Node;
import org.mapi.core.engine.registry.DriverProvider;
import org.mapi.function.FunctionInstance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open device: its agent, its plan, and the changes of both, one after the other. Changes run on the control thread; what
 * takes time or is foreign runs in the workshop; nothing here waits.
 */
public final class DeviceControl implements AgentEvents {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceControl.class);

    private final EngineCore core;
    private final DeviceEntry entry;
    private volatile CaptureDevice device;
    private volatile DriverProvider driver;
    private final AgentTeam team;
    private final DeviceRuntime runtime;
    private final DeviceNews news;
    private final DeviceKind kind;
    private CompletableFuture<?> tail = CompletableFuture.completedFuture(null);
    private long epoch;
    private boolean polling;
    private volatile boolean started;
    /** What the watchdog says, by agent. */
    private final Map<DeviceAgent, String> hanging = new ConcurrentHashMap<>();
    private volatile String failure = "";
    private volatile boolean missing;
    private volatile String waiting = "";
    private volatile String changing = "";
    private volatile boolean preparing;
    private final AtomicInteger preparations = new AtomicInteger();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;

    private DeviceControl(EngineCore core, DeviceEntry entry, DriverProvider driver, CaptureDevice device,
                          List<ResultFile> files) {
        this.core = core;
        this.entry = entry;
        this.driver = driver;
        this.device = device;
        this.runtime = new DeviceRuntime(files);
        this.news = new DeviceNews(core, entry, runtime);
        this.kind = device.properties().kind();
        this.team = new AgentTeam(entry.name(), device, kind, files, this);
    }

    /**
     * Opens a device and starts its agent. Calls the driver.
     *
     * @throws MapiException MAPID_NO_DRIVER, or what the driver reports
     */
    static DeviceControl open(EngineCore core, DeviceEntry entry) {
        final String driver = entry.configuration().driver();
        final DriverProvider provider = core.drivers().find(driver).orElseThrow(() -> new MapiException(MapiError.MAPID_NO_DRIVER,
            "device " + entry.name() + ": no driver \"" + driver + "\", drivers are " + core.drivers().names()));
        final CaptureDevice device;
        try {
            device = provider.acquire().open(entry.request());
        } catch (RuntimeException | Error e) {
            throw Failures.foreign(e, MapiError.PCAP_OPEN_ERR, "device " + entry.name() + ": driver " + driver + " failed: ");
        }
        try {
            final DeviceControl control = new DeviceControl(core, entry, provider, device, DeviceRuntime.files(core.memory(),
                entry.name(), device.queues()));
            control.team.start();
            control.news.device(MapiTopics.DEVICE_OPENED, "");
            if (control.kind == DeviceKind.LIVE) {
                control.begin();
            }
            return control;
        } catch (IOException e) {
            device.close();
            throw new MapiException(MapiError.MAPI_SHM_ERR, "result memory of device " + entry.name() + " cannot be made: "
                + e.getMessage());
        } catch (RuntimeException | Error e) {
            device.close();
            throw e;
        }
    }

    // ---- changes --------------------------------------------------------------------------------------------------------------

    /** Runs a change when those before it are through. */
    private <T> CompletableFuture<T> change(String what, Supplier<CompletableFuture<T>> steps) {
        final CompletableFuture<T> result = new CompletableFuture<>();
        core.control().execute(() -> {
            final CompletableFuture<T> next = tail.thenComposeAsync(ignored -> {
                changing = what;
                return steps.get();
            }, core.control());
            tail = next.handle((value, fault) -> {
                changing = "";
                return null;
            });
            next.whenComplete((value, fault) -> {
                if (fault == null) {
                    result.complete(value);
                } else {
                    result.completeExceptionally(Failures.cause(fault));
                }
            });
        });
        return result;
    }

    private CompletableFuture<Void> carryOut(PlanSwitch plan) {
        preparing = true;
        return core.workshop().run(plan::initialise)
            .whenComplete((done, fault) -> {
                preparations.incrementAndGet();
                preparing = false;
            })
            .thenRunAsync(plan::allocate, core.control())
            .thenCompose(done -> plan.install(team))
            .thenComposeAsync(done -> plan.finish(), core.control());
    }

    /** Connects a flow. */
    CompletableFuture<Void> connect(FlowRecord flow) {
        return change("connect of flow " + flow.id(), () -> {
            if (flow.closing()) {
                throw Descriptions.noFlow(flow.id());
            }
            runtime.connect(flow);
            final PlanSwitch plan = new PlanSwitch(core, runtime, epoch(), Set.of());
            return carryOut(plan).whenCompleteAsync((done, fault) -> {
                if (fault == null) {
                    connected(flow);
                    return;
                }
                runtime.leave(flow);
                runtime.left(flow);
                flow.connecting(false);
                core.workshop().run(plan::discard);
            }, core.control());
        });
    }

    private void connected(FlowRecord flow) {
        news.connected(flow);
        if (!offline()) {
            begin();
        }
        if (team.finished()) {
            news.finished(flow);
        }
    }

    /** Takes a flow out. */
    CompletableFuture<Void> close(FlowRecord flow) {
        return change("close of flow " + flow.id(), () -> {
            if (!runtime.leave(flow)) {
                runtime.left(flow);
                core.closed(flow);
                return CompletableFuture.completedFuture(null);
            }
            return carryOut(new PlanSwitch(core, runtime, epoch(), Set.of())).whenCompleteAsync((done, fault) -> {
                runtime.left(flow);
                core.closed(flow);
                pauseIfIdle();
            }, core.control());
        });
    }

    /** Resets a result; a shared instance is unshared first. */
    CompletableFuture<Void> reset(AppliedRecord applied) {
        return change("reset of " + applied.label(), () -> {
            final Node node = runtime.plan().node(applied.reference()).orElseThrow(() -> new MapiException(
                MapiError.MAPI_FLOW_NOT_CONNECTED, "flow " + applied.flow().id() + " is not connected"));
            final CompletableFuture<Void> own = node.shared()
                ? carryOut(new PlanSwitch(core, runtime, epoch(), Set.of(applied.reference())))
                : CompletableFuture.completedFuture(null);
            return own.thenCompose(done -> team.execute(agent -> applied.stations().stream().filter(Station::here)
                .forEach(agent.calls()::reset)));
        });
    }

    /** Resets a result from within a function: at once when that is possible, otherwise soon. */
    void resetFromAgent(AppliedRecord applied) {
        final List<Station> stations = applied.stations();
        if (stations.isEmpty()) {
            return;
        }
        if (stations.size() == 1 && stations.get(0).here() && applied.subscribers() == 1) {
            team.here().calls().reset(stations.get(0));
        } else {
            reset(applied);
        }
    }

    /** Computes a result whose method is IPC, on each queue's agent. */
    CompletableFuture<Void> compute(AppliedRecord applied) {
        if (applied.stations().stream().anyMatch(Station::here)) {
            applied.stations().stream().filter(Station::here).forEach(team.here()::compute);
            return CompletableFuture.completedFuture(null);
        }
        return team.execute(agent -> applied.stations().stream().filter(Station::here).forEach(agent::compute));
    }

    /** Changes over to the functions there are now. */
    CompletableFuture<Void> replace(boolean onPurpose) {
        return change("replacement of a library", () -> {
            Replacement.forget(core, this);
            final Replacement replacement = new Replacement(core, runtime, properties().deviceType(), onPurpose);
            if (replacement.nothingToDo()) {
                return CompletableFuture.completedFuture(null);
            }
            return core.workshop().run(replacement::prepare)
                .thenRunAsync(replacement::allocate, core.control())
                .whenComplete((done, fault) -> {
                    if (fault != null) {
                        LOG.error("device {}: replacement failed", entry.name(), fault);
                        core.workshop().run(replacement::discard);
                    }
                })
                .thenCompose(done -> replacement.swap(team))
                .thenComposeAsync(done -> {
                    news.suspensions();
                    return replacement.finish();
                }, core.control());
        });
    }

    /** Changes over to the drivers there are now. */
    CompletableFuture<Void> driverChange(boolean onPurpose) {
        return change("replacement of a driver", () -> {
            final boolean there = !missing && core.drivers().contains(driver);
            if (there || closed) {
                return CompletableFuture.completedFuture(null);
            }
            if (!missing) {
                missing = true;
                waiting = "driver " + entry.configuration().driver() + " is gone";
                if (!onPurpose) {
                    LOG.warn("device {} waits: {}", entry.name(), waiting);
                    news.suspensions();
                }
                return team.execute(DeviceAgent::detach).thenCompose(done -> core.workshop().run(this::closeDevice))
                    .thenComposeAsync(done -> reopen(), core.control());
            }
            return reopen();
        });
    }

    /** Opens the device anew when its driver is back. A trace that is read once cannot go on in the middle: it ends. */
    private CompletableFuture<Void> reopen() {
        final Optional<DriverProvider> next = core.drivers().find(entry.configuration().driver());
        if (offline() && started) {
            failure = "driver " + entry.configuration().driver() + " was removed while the trace was read";
            return team.execute(DeviceAgent::end);
        }
        if (next.isEmpty()) {
            return CompletableFuture.completedFuture(null);
        }
        final CompletableFuture<CaptureDevice> opening = core.workshop().make(() -> reopen(next.get()));
        final long patience = core.options().initTimeout().toNanos();
        return opening.copy().orTimeout(patience, TimeUnit.NANOSECONDS).handleAsync((opened, fault) -> {
            if (fault != null) {
                opening.thenAccept(CaptureDevice::close);   // should it come after all
                waiting = Failures.cause(fault) instanceof TimeoutException ? "its driver does not return from opening it"
                    : Failures.foreign(fault, MapiError.PCAP_OPEN_ERR, "").getMessage();
                LOG.warn("device {} cannot be opened anew: {}", entry.name(), waiting);
                return CompletableFuture.<Void>completedFuture(null);
            }
            driver = next.get();
            device = opened;
            return team.execute(agent -> agent.attach(opened)).thenRunAsync(() -> {
                missing = false;
                waiting = "";
                news.suspensions();
            }, core.control());
        }, core.control()).thenCompose(done -> done);
    }

    private CaptureDevice reopen(DriverProvider provider) {
        final CaptureDevice opened = provider.acquire().open(entry.request());
        if (opened.queues() == runtime.queues()) {
            return opened;
        }
        final int queues = opened.queues();
        opened.close();
        throw new MapiException(MapiError.PCAP_OPEN_ERR, "device " + entry.name() + " has " + queues + " receive queues, it had "
            + runtime.queues() + " before: close its flows and make them anew");
    }

    private void closeDevice() {
        final CaptureDevice old = device;
        device = new AbsentDevice(old.properties(), statistics(), runtime.queues());
        try {
            old.close();
        } catch (RuntimeException | Error e) {
            LOG.warn("device {}: close failed: {}", entry.name(), FaultText.of(e));
        }
    }

    /** While packets may come, every plan change begins an epoch of its own. */
    private long epoch() {
        return polling ? ++epoch : epoch;
    }

    private void begin() {
        started = true;
        polling = true;
        team.polling(true);
    }

    private void pauseIfIdle() {
        if (kind == DeviceKind.REPLAY && runtime.connected().isEmpty()) {
            polling = false;
            epoch++;
            team.polling(false);
        }
    }

    /** Starts an offline device, behind the connects that are under way. */
    CompletableFuture<Void> startOffline() {
        return change("start", () -> {
            begin();
            return CompletableFuture.completedFuture(null);
        });
    }

    /** Stops the agent and closes the device. */
    CompletableFuture<Void> shutDown() {
        if (closed) {
            return CompletableFuture.completedFuture(null);
        }
        closed = true;
        ended.countDown();
        return core.workshop().run(() -> {
            try {
                if (!team.stop(core.options().closeTimeout())) {
                    core.abandoned();
                    LOG.warn("device {} is abandoned: its agent does not end{}", entry.name(), inProgress());
                    throw new MapiException(MapiError.MAPI_TIMEOUT, "device " + entry.name() + " does not end" + inProgress());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            dispose();
            news.device(MapiTopics.DEVICE_CLOSED, "");
        });
    }

    private void dispose() {
        for (StationSet set : runtime.stations()) {
            set.stations().forEach(station -> Cleanup.of(station.label(), station.instance()));
        }
        disposeQuarantined();
        runtime.connected().values().forEach(flow -> flow.functions().forEach(AppliedRecord::closeReaders));
        runtime.stations().forEach(set -> set.resources().forEach(InstanceResources::close));
        closeDevice();
        for (ResultFile file : runtime.files()) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.warn("device {}: result file is not deleted: {}", entry.name(), e.getMessage());
            }
        }
    }

    private void disposeQuarantined() {
        for (FunctionInstance old = team.pollDisposed(); old != null; old = team.pollDisposed()) {
            Cleanup.of("quarantined function", old);
        }
    }

    // ---- events of the agent --------------------------------------------------------------------------------------------------

    @Override
    public void finished(DeviceAgent agent) {
        core.control().execute(() -> {
            if (team.finished()) {
                runtime.connected().values().forEach(news::finished);
                runtime.showStates();
                news.device(MapiTopics.DEVICE_FINISHED, detail());
                ended.countDown();
            }
        });
    }

    @Override
    public void quarantined(DeviceAgent agent, Station station) {
        core.workshop().run(this::disposeQuarantined);
        core.control().execute(runtime::showStates);
        news.function(MapiTopics.FUNCTION_QUARANTINED, station, station.detail());
    }

    @Override
    public void suspended(DeviceAgent agent) {
        core.control().execute(() -> {
            runtime.showStates();
            news.suspensions();
        });
        LOG.warn("device {}: a function is suspended, packets are counted as missed", entry.name());
    }

    @Override
    public void failed(DeviceAgent agent, String reason) {
        failure = reason;
        core.control().execute(() -> news.device(MapiTopics.DEVICE_FAILED, reason));
    }

    @Override
    public void died(DeviceAgent agent, String reason) {
        failed(agent, reason);
        finished(agent);
    }

    /** The watchdog says that an agent gets nowhere, in which function if in any; empty when it gets on. */
    void hanging(DeviceAgent agent, Station station, String what) {
        if (what.isEmpty()) {
            hanging.remove(agent);
        } else {
            hanging.put(agent, what);
            news.function(MapiTopics.FUNCTION_HANGING, station, what);
        }
    }

    /** The watchdog says that a function is slow or takes most of the time. */
    void slow(Station station, String what) {
        news.function(MapiTopics.FUNCTION_SLOW, station, what);
    }

    /** The watchdog shows in result memory in which function an agent is for some time; null when it gets on. */
    void stuck(DeviceAgent agent, Station station) {
        core.control().execute(() -> runtime.showStuck(agent.queues(), station));
    }

    // ---- for everybody --------------------------------------------------------------------------------------------------------

    /** What the engine knows of it. */
    public DeviceEntry entry() {
        return entry;
    }

    /** What the driver tells. */
    public DeviceProperties properties() {
        return device.properties();
    }

    /** The driver's counters; none where it cannot tell. */
    public DeviceStatistics statistics() {
        return Failures.answer(device::statistics, DeviceStatistics.NONE);
    }

    Object driverInformation() {
        return device.information();
    }

    /** Whether functions are being initialised for the next plan. */
    boolean preparing() {
        return preparing;
    }

    /** How often functions were initialised. */
    int preparations() {
        return preparations.get();
    }

    /** Receive queues. */
    int queues() {
        return runtime.queues();
    }

    /** Packets processed. */
    public long packets() {
        return team.packets();
    }

    /** Packets dropped by the agent. */
    long dropped() {
        return team.dropped();
    }

    long[] byInterface() {
        return team.byInterface();
    }

    int flowCount() {
        return runtime.connected().size();
    }

    AgentTeam team() {
        return team;
    }

    /** Whether it is a trace that is read once. */
    public boolean offline() {
        return OpenDevices.offline(entry);
    }

    /** Whether packets were let in. */
    public boolean started() {
        return started;
    }

    /** Latch that opens when everything is read and its flows are FINISHED, or the device is closed. */
    public CountDownLatch ended() {
        return ended;
    }

    /** Whether everything is read, processed and published. */
    public boolean finished() {
        return team.finished();
    }

    /** Why the source ended early, or empty. */
    public Optional<MapiException> sourceFailure() {
        return failure.isEmpty() ? Failures.answer(device::failure, Optional.empty())
            : Optional.of(new MapiException(MapiError.MAPI_ERROR_FILE, "device " + entry.name() + ": " + failure));
    }

    /** Whether the device is not there for its flows. */
    boolean missing() {
        return missing;
    }

    /** One word, see {@link org.mapi.DeviceInformation#status}. */
    String status() {
        if (closed) {
            return "closed";
        }
        if (!hanging.isEmpty()) {
            return "hanging";
        }
        if (missing) {
            return "waiting for driver";
        }
        if (!failure.isEmpty() || finished() && sourceFailure().isPresent()) {
            return "failed";
        }
        if (finished()) {
            return "finished";
        }
        if (team.held()) {
            return "held";
        }
        if (team.waitingForReader()) {
            return "waiting for reader";
        }
        return started && flowCount() > 0 ? "running" : "open";
    }

    /** What is wrong or waited for, or empty. */
    String detail() {
        if (!hanging.isEmpty()) {
            return String.join("; ", hanging.values());
        }
        if (missing) {
            return waiting;
        }
        return sourceFailure().map(MapiException::getMessage).orElse("");
    }

    /** For messages: the function or change in progress, begins with ", " or is empty. */
    String inProgress() {
        final String function = team.inProgress();
        if (!function.isEmpty()) {
            return ", function in progress: " + function;
        }
        return changing.isEmpty() ? "" : ", change in progress: " + changing;
    }
}
