package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.run.itest.bundles.HeirMonitor;
import org.mapi.run.itest.bundles.LibraryJar;
import org.mapi.run.itest.bundles.MonitorActivator;
import org.mapi.run.itest.bundles.TestConnection;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.cm.ConfigurationAdmin;

/** The flow-monitoring stack in the appliance: applications, events and sources come, are upgraded and go while packets flow. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class MosIT {
    private static final SourceOptions OPTIONS = SourceOptions.DEFAULT.withChecksums(ChecksumPolicy.IGNORE)
        .withTimeouts(Duration.ofHours(1), Duration.ZERO);
    private static final int MOST_HEARD = 10_000;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    @Inject
    private Mos mos;
    private final Queue<String> heard = new LinkedBlockingQueue<>(MOST_HEARD);
    private ServiceRegistration<?> log;
    private PacketFollower wire;
    private Path load;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(MosIT.class, "");
    }

    /** A source that the test feeds, and a log that bundles write to. */
    @Before
    public void begin() {
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put(MonitorActivator.LOG, "true");
        final Consumer<String> listener = heard::offer;
        log = context.registerService(Consumer.class, listener, properties);
        wire = mos.follow("wire", OPTIONS);
        load = Path.of(context.getProperty("mapi.load.dir"));
    }

    /** Takes away what a test has left. */
    @After
    public void end() throws Exception {
        try (var files = Files.list(load)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Eventually.await("bundles are gone", () -> Arrays.stream(context.getBundles())
            .noneMatch(bundle -> bundle.getSymbolicName().startsWith("org.mapi.test.")));
        final org.osgi.service.cm.Configuration[] left = admin().listConfigurations("(service.factoryPid=org.mapi.mos.source)");
        if (left != null) {
            for (org.osgi.service.cm.Configuration one : left) {
                one.delete();
            }
        }
        wire.close();
        log.unregister();
        Eventually.await("nothing is left", () -> mos.monitors().isEmpty() && mos.sources().isEmpty());
    }

    private LibraryJar bundle(String mode, String version) throws IOException {
        return LibraryJar.named("org.mapi.test." + mode).with("Bundle-Version", version).with(MonitorActivator.MODE, mode)
            .with("Import-Package", "org.osgi.framework,org.mapi.mos").with(MonitorActivator.FILTER, "tcp port 80")
            .with("Bundle-Activator", MonitorActivator.class.getName()).with(MonitorActivator.class)
            .with(HeirMonitor.class);
    }

    private void drop(String mode, String version) throws IOException {
        bundle(mode, version).write(load.resolve(mode + ".jar"));
    }

    private MonitorInformation monitor(String name) {
        return mos.monitors().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    private void awaitAttached(String name, String version) throws InterruptedException {
        Eventually.await(name + " " + version, () -> monitor(name).bundle().endsWith(version)
            && monitor(name).quarantine().isEmpty() && !monitor(name).sources().isEmpty());
    }

    private WeakReference<ClassLoader> loader(String mode) {
        final Bundle found = Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().equals("org.mapi.test." + mode)).findFirst().orElseThrow();
        return new WeakReference<>(found.adapt(BundleWiring.class).getClassLoader());
    }

    private static void verifyCollected(WeakReference<ClassLoader> loader) throws InterruptedException {
        Eventually.collected("class loader of what went", loader);
    }

    @Test
    public void shouldAttachUpgradeAndRemoveADroppedApplicationWhileFlowsGoOn() throws Exception {
        final TestConnection before = new TestConnection(wire, 40_000);
        drop("watch", "1.0.0");
        awaitAttached("watch", "1.0.0");
        before.send(10);
        assertThat(heard).as("a flow from before").isEmpty();
        final TestConnection connection = new TestConnection(wire, 40_001);
        connection.send(10);
        assertThat(heard).hasSize(4).allMatch(line -> line.startsWith("1.0.0 PKT_IN flow ")).allMatch(heard.peek()::equals);
        final String flow = heard.peek().substring("1.0.0 ".length());
        heard.clear();

        final WeakReference<ClassLoader> first = loader("watch");
        drop("watch", "2.0.0");
        awaitAttached("watch", "2.0.0");
        connection.send(10);
        assertThat(heard).as("the same flow").containsExactly("2.0.0 " + flow);
        assertThat(monitor("watch").flows()).isEqualTo(1);
        verifyCollected(first);

        final WeakReference<ClassLoader> second = loader("watch");
        heard.clear();
        Files.delete(load.resolve("watch.jar"));
        Eventually.await("application is gone", () -> mos.monitors().isEmpty());
        connection.send(10);
        assertThat(heard).isEmpty();
        verifyCollected(second);
        assertThat(wire.information().statistics().applicationFaults()).isZero();
    }

    @Test
    public void shouldHandOverWhatAnApplicationKnowsInEveryKindOfUpgrade() throws Exception {
        drop("heir", "1.0.0");
        awaitAttached("heir", "1.0.0");
        final TestConnection connection = new TestConnection(wire, 40_000);
        connection.send(10);
        new TestConnection(wire, 40_001).send(10);
        assertThat(heard).last().isEqualTo("1.0.0 packet 4 of 8");
        final WeakReference<ClassLoader> first = loader("heir");
        drop("heir", "2.0.0");
        awaitAttached("heir", "2.0.0");
        connection.send(10);
        assertThat(heard).as("a jar over the other").last().isEqualTo("2.0.0 packet 5 of 9");
        verifyCollected(first);
        bundle("heir", "3.0.0").write(load.resolve("newer.jar"));
        awaitAttached("heir", "3.0.0");
        connection.send(10);
        assertThat(heard).as("a jar beside the other").last().isEqualTo("3.0.0 packet 6 of 10");
        Files.delete(load.resolve("newer.jar"));
        awaitAttached("heir", "2.0.0");
        connection.send(10);
        assertThat(heard).as("back to the former").last().isEqualTo("2.0.0 packet 7 of 11");
        Files.delete(load.resolve("heir.jar"));
        Eventually.await("application is gone", () -> mos.monitors().isEmpty());
        drop("heir", "2.0.0");
        awaitAttached("heir", "2.0.0");
        new TestConnection(wire, 40_002).send(10);
        assertThat(heard).as("nobody came in time").last().isEqualTo("2.0.0 packet 4 of 4");
    }

    @Test
    public void shouldLetANewVersionBesideTheOldOneTakeOver() throws Exception {
        drop("watch", "1.0.0");
        awaitAttached("watch", "1.0.0");
        final TestConnection connection = new TestConnection(wire, 40_000);
        bundle("watch", "1.1.0").write(load.resolve("newer.jar"));
        awaitAttached("watch", "1.1.0");
        heard.clear();
        connection.send(10);
        assertThat(heard).singleElement().asString().startsWith("1.1.0 ");
        Eventually.await("the old one stands back", () -> mos.monitors().stream()
            .anyMatch(one -> one.quarantine().contains("stands back") && one.bundle().endsWith("1.0.0")));
        Files.delete(load.resolve("newer.jar"));
        awaitAttached("watch", "1.0.0");
        heard.clear();
        connection.send(10);
        assertThat(heard).singleElement().asString().startsWith("1.0.0 ");
    }

    @Test
    public void shouldQuarantineAnApplicationThatThrowsAndNameIt() throws Exception {
        drop("throw", "1.0.0");
        drop("watch", "1.0.0");
        awaitAttached("throw", "1.0.0");
        awaitAttached("watch", "1.0.0");
        final TestConnection connection = new TestConnection(wire, 40_000);
        for (int i = 0; i < 7; i++) {
            connection.send(10);
        }
        assertThat(heard).as("the other one").hasSize(10);
        assertThat(monitor("throw")).satisfies(thrown -> {
            assertThat(thrown.quarantine()).contains("is one too many");
            assertThat(thrown.bundle()).isEqualTo("org.mapi.test.throw 1.0.0");
            assertThat(thrown.faults()).isEqualTo(3);
        });
        drop("throw", "1.0.1");
        awaitAttached("throw", "1.0.1");
    }

    @Test
    public void shouldShowAnApplicationWithWrongPropertiesAndAttachItWhenTheyAreRight() throws Exception {
        bundle("watch", "1.0.0").with(MonitorActivator.FILTER, "tcp prot 80").write(load.resolve("watch.jar"));
        Eventually.await("refusal", () -> monitor("watch").quarantine().startsWith("EINVAL (22)"));
        assertThat(monitor("watch").sources()).isEmpty();
        assertThat(monitor("watch").options().filter()).isEqualTo("tcp prot 80");
        drop("watch", "1.0.1");
        awaitAttached("watch", "1.0.1");
    }

    @Test
    public void shouldLetApplicationsWaitForEventsAndEventsForTheirBases() throws Exception {
        bundle("needs", "1.0.0").with(MonitorActivator.EVENT, "LATER").write(load.resolve("needs.jar"));
        Eventually.await("it waits", () -> monitor("needs").quarantine().contains("LATER"));
        event("later", "LATER", "LOUD").write(load.resolve("later.jar"));
        Eventually.await("it is told of", () -> mos.undefinedEvents().toString().contains("its base LOUD is not there"));
        event("loud", "LOUD", "PKT_IN").write(load.resolve("loud.jar"));
        awaitAttached("needs", "1.0.0");
        assertThat(mos.undefinedEvents()).isEmpty();
        assertThat(mos.events()).extracting(FlowEvent::label).contains("LOUD", "LATER");
        final TestConnection connection = new TestConnection(wire, 40_000);
        connection.send(10);
        assertThat(heard).containsExactly("1.0.0 LATER flow 1");

        final WeakReference<ClassLoader> loader = loader("loud");
        Files.delete(load.resolve("loud.jar"));
        Eventually.await("it waits again", () -> monitor("needs").quarantine().contains("LATER"));
        connection.send(10);
        assertThat(heard).hasSize(1);
        Eventually.await("both are gone", () -> mos.events().stream().map(FlowEvent::label)
            .noneMatch(List.of("LOUD", "LATER")::contains));
        verifyCollected(loader);
        event("loud", "LOUD", "PKT_IN").write(load.resolve("loud.jar"));
        awaitAttached("needs", "1.0.0");
        connection.send(10);
        assertThat(heard).containsExactly("1.0.0 LATER flow 1", "1.0.0 LATER flow 1");
    }

    @Test
    public void shouldTellACallbackOfTheEventsThatItsPropertiesName() throws Exception {
        bundle("callback", "1.0.0").with(MonitorActivator.EVENT, "CONN_START, LOUD").write(load.resolve("callback.jar"));
        Eventually.await("it waits", () -> monitor("callback").quarantine().contains("LOUD"));
        event("loud", "LOUD", "PKT_IN").write(load.resolve("loud.jar"));
        awaitAttached("callback", "1.0.0");
        new TestConnection(wire, 40_000).send(10);
        assertThat(heard).containsExactly("1.0.0 CONN_START flow 1", "1.0.0 LOUD flow 1");
        bundle("callback", "1.0.1").write(load.resolve("callback.jar"));
        Eventually.await("refusal", () -> monitor("callback").quarantine().contains("property mos.events is "));
    }

    private LibraryJar event(String bundle, String name, String base) throws IOException {
        return bundle("event", "1.0.0").with("Bundle-SymbolicName", "org.mapi.test." + bundle).with(MonitorActivator.EVENT, name)
            .with(MonitorActivator.BASE, base);
    }

    @Test
    public void shouldCloseWhatABundleOpened() throws Exception {
        final Path jar = bundle("client", "1.0.0").write(Path.of(context.getProperty(ApplianceOptions.FOLDER), "client.jar"));
        final Bundle client = context.installBundle(jar.toUri().toString());
        client.start();
        assertThat(mos.sources()).extracting(MosSource::name).containsExactly("of the client", "wire");
        assertThat(heard).containsExactlyInAnyOrder("client on wire", "client on of the client");
        client.stop();
        assertThat(mos.sources()).extracting(MosSource::name).containsExactly("wire");
        assertThat(mos.monitors()).isEmpty();
        client.uninstall();
    }

    @Test
    public void shouldFollowADeviceThatConfigurationNames() throws Exception {
        final ReplayDevice device = new ReplayDevice(context, mapi, "replayed");
        final AtomicLong packets = new AtomicLong();
        try (MonitorHandle counting = mos.monitor(MonitorOptions.streams("counting", "tcp").on("declared"),
            on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> packets.incrementAndGet()))) {
            final org.osgi.service.cm.Configuration declared = declare("declared", device.name());
            Eventually.await("packets", () -> packets.get() > 1000);
            assertThat(counting.information().sources()).containsExactly("declared");
            assertThat(mos.source("declared").orElseThrow().information()).satisfies(source -> {
                assertThat(source.failure()).isEmpty();
                assertThat(source.options().maximumFlows()).isEqualTo(1234);
                assertThat(source.devices()).containsExactly("replayed");
            });
            declared.delete();
            Eventually.await("source is gone", () -> mos.source("declared").isEmpty());
            Eventually.await("and its flow", () -> mapi.flows().isEmpty());
        }
        device.delete();
    }

    private ConfigurationAdmin admin() {
        return context.getService(context.getServiceReference(ConfigurationAdmin.class));
    }

    private org.osgi.service.cm.Configuration declare(String name, String... devices) throws IOException {
        final ConfigurationAdmin admin = admin();
        final org.osgi.service.cm.Configuration configuration = admin.createFactoryConfiguration("org.mapi.mos.source", "?");
        final Dictionary<String, Object> properties = new Hashtable<>();
        properties.put("name", name);
        properties.put("devices", devices);
        properties.put("maximumFlows", 1234);
        configuration.update(properties);
        return configuration;
    }

    private void conf(String text) throws IOException {
        final Path file = Path.of(context.getProperty("mapi.etc.dir"), "mapi.conf");
        Files.move(Files.writeString(file.resolveSibling("mapi.conf.next"), text), file, StandardCopyOption.ATOMIC_MOVE);
    }

    private int maximumFlows(String source) {
        return mos.source(source).map(one -> one.information().options().maximumFlows()).orElse(0);
    }

    @Test
    public void shouldKeepTheSourcesThatMapiConfDeclaresOnDevicesThatItConfigures() throws Exception {
        final String address = "address=@mapi-mos-it-" + ProcessHandle.current().pid();
        final String text = "[driver]\ndevice=left\ndriver=memif\nrole=master\n" + address + "/0\n[driver]\ndevice=right\n"
            + "alias=rechts\ndriver=memif\nrole=master\n" + address + "/1\n[mos]\nname=bridge\ndevice=left\ndevice=rechts\n"
            + "maximumFlows=77\n";
        conf(text);
        Eventually.await("source of mapi.conf", () -> maximumFlows("bridge") == 77);
        final MosSource first = mos.source("bridge").orElseThrow();
        assertThat(first.information().devices()).containsExactly("left", "rechts");
        conf(text.replace("/1\n", "/2\n"));
        Eventually.await("opened anew on the device as it is now", () -> mos.source("bridge").filter(now -> now != first)
            .isPresent());
        final org.osgi.service.cm.Configuration declared = declare("bridge", "rechts", "left");
        Eventually.await("configuration wins", () -> maximumFlows("bridge") == 1234);
        declared.delete();
        Eventually.await("mapi.conf counts again", () -> maximumFlows("bridge") == 77);
        conf("");
        Eventually.await("it is gone", () -> mos.source("bridge").isEmpty());
    }

    @Test
    public void shouldSayWhatADeclaredSourceWaitsFor() throws Exception {
        final org.osgi.service.cm.Configuration declared = declare("inline", "nowhere:a", "nowhere:b");
        Eventually.await("its state", () -> mos.sources().stream().filter(one -> one.name().equals("inline"))
            .anyMatch(one -> one.information().failure().startsWith("waits: MAPID_NO_DRIVER")
                && one.information().failure().contains("no driver nowhere")));
        declared.delete();
    }

    @Test
    public void shouldShowSourcesWhoseConfigurationIsWrongAndGoOnWithTheOthers() throws Exception {
        final org.osgi.service.cm.Configuration taken = declare("wire", "nowhere:a");
        final org.osgi.service.cm.Configuration wrong = declare("wrong", "nowhere:a");
        final Dictionary<String, Object> properties = wrong.getProperties();
        properties.put("workers", "two");
        wrong.update(properties);
        Eventually.await("both are shown", () -> failures().contains("waits: EINVAL (22): option workers is two, expected a "
            + "whole number from 1 to 64") && failures().stream().anyMatch(one -> one.contains("source name is \"wire\"")));
        assertThat(mos.sources()).extracting(MosSource::name).containsExactly("wire", "wire", "wrong");
        assertThat(mos.source("wire").orElseThrow().information().failure()).isEmpty();
        taken.delete();
        wrong.delete();
    }

    private List<String> failures() {
        return mos.sources().stream().map(source -> source.information().failure()).toList();
    }

    @Test
    public void shouldRefuseDevicesThatAreWrongOrInUse() throws Exception {
        assertThatThrownBy(() -> mos.inline("x", "memif:/a/0", "memif:/a/0", OPTIONS)).isInstanceOf(MosException.class)
            .hasMessageContaining("expected two different ones");
        assertThatThrownBy(() -> mos.inline("x", "nowhere:a", "memif:/a/0", OPTIONS)).isInstanceOf(MapiException.class)
            .hasMessageContaining("nowhere");
        assertThatThrownBy(() -> mos.observe("x", "nowhere:a", OPTIONS)).isInstanceOf(MapiException.class)
            .hasMessageContaining("nowhere");
        final String sample = "trace:" + Path.of(context.getProperty("mapi.home"), "sample/sample.pcap");
        try (Flow flow = mapi.createFlow(sample)) {
            flow.apply("PKT_COUNTER");
            flow.connect();
            assertThatThrownBy(() -> mos.inline("x", sample, "nowhere:b", OPTIONS)).isInstanceOf(MosException.class)
                .hasMessageContaining("in use");
        }
        assertThat(mos.sources()).extracting(MosSource::name).containsExactly("wire");
    }

    @Test
    public void shouldCountTheSameBehindAFilterOfEitherSystem() throws Exception {
        final AtomicLong frames = new AtomicLong();
        final Path sample = Path.of(context.getProperty("mapi.home"), "sample/sample.pcap");
        try (OfflineDevice device = mapi.createOfflineDevice(sample, null); Flow flow = mapi.createFlow(device.name());
            MonitorHandle counting = mos.monitor(MonitorOptions.packets("frames", "tcp and greater 100").on("sample"),
                on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, frame -> frames.incrementAndGet()));
            MosSource source = mos.observe("sample", device.name(), OPTIONS)) {
            flow.apply("BPF_FILTER", "tcp and greater 100");
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            device.start();
            assertThat(flow.awaitFinished(Duration.ofSeconds(300))).isTrue();
            assertThat(source.awaitEnd(Duration.ofSeconds(300))).isTrue();
            assertThat(frames.get()).isEqualTo(packets.read().value()).isPositive();
            assertThat(source.information().statistics().packets()).isEqualTo(30_000);
            assertThat(counting.information().callbacks()).isEqualTo(frames.get());
        }
    }

    @Test
    public void shouldCountPacketsByEventInAFlow() throws Exception {
        final Path sample = Path.of(context.getProperty("mapi.home"), "sample/sample.pcap");
        event("syn", "OWN_PACKET", "PKT_IN").write(load.resolve("own.jar"));
        Eventually.await("event", () -> mos.events().stream().anyMatch(one -> one.label().equals("OWN_PACKET")));
        try (OfflineDevice device = mapi.createOfflineDevice(sample, null); Flow flow = mapi.createFlow(device.name());
            Flow other = mapi.createFlow(device.name())) {
            flow.apply("MOS_EVENT", "CONN_START");
            final Applied<Long> starts = flow.apply("PKT_COUNTER", Long.class);
            other.apply("MOS_EVENT", "OWN_PACKET");
            final Applied<Long> own = other.apply("PKT_COUNTER", Long.class);
            assertThatThrownBy(() -> other.apply("MOS_EVENT", "NOWHERE")).hasMessageContaining("OWN_PACKET");
            flow.connect();
            other.connect();
            device.start();
            assertThat(flow.awaitFinished(Duration.ofSeconds(300))).isTrue();
            assertThat(other.awaitFinished(Duration.ofSeconds(300))).isTrue();
            assertThat(starts.read().value()).isPositive();
            assertThat(own.read().value()).isGreaterThan(starts.read().value());
        }
        assertThat(mos.sources()).extracting(MosSource::name).containsExactly("wire");
    }

    @Test
    public void shouldComeBackWithSourcesAndApplicationsWhenTheStackIsRestarted() throws Exception {
        final ReplayDevice device = new ReplayDevice(context, mapi, "again");
        final org.osgi.service.cm.Configuration declared = declare("declared", device.name());
        drop("watch", "1.0.0");
        awaitAttached("watch", "1.0.0");
        Eventually.await("declared source", () -> mos.source("declared").isPresent());
        final Bundle stack = Arrays.stream(context.getBundles())
            .filter(bundle -> bundle.getSymbolicName().equals("org.mapi.mos.stack")).findFirst().orElseThrow();
        stack.stop(Bundle.STOP_TRANSIENT);
        assertThat(mapi.flows()).isEmpty();
        assertThat(context.getServiceReference(Mos.class)).isNull();
        heard.clear();
        stack.start(Bundle.START_TRANSIENT);
        Eventually.await("service", () -> context.getServiceReference(Mos.class) != null);
        mos = context.getService(context.getServiceReference(Mos.class));
        wire = mos.follow("wire", OPTIONS);
        Eventually.await("packets again", () -> heard.size() > 10 && monitor("watch").sources().contains("declared"));
        declared.delete();
        device.delete();
    }

    @Test
    public void shouldUpgradeAnApplicationUnderFullLoad() throws Exception {
        final ReplayDevice device = new ReplayDevice(context, mapi, "fast");
        final org.osgi.service.cm.Configuration declared = declare("declared", device.name());
        for (String version : List.of("1.0.0", "1.0.1", "1.0.2", "1.0.3")) {
            drop("watch", version);
            awaitAttached("watch", version);
            Eventually.await("the source", () -> monitor("watch").sources().contains("declared"));
            heard.clear();
            Eventually.await("packets for " + version, () -> heard.size() > 1000);
            assertThat(heard).as("but for the last word of a call that was at work").filteredOn(line ->
                !line.startsWith(version + " ")).hasSizeLessThan(2);
        }
        final WeakReference<ClassLoader> last = loader("watch");
        Files.delete(load.resolve("watch.jar"));
        Eventually.await("application is gone", () -> mos.monitors().isEmpty());
        assertThat(mos.source("declared").orElseThrow().information()).satisfies(source -> {
            assertThat(source.failure()).isEmpty();
            assertThat(source.statistics().applicationFaults()).isZero();
        });
        declared.delete();
        device.delete();
        Eventually.await("source is gone", () -> mos.source("declared").isEmpty());
        verifyCollected(last);
    }

    @Test
    public void shouldShowSourcesAndMonitorsInTheShell() throws Exception {
        drop("throw", "1.0.0");
        awaitAttached("throw", "1.0.0");
        final TestConnection connection = new TestConnection(wire, 40_000);
        connection.send(10);
        connection.send(10);
        assertThat(shell("mos:sources").lines()).hasSize(2).anyMatch(line -> line.startsWith("wire") && line.contains("running"));
        assertThat(shell("mos:monitors").lines()).hasSize(2)
            .anyMatch(line -> line.startsWith("throw") && line.contains("not called") && line.contains("is one too many"));
        assertThat(shell("mos:monitors --json thr")).contains("\"bundle\" : \"org.mapi.test.throw 1.0.0\"");
        assertThat(shell("mos:health").lines()).hasSize(2).first().isEqualTo("1 error; 1 source, 1 monitor, 5 packets followed");
    }

    /** What a command of the shell answers; its classes are not on the tests' class path. */
    private String shell(String command) throws Exception {
        final String api = "org.apache.felix.service.command.";
        final Object processor = context.getService(context.getServiceReference(api + "CommandProcessor"));
        final ClassLoader classes = processor.getClass().getClassLoader();
        final Object session = classes.loadClass(api + "CommandProcessor")
            .getMethod("createSession", InputStream.class, OutputStream.class, OutputStream.class)
            .invoke(processor, InputStream.nullInputStream(), OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        final Class<?> sessions = classes.loadClass(api + "CommandSession");
        final Object answer = sessions.getMethod("execute", CharSequence.class).invoke(session, command);
        sessions.getMethod("close").invoke(session);
        return String.valueOf(answer);
    }
}
