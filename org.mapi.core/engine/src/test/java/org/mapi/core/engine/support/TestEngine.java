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
    /** How long to wait for what has to come: the machine may be busy with something else. */
    public static final Duration PATIENCE = Duration.ofSeconds(120);
    /** The same in seconds. */
    public static final long SECONDS = PATIENCE.toSeconds();
    /** Close timeout of an engine one of whose functions never returns, where each close waits for so long. */
    public static final Duration HANGING = Duration.ofSeconds(3);
    /** How long a device waits for a library. */
    private static final Duration HOLD = Duration.ofMillis(300);

    private final Engine engine;
    private final EngineClient client;
    private final MemoryDriver driver = new MemoryDriver();
    private final List<FunctionProvider> providers = new ArrayList<>(List.of(Functions.count(), Functions.every(),
        Functions.gap(), Functions.number(), Functions.sum()));
    private long generation;

    /** Starts it. */
    public TestEngine(Path directory) {
        this(options(directory));
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

    /** Options of an engine that is patient with everything but libraries that are gone. */
    public static EngineOptions options(Path directory) {
        return EngineOptions.at(directory.resolve("results")).withTimes(PATIENCE, HOLD).withInit(PATIENCE);
    }

    /** The same, where something hangs on purpose. */
    public static EngineOptions hanging(Path directory) {
        return options(directory).withTimes(HANGING, HOLD);
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

    /** What a function does that gets nowhere: waits, as one that loops would need a processor all the time to be noticed. */
    public static void hang(BooleanSupplier condition) {
        while (condition.getAsBoolean()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Waits for something, as long as {@link #PATIENCE}. */
    public static boolean eventually(BooleanSupplier condition) {
        final long deadline = System.nanoTime() + PATIENCE.toNanos();
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
