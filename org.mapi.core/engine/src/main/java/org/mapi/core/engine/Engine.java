package org.mapi.core.engine;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.mapi.DeclaredFlowInformation;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.agent.WalkTraining;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.control.EngineCore;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;

/**
 * The engine: give it functions, drivers and devices, then ask it for a {@link org.mapi.Mapi} per client.
 *
 * <p>Plain Java; all methods may be called from any thread. What it runs follows the catalogues it is given: a new catalogue
 * upgrades, holds, suspends or resumes functions at work, between two batches.
 */
public final class Engine implements AutoCloseable {
    private final EngineCore core;
    private final Set<EngineClient> clients = ConcurrentHashMap.newKeySet();

    private Engine(EngineCore core) {
        this.core = core;
    }

    /**
     * Starts an engine without functions, drivers and devices.
     *
     * @throws MapiException MAPI_SHM_ERR when result memory cannot be made
     */
    public static Engine start(EngineOptions options, PlatformServices services) {
        if (options.training()) {
            WalkTraining.begin();
        }
        try {
            return new Engine(new EngineCore(options, services, ResultMemory.open(options.resultDirectory())));
        } catch (IOException e) {
            throw new MapiException(MapiError.MAPI_SHM_ERR, "result memory in " + options.resultDirectory()
                + " cannot be made: " + e.getMessage());
        }
    }

    /**
     * The API for one client.
     *
     * @param owner who it is, shown with its flows: symbolic name of a bundle, {@code configuration}, {@code monitor}
     * @return closed by the caller, with all its flows and offline devices
     */
    public EngineClient client(String owner) {
        final EngineClient client = new EngineClient(core, owner, clients::remove);
        clients.add(client);
        return client;
    }

    /** The functions there are now. */
    public FunctionCatalogue functions() {
        return core.catalogue();
    }

    /**
     * Takes other functions. Flows whose function has a better provider change over between two batches; where the only provider
     * is gone, the device waits for a short time, then the function is suspended until one comes.
     *
     * @param next      all functions there are from now on
     * @param onPurpose true when what is gone will not come back at once: nothing is waited for
     * @return done when nothing uses a provider any more that is not in the catalogue; the waiting {@code unbind} of a bundle
     *     waits for it, with a limit
     */
    public CompletionStage<Void> functions(FunctionCatalogue next, boolean onPurpose) {
        return core.functions(next, onPurpose);
    }

    /**
     * Says that a service of the platform ({@link PlatformServices}) came, went or changed. Functions that asked for it change
     * over to instances with the new one between two batches; while there is none they are suspended.
     *
     * @param type      the service's type
     * @param onPurpose true when one that is gone will not come back at once: nothing is waited for
     * @return done when nothing uses an object that was given out before
     */
    public CompletionStage<Void> services(Class<?> type, boolean onPurpose) {
        return core.services(type, onPurpose);
    }

    /** Tells somebody what happens, from now on. */
    public void listen(EngineListener listener) {
        core.listen(listener);
    }

    /** Tells somebody no more; one event may still be under way. */
    public void forget(EngineListener listener) {
        core.forget(listener);
    }

    /** The drivers there are now. */
    public DriverCatalogue drivers() {
        return core.drivers();
    }

    /**
     * Takes other drivers. Devices whose driver is gone are closed and wait for it, with their flows suspended.
     *
     * @param next all drivers there are from now on
     * @return done when no device is open of a driver that is not in the catalogue
     */
    public CompletionStage<Void> drivers(DriverCatalogue next) {
        return drivers(next, false);
    }

    /**
     * Takes other drivers. Devices whose driver is gone are closed; their flows are suspended until it is back.
     *
     * @param next      all drivers there are from now on
     * @param onPurpose true when what is gone will not come back, because everything ends: nobody is told that devices wait
     * @return done when no device is open of a driver that is not in the catalogue
     */
    public CompletionStage<Void> drivers(DriverCatalogue next, boolean onPurpose) {
        return core.drivers(next, onPurpose);
    }

    /**
     * Sets the configured devices.
     *
     * @throws MapiException MAPI_CONFIGURATION when a name or alias is given twice; nothing is changed then
     */
    public void devices(List<DeviceConfiguration> devices) {
        core.devices(devices);
    }

    /**
     * Sets which driver reads offline devices of a format.
     *
     * @param formats the driver's name by format; formats that are not named are read by the driver {@code trace}
     */
    public void formats(Map<TraceFormat, String> formats) {
        core.formats(formats);
    }

    /**
     * Says who knows the flows that configuration declares, for {@link org.mapi.Mapi#declaredFlows}.
     *
     * @param source asked each time, on any thread; never waits
     */
    public void declaredFlows(Supplier<List<DeclaredFlowInformation>> source) {
        core.declaredFlows(source);
    }

    /**
     * Says who knows what is wrong in files of configuration, for {@link org.mapi.Mapi#configurationErrors}.
     *
     * @param source asked each time, on any thread; never waits
     */
    public void configurationErrors(Supplier<List<String>> source) {
        core.configurationErrors(source);
    }

    /**
     * Closes all clients, flows and devices. Ends within about twice the close timeout, also when a function never returns: its
     * thread is abandoned then and reported. Idempotent.
     */
    @Override
    public void close() {
        core.close();
        clients.clear();
    }
}
