package org.mapi.run.itest.framework;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.run.itest.bundles.FaultyJar;
import org.mapi.run.itest.bundles.FaultyLibrary;
import org.mapi.run.itest.bundles.LateClass;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** Functions that throw, hang or lack a class: their flow, other flows and other devices go on. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class FaultsIT {
    private static final long BEFORE_THE_FAULT = 99;

    @Inject
    private BundleContext context;
    @Inject
    private Mapi mapi;
    private Path file;
    private ReplayDevice device;
    private ReplayDevice other;

    /** What is started. */
    @Configuration
    public Option[] appliance() throws Exception {
        return ApplianceOptions.of(FaultsIT.class, "", "close.timeout.ms=L\"5000\"");
    }

    /** Drops the library in; it lacks a class. */
    @Before
    public void prepare() throws Exception {
        device = new ReplayDevice(context, mapi, "one");
        other = new ReplayDevice(context, mapi, "two");
        file = FaultyJar.make().write(Path.of(context.getProperty("mapi.load.dir"), "faulty.jar"));
        awaitFunctions(4);
    }

    private void awaitFunctions(long count) throws InterruptedException {
        Eventually.await("functions", () -> mapi.functions().stream()
            .filter(function -> function.definition().library().equals("faultlib")).count() == count);
    }

    /** Takes it out. */
    @After
    public void takeOut() throws Exception {
        System.clearProperty(FaultyLibrary.HANG);
        Files.deleteIfExists(file);
        awaitFunctions(0);
        device.delete();
        other.delete();
    }

    private static void awaitStatus(Applied<?> function, FunctionStatus status) throws InterruptedException {
        Eventually.await(status.name(), () -> function.information().status() == status);
    }

    @Test
    public void shouldQuarantineAFunctionThatThrows() throws Exception {
        try (Flow flow = mapi.createFlow(device.name()); Flow neighbour = mapi.createFlow(device.name())) {
            final Applied<Long> before = flow.apply("PKT_COUNTER", Long.class);
            final Applied<Long> faulty = flow.apply("faultlib:THROW", Long.class);
            final Applied<Long> behind = flow.apply("BYTE_COUNTER", Long.class);
            final Applied<Long> beside = neighbour.apply("PKT_COUNTER", Long.class);
            neighbour.connect();
            flow.connect();
            awaitStatus(faulty, FunctionStatus.QUARANTINED);
            assertThat(faulty.information().detail()).contains("IllegalStateException", "packet 100 is one too many");
            assertThatThrownBy(faulty::read).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_FUNCTION_QUARANTINED));
            final long counted = before.read().value();
            final long countedBeside = beside.read().value();
            device.awaitPackets();
            assertThat(before.read().value()).isGreaterThan(counted);
            assertThat(beside.read().value()).isGreaterThan(countedBeside);
            final FunctionInformation state = faulty.information();
            assertThat(state.passed()).isEqualTo(BEFORE_THE_FAULT);
            assertThat(state.missed()).isPositive();
            assertThat(behind.information().seen()).isEqualTo(BEFORE_THE_FAULT);
            assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
            assertThat(flow.information().detail()).contains("faultlib:THROW", "one too many");
        }
    }

    @Test
    public void shouldQuarantineAFunctionThatLacksAClassUntilItsLibraryIsUpgraded() throws Exception {
        try (Flow flow = mapi.createFlow(device.name())) {
            final Applied<Long> before = flow.apply("PKT_COUNTER", Long.class);
            final Applied<Long> faulty = flow.apply("faultlib:LINK", Long.class);
            flow.connect();
            awaitStatus(faulty, FunctionStatus.QUARANTINED);
            assertThat(faulty.information().detail()).contains("NoClassDefFoundError", "LateClass");
            device.awaitPackets();
            FaultyJar.make().with(LateClass.class).with("Bundle-Version", "2.0.0").write(file);
            awaitStatus(faulty, FunctionStatus.INITIALIZED);
            assertThat(faulty.information().bundleVersion()).isEqualTo("2.0.0");
            final long passed = faulty.information().passed();
            Eventually.await("packets pass again", () -> faulty.information().passed() > passed + 1_000);
            assertThat(faulty.information().missed()).isPositive();
            assertThat(before.information().missed()).isZero();
            assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        }
    }

    @Test
    public void shouldSayWhatAFunctionRefuses() {
        try (Flow flow = mapi.createFlow(device.name())) {
            assertThatThrownBy(() -> flow.apply("faultlib:REFUSE")).isInstanceOf(MapiException.class)
                .hasMessageContaining("faultlib:REFUSE").hasMessageContaining("refused with 0 arguments");
        }
    }

    @Test
    public void shouldNameAFunctionThatHangsAndCloseItsFlow() throws Exception {
        try (Flow neighbour = mapi.createFlow(other.name())) {
            final Applied<Long> beside = neighbour.apply("PKT_COUNTER", Long.class);
            neighbour.connect();
            final Flow flow = mapi.createFlow(device.name());
            flow.apply("faultlib:HANG");
            System.setProperty(FaultyLibrary.HANG, "true");
            flow.connect();
            final long begin = System.nanoTime();
            Eventually.await("device hangs", () -> device.information().detail().contains("faultlib:HANG"));
            if (Boolean.getBoolean("mapi.long")) {
                assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(2));
            }
            assertThat(device.information().status()).isEqualTo("hanging");
            Eventually.await("the log names it", () -> log().contains("device one hangs: function faultlib:HANG"));
            other.awaitPackets();
            assertThatThrownBy(flow::close).isInstanceOfSatisfying(MapiException.class, e -> {
                assertThat(e.error()).isEqualTo(MapiError.MAPI_TIMEOUT);
                assertThat(e).hasMessageContaining("faultlib:HANG");
            });
            assertThat(beside.information().missed()).isZero();
            System.clearProperty(FaultyLibrary.HANG);
            Eventually.await("flow is closed", () -> flow.status() == FlowStatus.CLOSED);
            assertThat(mapi.flows()).hasSize(1);
        }
        Eventually.await("device gets on", () -> !device.information().status().equals("hanging"));
    }

    @Test
    public void shouldLetALibraryGoAlthoughItHangs() throws Exception {
        final Flow flow = mapi.createFlow(device.name());
        flow.apply("faultlib:HANG");
        System.setProperty(FaultyLibrary.HANG, "true");
        flow.connect();
        Eventually.await("device hangs", () -> device.information().status().equals("hanging"));
        Files.delete(file);
        awaitFunctions(0);
        System.clearProperty(FaultyLibrary.HANG);
        Eventually.await("function is suspended or quarantined", () -> flow.functions().stream()
            .noneMatch(function -> function.status() == FunctionStatus.INITIALIZED));
        flow.close();
        assertThat(mapi.flows()).isEmpty();
    }

    private String log() throws Exception {
        return Files.readString(Path.of(context.getProperty(ApplianceOptions.FOLDER), "logs/mapi.log"));
    }
}
