package org.mapi.core.engine.client;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.mapi.ConfiguredDevice;
import org.mapi.DeclaredFlowInformation;
import org.mapi.DeviceCounters;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FunctionDescription;
import org.mapi.FunctionInformation;
import org.mapi.LibraryInformation;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.control.AppliedRecord;
import org.mapi.core.engine.control.Descriptions;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.core.engine.control.FlowRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The monitoring API for one client: closing it closes the client's flows and offline devices. */
public final class EngineClient implements Mapi, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EngineClient.class);

    private final EngineCore core;
    private final String owner;
    private final Consumer<EngineClient> closed;
    private final Map<Integer, FlowHandle> flows = new ConcurrentHashMap<>();
    private final Set<OfflineHandle> offline = ConcurrentHashMap.newKeySet();
    private volatile boolean ended;

    /**
     * A client.
     *
     * @param core   the engine
     * @param owner  who it is
     * @param closed told when it closes
     */
    public EngineClient(EngineCore core, String owner, Consumer<EngineClient> closed) {
        this.core = core;
        this.owner = owner;
        this.closed = closed;
    }

    @Override
    public Flow createFlow(String device) {
        requireOpen();
        final FlowHandle flow = new FlowHandle(core, core.createFlow(owner, device), flows::remove);
        flows.put(flow.id(), flow);
        if (ended) {
            flow.close();
            requireOpen();
        }
        return flow;
    }

    @Override
    public OfflineDevice createOfflineDevice(Path trace, TraceFormat format) {
        requireOpen();
        if (trace == null) {
            throw new MapiException(MapiError.MAPI_ERROR_FILE, "trace file is null, expected the path of a file");
        }
        final OfflineHandle device = new OfflineHandle(core, core.createOfflineDevice(trace, format), offline::remove);
        offline.add(device);
        if (ended) {
            device.close();
            requireOpen();
        }
        return device;
    }

    private void requireOpen() {
        if (ended) {
            throw new MapiException(MapiError.MAPI_SHUTTING_DOWN, "client " + owner + " is closed");
        }
    }

    @Override
    public List<DeviceInformation> devices() {
        return core.deviceInformation();
    }

    @Override
    public Optional<ConfiguredDevice> configuredDevice(String device) {
        return core.configuredDevice(device);
    }

    @Override
    public List<LibraryInformation> libraries() {
        return core.catalogue().libraries();
    }

    @Override
    public List<FunctionDescription> functions() {
        return core.catalogue().functions();
    }

    @Override
    public List<FlowInformation> flows() {
        return core.flows().stream().map(Descriptions::flow).toList();
    }

    @Override
    public List<DeclaredFlowInformation> declaredFlows() {
        return core.declaredFlows();
    }

    @Override
    public List<String> configurationErrors() {
        return core.configurationErrors();
    }

    @Override
    public FlowInformation flow(int id) {
        return Descriptions.flow(core.flow(id));
    }

    @Override
    public List<FunctionInformation> functions(int flow) {
        return core.flow(flow).functions().stream().map(Descriptions::function).toList();
    }

    @Override
    public List<DeviceCounters> statistics(String device) {
        return List.of(core.statistics(device));
    }

    @Override
    public Optional<Object> peek(int flow, int function) {
        final FlowRecord record = core.flow(flow);
        final AppliedRecord applied = record.function(function).orElseThrow(() -> new MapiException(
            MapiError.MAPI_INVALID_FID_FUNCID, "flow " + flow + " has no function " + function));
        return ResultAccess.peek(core, applied);
    }

    /** Closes the client's flows and offline devices; what does not answer in time is logged. Idempotent. */
    @Override
    public void close() {
        ended = true;
        core.close(flows.values().stream().map(FlowHandle::record).toList());
        flows.clear();
        offline.forEach(device -> quietly(device::close));
        closed.accept(this);
    }

    private void quietly(Runnable close) {
        try {
            close.run();
        } catch (MapiException e) {
            LOG.warn("client {}: {}", owner, e.line());
        }
    }
}
