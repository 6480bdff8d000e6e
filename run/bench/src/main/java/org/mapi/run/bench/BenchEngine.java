package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.mapi.Mapi;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.FilterCompiler;
import org.mapi.capture.TraceWriters;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.function.Function;
import org.mapi.stdflib.std.BpfFilter;
import org.mapi.stdflib.std.ByteCounter;
import org.mapi.stdflib.std.Gap;
import org.mapi.stdflib.std.PktCounter;
import org.mapi.stdflib.std.Sample;
import org.mapi.stdflib.std.Stats;
import org.mapi.stdflib.std.ToBuffer;

/**
 * The product's engine with functions of the standard library and one driver, as plain Java. The benchmarks of a room bring the
 * functions of their library along.
 */
public final class BenchEngine implements AutoCloseable {
    private final Path directory;
    private final Engine engine;
    private final EngineClient client;

    /**
     * Starts it.
     *
     * @param driverName name of the driver
     * @param driver     the driver
     * @param devices    configured devices
     * @param more       further functions, of the libraries that are to be measured; each with a constructor without parameters
     * @throws IOException when there is no room for results
     */
    public BenchEngine(String driverName, CaptureDriver driver, List<DeviceConfiguration> devices,
                       List<Class<? extends Function>> more) throws IOException {
        final Path shared = Path.of("/dev/shm");
        directory = Files.isWritable(shared) ? Files.createTempDirectory(shared, "mapi-bench-")
            : Files.createTempDirectory("mapi-bench-results-");
        engine = Engine.start(EngineOptions.at(directory), new Services());
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.driver(driverName, driver))));
        engine.functions(catalogue(more), true);
        engine.devices(devices);
        client = engine.client("bench");
    }

    /**
     * The engine with nothing but the standard library.
     *
     * @param driverName name of the driver
     * @param driver     the driver
     * @param devices    configured devices
     * @throws IOException when there is no room for results
     */
    public BenchEngine(String driverName, CaptureDriver driver, List<DeviceConfiguration> devices) throws IOException {
        this(driverName, driver, devices, List.of());
    }

    private static FunctionCatalogue catalogue(List<Class<? extends Function>> more) {
        final FunctionCatalogue.Builder builder = FunctionCatalogue.builder().generation(1);
        for (Class<? extends Function> type : List.of(BpfFilter.class, PktCounter.class, ByteCounter.class, Gap.class,
                Stats.class, Sample.class, ToBuffer.class, FirstPacket.class)) {
            builder.add(PlainProviders.of(type));
        }
        more.forEach(type -> builder.add(PlainProviders.of(type)));
        return builder.build();
    }

    /** A client of the engine. */
    public Mapi mapi() {
        return client;
    }

    /** Where its results can be mapped. */
    public Path directory() {
        return directory;
    }

    @Override
    public void close() {
        client.close();
        engine.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("bench: " + directory + " cannot be removed: " + e.getMessage());
        }
    }

    /** What functions ask the platform for. */
    private static final class Services implements PlatformServices {
        private final Map<Class<?>, Object> services =
            Map.of(FilterCompiler.class, new PcapFilterCompiler(), TraceWriters.class, new TraceFileWriters());

        @Override
        public <T> Optional<T> find(Class<T> type) {
            return Optional.ofNullable(type.cast(services.get(type)));
        }
    }
}
