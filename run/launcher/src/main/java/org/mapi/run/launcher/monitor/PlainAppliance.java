package org.mapi.run.launcher.monitor;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.mapi.MapiException;
import org.mapi.capture.FilterCompiler;
import org.mapi.capture.TraceWriters;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.config.DeviceSettings;
import org.mapi.core.engine.config.MapiConf;
import org.mapi.core.engine.registry.ComponentIndex;
import org.mapi.core.engine.registry.ComponentJar;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.DriverProvider;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.pcap.live.PcapDriver;
import org.mapi.core.trace.TraceDriver;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.function.Function;
import org.mapi.memif.driver.MemifDriver;
import org.mapi.memif.driver.MemifInterfaces;
import org.mapi.memif.driver.ToMemif;
import org.mapi.mos.functions.MosEvent;
import org.mapi.mos.stack.MosStack;

/**
 * Engine, drivers and function libraries without the framework: the libraries of the appliance and those in its load folder.
 */
public final class PlainAppliance implements AutoCloseable {
    /** As the shipped mapi.conf has it: a function that several libraries offer is the standard one. */
    private static final List<String> FIRST = List.of("stdflib");
    private static final String LIBRARIES = "org.mapi.stdflib.*.jar";
    /** Where the functions come from that are made here. */
    private static final List<String> OWN_LIBRARIES = List.of("org.mapi.memif.driver-*.jar", "org.mapi.mos.functions-*.jar");
    /** Beside the folder of bundles; written by the build. */
    private static final String INDEX = "lib/libraries.index";

    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final MosStack stack = new MosStack(() -> null);
    private final List<ComponentJar> jars = new ArrayList<>();
    private final List<String> unusable = new ArrayList<>();
    private final ComponentIndex index;
    private final FunctionCatalogue.Builder functions = FunctionCatalogue.builder();
    private final FunctionCatalogue libraries;
    private final Engine engine;
    private final EngineClient client;

    /**
     * Wires everything.
     *
     * @param bundles folder of the appliance's bundles
     * @param load    folder of further libraries, need not exist; or null
     * @param listed  whether functions are listed, with their bundles
     * @param warn    told about jars that cannot be used
     */
    public PlainAppliance(Path bundles, Path load, boolean listed, Consumer<String> warn) {
        this(bundles, load == null ? List.of() : List.of(load), FIRST, listed, warn);
    }

    private PlainAppliance(Path bundles, List<Path> folders, List<String> libs, boolean listed, Consumer<String> warn) {
        final List<DriverProvider> drivers = new ArrayList<>(List.of(PlainProviders.driver("trace", new TraceDriver()),
            PlainProviders.driver("pcap", new PcapDriver()), PlainProviders.driver("memif", new MemifDriver(interfaces))));
        index = ComponentIndex.read(bundles.resolveSibling(INDEX));
        open(bundles, LIBRARIES, warn);
        folders.forEach(folder -> open(folder, "*.jar", warn));
        for (ComponentJar jar : jars) {
            functions.addAll(jar.functions());
            jar.rejected().forEach(functions::reject);
            drivers.addAll(jar.drivers());
        }
        functions.add(provider(new ToMemif(interfaces), listed));
        functions.add(provider(new MosEvent(stack), listed));
        libraries = functions.libs(libs).generation(1).build();
        engine = Engine.start(EngineOptions.defaults().withTraining(false), new Services());
        engine.drivers(new DriverCatalogue(1, drivers));
        engine.functions(libraries, true);
        client = engine.client("monitor");
    }

    /**
     * Has what a configuration file says; its devices are known, but none can be opened: instead there are stand-ins.
     *
     * @param bundles folder of the appliance's bundles
     * @param folders folders of further libraries
     * @param conf    the file
     */
    public static PlainAppliance configured(Path bundles, List<Path> folders, MapiConf conf) {
        final PlainAppliance appliance = new PlainAppliance(bundles, folders, conf.libs(), false, problem -> { });
        final StandInDriver driver = new StandInDriver();
        appliance.engine.drivers(new DriverCatalogue(2, List.of(PlainProviders.driver(driver.name(), driver))));
        appliance.engine.devices(conf.devices().stream().map(DeviceSettings::configuration).toList());
        return appliance;
    }

    /** Libraries that cannot be used without the framework, and why, a text each. */
    List<String> unusable() {
        return List.copyOf(unusable);
    }

    /**
     * Adds what stops a flow after so many packets. Before the flow is made.
     *
     * @param reached counted down when they have come
     */
    void limit(CountDownLatch reached) {
        final PacketLimit first = new PacketLimit(reached);
        functions.add(PlainProviders.of(first)).add(PlainProviders.of(new PacketGate(first)));
        engine.functions(functions.generation(2).build(), true);
    }

    /**
     * Writes down what {@link PlainAppliance} finds in the libraries of an appliance, so that it need not look each time.
     *
     * @param bundles folder of the appliance's bundles
     * @throws IOException when a library cannot be read or the index not be written
     */
    public static void writeIndex(Path bundles) throws IOException {
        final List<Path> known = new ArrayList<>(jars(bundles, LIBRARIES));
        for (String own : OWN_LIBRARIES) {
            known.addAll(jars(bundles, own));
        }
        ComponentIndex.write(bundles.resolveSibling(INDEX), known);
    }

    /** A function of a library of ours; its bundle is only looked up for lists: a flow would wait for it. */
    private FunctionProvider provider(Function function, boolean listed) {
        final JarBundle bundle = listed ? JarBundle.of(function.getClass()) : JarBundle.NONE;
        return PlainProviders.of(index.definition(function.getClass()), bundle.name(), bundle.version(), () -> function,
            function.getClass().getClassLoader());
    }

    private void open(Path folder, String names, Consumer<String> warn) {
        try {
            jars(folder, names).forEach(file -> openJar(file, warn));
        } catch (IOException e) {
            warn.accept("folder " + folder + " cannot be read: " + e.getMessage());
        }
    }

    /** The jars of a folder in the order of their names, hidden ones left out; none when there is no folder. */
    private static List<Path> jars(Path folder, String names) throws IOException {
        final List<Path> found = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, names)) {
                files.forEach(file -> {
                    if (!file.getFileName().toString().startsWith(".")) {
                        found.add(file);
                    }
                });
            }
        }
        found.sort(null);
        return found;
    }

    private void openJar(Path file, Consumer<String> warn) {
        try {
            final ComponentJar jar = index.open(file, PlainAppliance.class.getClassLoader());
            jars.add(jar);
            jar.problems().forEach(problem -> warn.accept(file.getFileName() + ": " + problem));
            if (jar.problems().size() > jar.rejected().size()) {
                unusable.add(file.getFileName() + ": " + String.join("; ", jar.problems()));
            }
        } catch (MapiException e) {
            unusable.add(file.getFileName() + ": " + e.getMessage());
            warn.accept(file.getFileName() + " is not used: " + e.getMessage());
        }
    }

    /** The monitoring API. */
    public EngineClient mapi() {
        return client;
    }

    /**
     * Looks a function up among the libraries that users see; what {@code -c} needs is not among them.
     *
     * @throws MapiException MAPI_FUNCTION_NOT_FOUND that names the function, similar names and the libraries searched
     */
    void require(String function, String deviceType) {
        libraries.require(function, deviceType);
    }

    @Override
    public void close() {
        client.close();
        engine.close();
        interfaces.close();
        stack.close();
        jars.forEach(ComponentJar::close);
    }

    /** The platform's services, made when a function first asks for them. Filters are all there before packets come. */
    private static final class Services implements PlatformServices {
        private FilterCompiler filters;
        private TraceWriters writers;

        @Override
        public synchronized <T> Optional<T> find(Class<T> type) {
            if (type == FilterCompiler.class) {
                filters = filters == null ? new PcapFilterCompiler(false) : filters;
                return Optional.of(type.cast(filters));
            }
            if (type == TraceWriters.class) {
                writers = writers == null ? new TraceFileWriters() : writers;
                return Optional.of(type.cast(writers));
            }
            return Optional.empty();
        }
    }
}
