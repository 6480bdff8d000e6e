package org.mapi.core.engine.support;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;

/** An engine with the test library and a driver of prepared devices. */
public final class TestEngine implements AutoCloseable {
    private final Engine engine;
    private final EngineClient client;
    private final MemoryDriver driver = new MemoryDriver();
    private final List<FunctionProvider> providers = new ArrayList<>(List.of(Functions.count(), Functions.every(),
        Functions.gap(), Functions.number(), Functions.sum()));
    private long generation;

    /** Starts it. */
    public TestEngine(Path directory) {
        this(EngineOptions.at(directory.resolve("results")));
    }

    /** Starts it with other options. */
    public TestEngine(EngineOptions options) {
        this(options, PlatformServices.NONE);
    }

    /** Starts it with other options on a platform with services. */
    public TestEngine(EngineOptions options, PlatformServices services) {
        engine = Engine.start(options, services);
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.of(driver))));
        functions(List.copyOf(providers));
        client = engine.client("test");
    }

    /** Options with short times. */
    public static EngineOptions options(Path directory) {
        return EngineOptions.at(directory.resolve("results")).withTimes(Duration.ofMillis(500), Duration.ofMillis(300));
    }

    /** Sets the functions. */
    public void functions(List<FunctionProvider> all) {
        engine.functions(FunctionCatalogue.builder().generation(++generation).addAll(all).build(), false);
    }

    /** Adds functions. */
    public void add(FunctionProvider... more) {
        providers.addAll(List.of(more));
        functions(List.copyOf(providers));
    }

    /** The functions it was started with and those added. */
    public List<FunctionProvider> providers() {
        return providers;
    }

    /** The engine. */
    public Engine engine() {
        return engine;
    }

    /** A client. */
    public EngineClient client() {
        return client;
    }

    /** The driver. */
    public MemoryDriver driver() {
        return driver;
    }

    /** An offline device over so many packets. */
    public OfflineDevice offline(long packets) {
        return offline(new MemoryDevice(DeviceKind.OFFLINE, packets, 256).allow(MemoryDevice.OPEN));
    }

    /** An offline device. */
    public OfflineDevice offline(CaptureDevice device) {
        final String name = "/memory/" + System.identityHashCode(device);
        driver.put(name, device);
        return client.createOfflineDevice(Path.of(name), null);
    }

    /** A flow on a device that delivers as its gate allows. */
    public Flow flow(String address, CaptureDevice device) {
        driver.put(address, device);
        return client.createFlow("trace:" + address);
    }

    /** Waits for something, at most 10 s. */
    public static boolean eventually(BooleanSupplier condition) {
        final long deadline = System.nanoTime() + 10_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(200_000);
        }
        return true;
    }

    @Override
    public void close() {
        client.close();
        engine.close();
    }
}
