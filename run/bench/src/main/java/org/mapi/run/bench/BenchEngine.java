package org.mapi.run.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.mapi.Mapi;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.FilterCompiler;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.stdflib.std.BpfFilter;
import org.mapi.stdflib.std.ByteCounter;
import org.mapi.stdflib.std.Gap;
import org.mapi.stdflib.std.PktCounter;
import org.mapi.stdflib.std.Sample;
import org.mapi.stdflib.std.Stats;

/** The product's engine with functions of the standard library and one driver, as plain Java. */
final class BenchEngine implements AutoCloseable {
    private final Path directory;
    private final Engine engine;
    private final EngineClient client;

    /**
     * Starts it.
     *
     * @param driverName name of the driver
     * @param driver     the driver
     * @param devices    configured devices
     * @throws IOException when there is no room for results
     */
    BenchEngine(String driverName, CaptureDriver driver, List<DeviceConfiguration> devices) throws IOException {
        final Path shared = Path.of("/dev/shm");
        directory = Files.isWritable(shared) ? Files.createTempDirectory(shared, "mapi-bench-")
            : Files.createTempDirectory("mapi-bench-results-");
        engine = Engine.start(EngineOptions.at(directory), new Services());
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.driver(driverName, driver))));
        engine.functions(FunctionCatalogue.builder().generation(1)
            .add(PlainProviders.of(BpfFilter.class)).add(PlainProviders.of(PktCounter.class))
            .add(PlainProviders.of(ByteCounter.class)).add(PlainProviders.of(Gap.class))
            .add(PlainProviders.of(Stats.class)).add(PlainProviders.of(Sample.class))
            .add(PlainProviders.of(FirstPacket.class)).build(), true);
        engine.devices(devices);
        client = engine.client("bench");
    }

    Mapi mapi() {
        return client;
    }

    /** Where its results can be mapped. */
    Path directory() {
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

    /** Filters only: nothing else is asked for here. */
    private static final class Services implements PlatformServices {
        private final FilterCompiler filters = new PcapFilterCompiler();

        @Override
        public <T> Optional<T> find(Class<T> type) {
            return type == FilterCompiler.class ? Optional.of(type.cast(filters)) : Optional.empty();
        }
    }
}
