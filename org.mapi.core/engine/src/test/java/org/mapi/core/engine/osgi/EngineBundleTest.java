package org.mapi.core.engine.osgi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.core.engine.osgi.EmbeddedFramework.await;
import static org.mapi.core.engine.osgi.EmbeddedFramework.dictionary;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.ConfiguredDevice;
import org.mapi.ConfiguredSection;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.FlowInformation;
import org.mapi.FlowStatus;
import org.mapi.FunctionDescription;
import org.mapi.Mapi;
import org.mapi.MapiException;
import org.mapi.MapiTopics;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

class EngineBundleTest {
    @TempDir
    private Path folder;
    private EmbeddedFramework framework;
    private final GeneratingDriver driver = new GeneratingDriver();

    @BeforeEach
    void startFramework() throws Exception {
        framework = EmbeddedFramework.patient(folder.resolve("first"));
        registerDriver();
    }

    @AfterEach
    void stopFramework() throws Exception {
        framework.close();
    }

    /** Goes on with an engine of other times. */
    private void times(Duration close, Duration grace) throws Exception {
        framework.close();
        framework = new EmbeddedFramework(folder.resolve("second"), close, grace);
        registerDriver();
    }

    private ServiceRegistration<CaptureDriver> registerDriver() {
        return framework.context().registerService(CaptureDriver.class, driver, dictionary(Map.of("mapi.driver", "gen")));
    }

    private ServiceRegistration<Function> register(String name) {
        return framework.context().registerService(Function.class, new CountingFunction(),
            dictionary(CountingFunction.properties(name)));
    }

    private List<String> names(Mapi mapi) {
        return mapi.functions().stream().filter(function -> function.rejected().isEmpty())
            .map(function -> function.definition().function()).sorted().toList();
    }

    @Test
    void shouldMeasureWithFunctionsAndDriversThatAreServices() {
        register("COUNT");
        final Mapi mapi = framework.mapi();
        try (Flow flow = mapi.createFlow("gen:x")) {
            final Applied<Long> count = flow.apply("COUNT", Long.class, 3);
            flow.connect();
            await("packets", () -> count.read().value() > 300);
            assertThat(count.information().library()).isEqualTo("testlib");
            assertThat(mapi.flows()).extracting(FlowInformation::owner).containsExactly("org.apache.felix.framework");
        }
        assertThat(mapi.flows()).isEmpty();
        await("device is closed", () -> driver.open() == 0);
    }

    @Test
    void shouldShowARejectedDefinitionWithTheReason() {
        framework.context().registerService(Function.class, new CountingFunction(),
            dictionary(Map.of("mapi.library", "testlib", "mapi.function", "lower case")));
        final FunctionDescription rejected = framework.mapi().functions().get(0);
        assertThat(rejected.rejected()).contains("function is \"lower case\"");
        assertThatThrownBy(() -> framework.mapi().createFlow("gen:x").apply("testlib:COUNT")).isInstanceOf(MapiException.class);
    }

    @Test
    void shouldTakeADefinitionAnewWhenItsPropertiesChange() {
        final ServiceRegistration<Function> registration = register("COUNT");
        final Mapi mapi = framework.mapi();
        assertThat(names(mapi)).containsExactly("COUNT");
        registration.setProperties(dictionary(CountingFunction.properties("COUNT_ANEW")));
        assertThat(names(mapi)).containsExactly("COUNT_ANEW");
        registration.unregister();
        assertThat(names(mapi)).isEmpty();
    }

    @Test
    void shouldEndTheFlowsOfABundleThatStops() throws Exception {
        register("COUNT");
        final Bundle client = framework.client("test.client");
        final Flow flow = EmbeddedFramework.service(client.getBundleContext(), Mapi.class).createFlow("gen:x");
        flow.apply("COUNT");
        flow.connect();
        assertThat(framework.mapi().flows()).extracting(FlowInformation::owner).containsExactly("test.client");
        client.stop();
        assertThat(framework.mapi().flows()).isEmpty();
        assertThat(flow.status()).isEqualTo(FlowStatus.CLOSED);
    }

    @Test
    void shouldEndEverythingWhenTheEngineStops() throws Exception {
        register("COUNT");
        final Flow flow = framework.mapi().createFlow("gen:x");
        flow.apply("COUNT");
        flow.connect();
        framework.engine().stop();
        assertThat(driver.open()).isZero();
        assertThat(framework.context().getServiceReference(Mapi.class)).isNull();
        framework.engine().start();
        await("its functions", () -> names(framework.mapi()).equals(List.of("COUNT")));
    }

    @Test
    void shouldStopAlthoughFunctionsHang() throws Exception {
        times(Duration.ofSeconds(3), EmbeddedFramework.GRACE);
        final CountDownLatch end = new CountDownLatch(1);
        final Function hanging = (arguments, application) -> packet -> awaitEnd(end);
        framework.context().registerService(Function.class, hanging, dictionary(CountingFunction.properties("HANG")));
        for (int number = 0; number < 5; number++) {
            final Flow flow = framework.mapi().createFlow("gen:" + number);
            flow.apply("HANG");
            flow.connect();
        }
        try {
            framework.close();
        } finally {
            end.countDown();
        }
    }

    private static boolean awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Test
    void shouldStandServicesThatFlap() throws Exception {
        final Mapi mapi = framework.mapi();
        final ExecutorService threads = Executors.newFixedThreadPool(4);
        final List<Future<?>> done = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            final int number = thread;
            done.add(threads.submit(() -> {
                final Random random = new Random(number);
                for (int round = 0; round < 50; round++) {
                    final ServiceRegistration<Function> registration = register("COUNT_" + number + "_" + random.nextInt(3));
                    assertThat(names(mapi)).isNotEmpty();
                    registration.unregister();
                }
                register("STAYS_" + number);
                return null;
            }));
        }
        for (Future<?> one : done) {
            one.get(120, TimeUnit.SECONDS);
        }
        threads.shutdown();
        await("what stays", () -> names(mapi).equals(List.of("STAYS_0", "STAYS_1", "STAYS_2", "STAYS_3")));
    }

    @Test
    void shouldKnowConfiguredDevicesAndLetConfigurationAdminWinPerKey() throws Exception {
        Files.writeString(framework.etc().resolve("mapi.conf"), """
            [driver]
            device=one
            driver=gen
            alias=uno
            rate=5
            [driver]
            device=two
            driver=gen
            """);
        final Mapi mapi = framework.mapi();
        await("devices of mapi.conf", () -> mapi.devices().size() == 2);
        final Configuration configuration = framework.create("org.mapi.device", Map.of("device", "one", "alias", "eins",
            "options", new String[] {"depth=7"}, "description", ""));
        await("alias of Configuration Admin", () -> mapi.devices().stream().map(DeviceInformation::alias)
            .anyMatch("eins"::equals));
        mapi.createFlow("eins").close();
        assertThat(driver.last().options()).isEqualTo(Map.of("rate", "5", "depth", "7"));
        configuration.delete();
        await("alias of mapi.conf", () -> mapi.devices().stream().map(DeviceInformation::alias).anyMatch("uno"::equals));
        Files.writeString(framework.etc().resolve("mapi.conf"), "[driver]\ndevice=three\ndriver=gen\n");
        await("changed mapi.conf", () -> mapi.devices().stream().map(DeviceInformation::name).toList().equals(List.of("three")));
    }

    private List<ConfiguredSection> sections() throws Exception {
        return framework.context().getServiceReferences(ConfiguredSection.class, "(mapi.section=mos)").stream()
            .map(framework.context()::getService).filter(Objects::nonNull)    // gone since the list was made
            .sorted(Comparator.comparing(ConfiguredSection::name)).toList();
    }

    @Test
    void shouldShowSectionsThatAreOthersAsServicesAndHowDevicesAreConfigured() throws Exception {
        final Path file = framework.etc().resolve("mapi.conf");
        Files.writeString(file, "[driver]\ndevice=left\nalias=links\ndriver=gen\naddress=x\nrate=5\n"
            + "[mos]\nname=wire\ndevice=left\n[mos]\nname=uplink\ndevice=up\n");
        await("sections", () -> sections().size() == 2);
        final ConfiguredSection wire = sections().get(1);
        assertThat(wire).isEqualTo(new ConfiguredSection("mos", "wire", file + ":7", Map.of("name", List.of("wire"), "device",
            List.of("left"))));
        await("device", () -> framework.mapi().configuredDevice("links").isPresent());
        assertThat(framework.mapi().configuredDevice("links")).contains(new ConfiguredDevice("left", "links", "gen", "x",
            Map.of("rate", "5")));
        assertThat(framework.mapi().configuredDevice("gen:x")).isEmpty();
        Files.writeString(file, "# a line more\n[mos]\nname=wire\ndevice=left\n[mos]\nname=other\ndevice=up\n");
        await("changed sections", () -> sections().stream().map(ConfiguredSection::name).toList().equals(List.of("other",
            "wire")));
        assertThat(sections().get(1)).as("one that stays as it was").isSameAs(wire);
        Files.writeString(file, "[mos]\nname=wire\n");
        Files.writeString(file, "[mos]\nname=wire\ndevice=left\ndevice=right\n");
        await("the changed one", () -> sections().stream().map(section -> section.all("device").size()).toList()
            .equals(List.of(2)));
    }

    private String state(String flow) throws Exception {
        for (ServiceReference<FlowInformation> reference : framework.context().getServiceReferences(FlowInformation.class,
            "(mapi.flow.name=" + flow + ")")) {
            return reference.getProperty("mapi.flow.state") + " " + reference.getProperty("mapi.flow.detail");
        }
        return "";
    }

    @Test
    void shouldMakeADeclaredFlowWhenItsDeviceAndFunctionsAreThere() throws Exception {
        final Configuration declared = framework.create("org.mapi.flow", Map.of("name", "always", "device", "later",
            "functions", new String[] {"c=COUNT", "COUNT(2)"}));
        await("waits for the function", () -> state("always")
            .matches("WAITING MAPI_FUNCTION_NOT_FOUND \\(\\d+\\): no library offers COUNT, COUNT"));
        final Mapi mapi = framework.mapi();
        await("shown to clients", () -> mapi.declaredFlows().size() == 1);
        assertThat(mapi.declaredFlows().get(0)).satisfies(waiting -> {
            assertThat(waiting.made()).isFalse();
            assertThat(waiting.name()).isEqualTo("always");
            assertThat(waiting.device()).isEqualTo("later");
            assertThat(waiting.functions()).containsExactly("c=COUNT", "COUNT(2)");
            assertThat(waiting.origin()).startsWith("org.mapi.flow");
            assertThat(waiting.detail()).contains("no library offers COUNT");
        });
        register("COUNT");
        await("waits for the device", () -> state("always").contains("WAITING MAPID_NO_DRIVER"));
        final Configuration device = framework.create("org.mapi.device", Map.of("device", "later", "driver", "gen"));
        await("runs", () -> state("always").startsWith("RUNNING"));
        final FlowInformation flow = mapi.flows().get(0);
        await("shown to clients", () -> mapi.declaredFlows().get(0).flow() == flow.id());
        assertThat(flow.owner()).isEqualTo("configuration");
        assertThat(mapi.functions(flow.id())).extracting("arguments").containsExactly(List.of("1"), List.of("2"));
        await("counts", () -> (Long) mapi.peek(flow.id(), 2).orElse(0L) > 0);
        device.update(dictionary(Map.of("device", "later", "driver", "gen", "rate", "9")));
        await("made anew on the changed device", () -> "9".equals(driver.last().options().get("rate"))
            && mapi.flows().stream().map(FlowInformation::id).anyMatch(id -> id != flow.id()));
        declared.delete();
        await("ended", () -> mapi.flows().isEmpty());
        await("not shown any more", () -> state("always").isEmpty() && mapi.declaredFlows().isEmpty());
    }

    @Test
    void shouldGoOnWhenAFunctionGoesAndComesBackWhileAFlowRuns() throws Exception {
        final ServiceRegistration<Function> first = register("COUNT");
        try (Flow flow = framework.mapi().createFlow("gen:x")) {
            final Applied<Long> count = flow.apply("COUNT", Long.class);
            flow.connect();
            await("packets", () -> count.read().value() > 0);
            first.unregister();
            await("suspended", () -> flow.status() == FlowStatus.SUSPENDED);
            final long held = count.read().value();
            await("missed packets are counted", () -> count.read().missed() > 0);
            assertThat(count.read().value()).isEqualTo(held);
            register("COUNT");
            await("resumed", () -> count.read().value() > held && flow.status() == FlowStatus.ACTIVE);
            assertThat(flow.awaitFinished(Duration.ZERO)).isFalse();
        }
    }

    @Test
    void shouldChangeOverToANewerBundleWithoutMissingAPacket() throws Exception {
        times(Duration.ofSeconds(60), Duration.ofSeconds(60));
        final Bundle older = library("1.0.0", "COUNT", "COUNT_TOO");
        try (Flow flow = framework.mapi().createFlow("gen:x")) {
            final Applied<Long> count = flow.apply("COUNT", Long.class);
            final Applied<Long> second = flow.apply("COUNT_TOO", Long.class);
            flow.connect();
            await("packets", () -> count.read().value() > 0);
            final Bundle newer = library("1.1.0", "COUNT", "COUNT_TOO");
            await("newer version", () -> version(count).equals("1.1.0") && version(second).equals("1.1.0"));
            older.uninstall();
            final long before = count.read().value();
            await("goes on", () -> count.read().value() > before);
            newer.update();
            for (String name : List.of("COUNT", "COUNT_TOO")) {
                newer.getBundleContext().registerService(Function.class, new CountingFunction(),
                    dictionary(CountingFunction.properties(name)));
            }
            final long updated = count.read().value();
            await("goes on after the update in place", () -> second.read().value() > updated);
            assertThat(List.of(count.read(), second.read())).allSatisfy(result -> {
                assertThat(result.missed()).isZero();
                assertThat(result.value()).isEqualTo(result.seen());
            });
            assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        }
    }

    private static String version(Applied<?> applied) {
        return applied.information().bundleVersion();
    }

    private Bundle library(String version, String... functions) throws Exception {
        final Bundle bundle = framework.client("test.library", version);
        for (String function : functions) {
            bundle.getBundleContext().registerService(Function.class, new CountingFunction(),
                dictionary(CountingFunction.properties(function)));
        }
        return bundle;
    }

    @Test
    void shouldCloseDevicesBeforeTheirDriverGoes() throws Exception {
        final ServiceRegistration<CaptureDriver> second = framework.context().registerService(CaptureDriver.class, driver,
            dictionary(Map.of("mapi.driver", "other")));
        register("COUNT");
        try (Flow flow = framework.mapi().createFlow("other:x")) {
            flow.apply("COUNT");
            flow.connect();
            second.unregister();
            assertThat(driver.open()).isZero();
            assertThat(flow.status()).isEqualTo(FlowStatus.SUSPENDED);
        }
    }

    /** Remembers events; all else is not asked for. */
    private record Recorder(ConcurrentLinkedQueue<Event> events) implements EventAdmin {
        @Override
        public void postEvent(Event event) {
            events.add(event);
        }

        @Override
        public void sendEvent(Event event) {
            throw new UnsupportedOperationException("events are posted, nobody waits for their handlers");
        }
    }

    @Test
    void shouldSendEventsThroughEventAdminWhileThereIsOne() {
        register("COUNT");
        final Mapi mapi = framework.mapi();
        final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();
        final ServiceRegistration<EventAdmin> admin =
            framework.context().registerService(EventAdmin.class, new Recorder(events), null);
        try (Flow flow = mapi.createFlow("gen:x")) {
            flow.apply("COUNT", 3);
            flow.connect();
            await("event", () -> events.stream().anyMatch(event -> event.getTopic().equals(MapiTopics.FLOW_CONNECTED)
                && Integer.valueOf(flow.id()).equals(event.getProperty(MapiTopics.FLOW_ID))));
        }
        await("last event", () -> events.stream().anyMatch(event -> event.getTopic().equals(MapiTopics.DEVICE_CLOSED)));
        assertThat(events).extracting(Event::getTopic).contains(MapiTopics.FLOW_CLOSED);
        admin.unregister();
        final int told = events.size();
        mapi.createFlow("gen:x").close();
        assertThat(events).hasSize(told);
    }

    /** Compiles nothing; tells who it is. */
    private record Compiler(String expression) implements FilterCompiler {
        @Override
        public CaptureFilter compile(String given, int linkType, int captureLength, int netmask) {
            throw new UnsupportedOperationException(expression);
        }
    }

    @Test
    void shouldHaveNoFunctionUseAFilterCompilerThatGoes() {
        final ConcurrentLinkedQueue<String> used = new ConcurrentLinkedQueue<>();
        final ServiceRegistration<FilterCompiler> first =
            framework.context().registerService(FilterCompiler.class, new Compiler("first"), null);
        framework.context().registerService(Function.class, (arguments, application) -> {
            final Compiler compiler = (Compiler) application.service(FilterCompiler.class);
            return packet -> {
                if (used.size() < 1_000 || !compiler.expression().equals("first")) {
                    used.add(compiler.expression());
                }
                return true;
            };
        }, dictionary(CountingFunction.properties("FILTERING")));
        final Mapi mapi = framework.mapi();
        await("function", () -> names(mapi).contains("FILTERING"));
        try (Flow flow = mapi.createFlow("gen:x")) {
            final Applied<Object> filtering = flow.apply("FILTERING", 1);
            flow.connect();
            await("packets", () -> used.contains("first"));
            framework.context().registerService(FilterCompiler.class, new Compiler("second"), dictionary(Map.of(
                Constants.SERVICE_RANKING, 10)));
            first.unregister();
            await("the other one", () -> used.contains("second"));
            assertThat(filtering.information().missed()).isZero();
        }
    }
}
