package org.mapi.core.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiTopics;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.agent.AgentRunner;
import org.mapi.core.engine.agent.Station;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.device.DeviceEntry;
import org.mapi.core.engine.device.DeviceOrigin;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.MemoryDriver;
import org.mapi.core.engine.support.TestEngine;

/** An agent whose function stands still for as long as the clock says, looked at when the test wants. */
@Timeout(600)
class AgentSightingTest {
    private static final long MILLISECOND = 1_000_000;
    private static final List<String> TOPICS = List.of(MapiTopics.FUNCTION_SLOW, MapiTopics.FUNCTION_HANGING);

    @TempDir
    private Path directory;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Semaphore entered = new Semaphore(0);
    private final Semaphore leave = new Semaphore(0);
    private final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 1);
    private EngineCore core;
    private DeviceControl control;
    private AgentRunner runner;
    private Station station;
    private AgentSighting sighting;
    private long now = 5_000_000_000L;
    private long packets;

    /** The core's own watchdog does not know the device, as nobody has asked the core for it. */
    @BeforeEach
    void start() throws Exception {
        final EngineOptions options = TestEngine.options(directory);
        core = new EngineCore(options, PlatformServices.NONE, ResultMemory.open(options.resultDirectory()));
        core.listen((topic, properties) -> {
            if (TOPICS.contains(topic)) {
                told.add(topic);
            }
        });
        final MemoryDriver driver = new MemoryDriver();
        driver.put("/x", device);
        core.drivers(new DriverCatalogue(1, List.of(PlainProviders.of(driver))), true);
        core.functions(FunctionCatalogue.builder().generation(1).addAll(List.of(Functions.provider(
            Functions.definition("GATE"), (arguments, application) -> packet -> {
                entered.release();
                leave.acquireUninterruptibly();
                return true;
            }))).build(), true);
        control = DeviceControl.open(core, new DeviceEntry(1, DeviceOrigin.ON_DEMAND,
            DeviceConfiguration.of("trace:/x", "trace", "/x", Map.of())));
        final FlowRecord flow = new FlowRecord(1, "test", "trace:/x", control);
        final AppliedRecord gate = new ApplyOperation(core, flow).apply("GATE", definition -> true);
        control.connect(flow).get(TestEngine.SECONDS, TimeUnit.SECONDS);
        station = gate.stations().getFirst();
        runner = control.team().runners().getFirst();
        sighting = new AgentSighting(control, runner, now);
    }

    @AfterEach
    void stop() throws Exception {
        leave.release(1_000);
        control.shutDown().get(TestEngine.SECONDS, TimeUnit.SECONDS);
        core.close();
    }

    private void look(long milliseconds) {
        now += milliseconds * MILLISECOND;
        sighting.look(now);
    }

    /** The function gets a packet and does not return; the watchdog has just seen it come. */
    private void stand() throws InterruptedException {
        device.allow(++packets);
        assertThat(entered.tryAcquire(TestEngine.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(TestEngine.eventually(this::sleeps)).isTrue();
        look(0);
        look(0);
    }

    /** Whether the agent's thread sleeps, as the kernel says, so that all time of the clock is its own. */
    private boolean sleeps() {
        final Path task = runner.task();
        try {
            return task == null || Files.readString(task.resolve("stat"), StandardCharsets.ISO_8859_1).contains(") S ");
        } catch (IOException e) {
            return false;
        }
    }

    private void getOn() {
        leave.release();
        assertThat(TestEngine.eventually(() -> runner.agent().current() == null)).isTrue();
        look(20);
    }

    private void awaitTold(String... topics) {
        assertThat(TestEngine.eventually(() -> told.size() >= topics.length)).as("told: %s", told).isTrue();
        assertThat(told).containsExactly(topics);
    }

    @Test
    void shouldTellThatAFunctionIsSlowThoughItWasNotLookedAtBeforeItHung() throws InterruptedException {
        stand();
        look(1_500);
        assertThat(station.warning()).startsWith("hangs");
        awaitTold(MapiTopics.FUNCTION_SLOW, MapiTopics.FUNCTION_HANGING);
        look(20);
        getOn();
        assertThat(station.warning()).isEmpty();
        awaitTold(MapiTopics.FUNCTION_SLOW, MapiTopics.FUNCTION_HANGING);
    }

    @Test
    void shouldShowThatAFunctionIsSlowAgainAfterItHung() throws InterruptedException {
        stand();
        look(300);
        assertThat(station.warning()).startsWith("slow");
        look(1_500);
        assertThat(station.warning()).startsWith("hangs");
        getOn();
        assertThat(station.warning()).isEmpty();
        stand();
        look(300);
        assertThat(station.warning()).startsWith("slow");
        awaitTold(MapiTopics.FUNCTION_SLOW, MapiTopics.FUNCTION_HANGING, MapiTopics.FUNCTION_SLOW);
        getOn();
        assertThat(station.warning()).as("shown for some time").startsWith("slow");
    }

    @Test
    void shouldGoOnShowingThatAFunctionHangsWhenWhatWasSaidOfItsSlownessIsOver() throws InterruptedException {
        stand();
        look(300);
        look(1_500);
        for (int i = 0; i < 12; i++) {
            look(1_000);
            assertThat(station.warning()).startsWith("hangs");
        }
        getOn();
        assertThat(station.warning()).isEmpty();
    }
}
