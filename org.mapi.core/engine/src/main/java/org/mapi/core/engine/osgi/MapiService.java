package org.mapi.core.engine.osgi;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
import org.mapi.OfflineDevice;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.client.EngineClient;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The client API, one object per bundle: when the bundle stops or gives it back, its flows and offline devices are closed. */
@Component(service = Mapi.class, scope = ServiceScope.BUNDLE)
public final class MapiService implements Mapi {
    private final EngineComponent engine;
    private final EngineClient client;

    /** A client for the bundle that asks. */
    @Activate
    public MapiService(ComponentContext context, @Reference EngineComponent engine) {
        this.engine = engine;
        client = engine.engine().client(context.getUsingBundle().getSymbolicName());
    }

    /** Closes what the bundle has left open, unless the engine is about to close everything. */
    @Deactivate
    void deactivate() {
        if (!engine.ending()) {
            client.close();
        }
    }

    @Override
    public Flow createFlow(String device) {
        return client.createFlow(device);
    }

    @Override
    public OfflineDevice createOfflineDevice(Path trace, TraceFormat format) {
        return client.createOfflineDevice(trace, format);
    }

    @Override
    public List<DeviceInformation> devices() {
        return client.devices();
    }

    @Override
    public Optional<ConfiguredDevice> configuredDevice(String device) {
        return client.configuredDevice(device);
    }

    @Override
    public List<LibraryInformation> libraries() {
        return client.libraries();
    }

    @Override
    public List<FunctionDescription> functions() {
        return client.functions();
    }

    @Override
    public List<FlowInformation> flows() {
        return client.flows();
    }

    @Override
    public List<DeclaredFlowInformation> declaredFlows() {
        return client.declaredFlows();
    }

    @Override
    public List<String> configurationErrors() {
        return client.configurationErrors();
    }

    @Override
    public FlowInformation flow(int id) {
        return client.flow(id);
    }

    @Override
    public List<FunctionInformation> functions(int flow) {
        return client.functions(flow);
    }

    @Override
    public List<DeviceCounters> statistics(String device) {
        return client.statistics(device);
    }

    @Override
    public Optional<Object> peek(int flow, int function) {
        return client.peek(flow, function);
    }
}
