package org.mapi.core.engine.control;

import java.util.List;
import java.util.Optional;
import org.mapi.FlowInformation;
import org.mapi.FunctionInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.device.DeviceOrigin;
import org.mapi.function.Application;
import org.mapi.function.FlowReference;
import org.mapi.function.FunctionReference;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;

/** One use of a function in a flow, as the function may see it. */
final class ApplicationView implements Application {
    private final EngineCore core;
    private final AppliedRecord applied;
    private final DeviceControl device;
    private final int queue;

    /** For the instance that sees the packets of a queue, or of all queues. */
    ApplicationView(EngineCore core, AppliedRecord applied, int queue) {
        this.core = core;
        this.applied = applied;
        this.queue = queue;
        this.device = applied.flow().device();
    }

    @Override
    public int[] linkTypes() {
        return device.properties().linkTypes();
    }

    @Override
    public int captureLength() {
        return device.properties().captureLength();
    }

    @Override
    public long packets() {
        return device.packets();
    }

    @Override
    public long dropped() {
        final DeviceStatistics statistics = device.statistics();
        return statistics.droppedByKernel() + statistics.droppedByInterface() + statistics.droppedByDriver();
    }

    @Override
    public String deviceType() {
        return device.properties().deviceType();
    }

    @Override
    public boolean live() {
        return device.properties().kind() != DeviceKind.OFFLINE;
    }

    @Override
    public int deviceId() {
        return device.entry().id();
    }

    @Override
    public String device() {
        return device.entry().name();
    }

    @Override
    public Object driverInformation() {
        return device.driverInformation();
    }

    @Override
    public FlowReference flow() {
        return new FlowReference(applied.flow().id());
    }

    @Override
    public FunctionReference self() {
        return applied.reference();
    }

    @Override
    public List<FlowInformation> flows() {
        return core.flows().stream().filter(flow -> flow.device() == device).map(Descriptions::flow).toList();
    }

    @Override
    public List<FunctionInformation> functions(FlowReference flow) {
        return core.flow(flow.id()).functions().stream().filter(function -> function != applied).map(Descriptions::function)
            .toList();
    }

    @Override
    public ResultSource source(int position, FunctionReference reference) {
        final AppliedRecord source = core.find(reference).orElse(null);
        final String name = position < applied.definition().arguments().size()
            ? applied.definition().arguments().get(position).name() : "function";
        if (source == null || source == applied || source.deletedBy() != null) {
            throw MapiException.argument(position + 1, name, reference, "a function that is applied to an open flow");
        }
        final ResultMethod method = source.definition().resultMethod();
        if (method == ResultMethod.NONE || method == ResultMethod.FUNCT) {
            throw MapiException.argument(position + 1, name, reference, "a function with a result, not "
                + source.definition().qualifiedName());
        }
        return new SourceLink(source, applied.flow(), queue);
    }

    @Override
    public Optional<DeviceRequest> configuredDevice(String name, String driver) {
        return core.table().find(name).filter(entry -> entry.origin() == DeviceOrigin.CONFIGURED
            && entry.configuration().driver().equals(driver)).map(DeviceEntry::request);
    }

    @Override
    public <T> T service(Class<T> type) {
        applied.asked(type, core.serviceGeneration(type));
        return core.services().find(type).orElseThrow(() -> new MapiException(MapiError.MFUNCT_COULD_NOT_APPLY_FUNCT,
            applied.definition().qualifiedName() + " needs a service that is not there: " + type.getName()));
    }
}
