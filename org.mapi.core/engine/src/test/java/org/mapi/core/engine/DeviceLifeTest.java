package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.DeviceCounters;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.TraceFormat;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.MemoryDriver;
import org.mapi.core.engine.support.TestEngine;

@Timeout(600)
class DeviceLifeTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private DeviceInformation only() {
        assertThat(engine.client().devices()).hasSize(1);
        return engine.client().devices().get(0);
    }

    @Test
    void shouldKeepAConfiguredDeviceOpenAndAnswerToItsAlias() {
        final MemoryDevice device = engine.driver().put("/lan", new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10));
        engine.engine().devices(List.of(new DeviceConfiguration("lan", "trace", "/lan", "inside", "the LAN", 1_000, false, true,
            Map.of())));
        assertThat(only().status()).isEqualTo("closed");
        final Flow flow = engine.client().createFlow("inside");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        assertThat(only().status()).isEqualTo("open");
        flow.connect();
        assertThat(only().status()).isEqualTo("running");
        device.allow(25);
        assertThat(TestEngine.eventually(() -> count.read().value() == 25)).isTrue();
        final DeviceCounters counters = engine.client().statistics("lan").get(0);
        assertThat(counters.received()).isEqualTo(25);
        assertThat(counters.interfaces()).containsExactly(25L);
        flow.close();
        assertThat(only().status()).isEqualTo("open");
        assertThat(device.closed()).isFalse();
        engine.engine().devices(List.of());
        assertThat(TestEngine.eventually(device::closed)).isTrue();
        assertThat(engine.client().devices()).isEmpty();
    }

    /** Two queues, each with packets of its own. */
    private record TwoQueues(MemoryDevice first, MemoryDevice second) implements CaptureDevice {
        @Override
        public DeviceProperties properties() {
            return first.properties();
        }

        @Override
        public int queues() {
            return 2;
        }

        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            return (queue == 0 ? first : second).poll(0, batch, limit);
        }

        @Override
        public DeviceStatistics statistics() {
            return first.statistics();
        }

        @Override
        public void close() {
            first.close();
            second.close();
        }
    }

    @Test
    void shouldCountTheInterfacesOfAllQueues() {
        final MemoryDevice first = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10).allow(30);
        final MemoryDevice second = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10).allow(12);
        final Flow flow = engine.flow("/two", new TwoQueues(first, second));
        flow.connect();
        assertThat(TestEngine.eventually(() -> engine.client().statistics("trace:/two").get(0).interfaces().equals(List.of(42L))))
            .isTrue();
    }

    @Test
    void shouldCloseADeviceThatWasMadeOnDemandWithItsLastFlow() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow first = engine.flow("/x", device);
        final Flow second = engine.client().createFlow("trace:/x");
        first.close();
        assertThat(only().id()).isEqualTo(1);
        second.close();
        assertThat(TestEngine.eventually(device::closed)).isTrue();
        assertThat(engine.client().devices()).isEmpty();
    }

    @Test
    void shouldKnowADeviceThatIsMadeWhileItsLastFlowCloses() throws InterruptedException {
        engine.driver().putEach("/x", () -> new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10));
        final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 60; round++) {
                    try (Flow flow = engine.client().createFlow("trace:/x")) {
                        engine.client().statistics("trace:/x");
                        assertThat(flow.device()).isEqualTo("trace:/x");
                    } catch (RuntimeException | Error e) {
                        faults.add(e);
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(faults).isEmpty();
        assertThat(engine.client().devices()).isEmpty();
    }

    @Test
    void shouldNotOpenADeviceWithADriverThatGoesMeanwhile() throws Exception {
        final CountDownLatch opening = new CountDownLatch(1);
        final CountDownLatch go = new CountDownLatch(1);
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        engine.driver().putEach("/slow", () -> {
            opening.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return device;
        });
        final Thread client = Thread.ofPlatform().start(() -> engine.client().createFlow("trace:/slow"));
        assertThat(opening.await(TestEngine.SECONDS, TimeUnit.SECONDS)).isTrue();
        final CompletableFuture<Void> gone = engine.engine().drivers(new DriverCatalogue(50, List.of())).toCompletableFuture();
        assertThat(gone).isNotDone();
        go.countDown();
        gone.get(TestEngine.SECONDS, TimeUnit.SECONDS);
        client.join();
        assertThat(device.closed()).isTrue();
        assertThat(only().status()).isEqualTo("waiting for driver");
    }

    @Test
    void shouldReadAFormatWithTheDriverThatIsNamedForIt() {
        final MemoryDriver own = new MemoryDriver();
        final MemoryDevice device = own.put("/a.erf", new MemoryDevice(DeviceKind.OFFLINE, 1, 1));
        engine.engine().drivers(new DriverCatalogue(9, List.of(PlainProviders.of(engine.driver()),
            PlainProviders.driver("card", own))));
        engine.engine().formats(Map.of(TraceFormat.ERF, "card"));
        engine.client().createOfflineDevice(Path.of("/a.erf"), TraceFormat.ERF);
        assertThat(only().driver()).isEqualTo("card");
        assertThat(device.closed()).isFalse();
        engine.engine().formats(Map.of(TraceFormat.ERF, "gone"));
        assertThatThrownBy(() -> engine.client().createOfflineDevice(Path.of("/a.erf"), TraceFormat.ERF))
            .hasMessageContaining("no driver \"gone\", drivers are [trace, card]");
    }

    @Test
    void shouldTellOfOtherDevicesWhenADriverThrowsWhereverItIsAsked() throws Exception {
        final CaptureDevice broken = new CaptureDevice() {
            @Override
            public DeviceProperties properties() {
                return new MemoryDevice(DeviceKind.LIVE, 1, 1).properties();
            }

            @Override
            public int poll(int queue, PacketBatch batch, int limit) {
                return 0;
            }

            @Override
            public DeviceStatistics statistics() {
                throw new IllegalStateException("no counters");
            }

            @Override
            public Optional<MapiException> failure() {
                throw new IllegalStateException("no failure");
            }

            @Override
            public double occupancy(int queue) {
                throw new IllegalStateException("no occupancy");
            }

            @Override
            public void close() {
                throw new IllegalStateException("no end");
            }
        };
        final Flow flow = engine.flow("/broken", broken);
        flow.apply("COUNT");
        flow.connect();
        engine.flow("/fine", new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10));
        assertThat(engine.client().devices()).hasSize(2);
        assertThat(engine.client().statistics("trace:/broken").get(0).received()).isZero();
        engine.engine().drivers(new DriverCatalogue(60, List.of())).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(engine.client().devices()).extracting(DeviceInformation::status).containsOnly("waiting for driver");
        flow.close();
    }

    /** An agent that was about to poll when it was told not to does so once more. */
    private static void awaitAsleep(String device) {
        final Thread agent = Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("mapi-agent " + device)).findFirst().orElseThrow();
        assertThat(TestEngine.eventually(() -> agent.getState() == Thread.State.TIMED_WAITING)).isTrue();
    }

    @Test
    void shouldNotLetAReplayRunWithoutFlows() {
        final MemoryDevice device = engine.driver().put("/r", new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10));
        engine.engine().devices(List.of(DeviceConfiguration.of("r", "trace", "/r", Map.of())));
        final Flow first = engine.client().createFlow("r");
        first.connect();
        device.allow(100);
        assertThat(TestEngine.eventually(() -> device.delivered() == 100)).isTrue();
        first.close();
        awaitAsleep("r");
        final Flow second = engine.client().createFlow("r");
        final Applied<Long> count = second.apply("COUNT", Long.class);
        device.allow(150);
        second.connect();
        assertThat(TestEngine.eventually(() -> count.read().value() == 50)).isTrue();
    }

    @Test
    void shouldCloseFlowsAndOfflineDevicesOfAClientThatGoesAndNoOthers() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow mine = engine.flow("/x", device);
        mine.connect();
        try (EngineClient guest = engine.engine().client("guest")) {
            guest.createFlow("trace:/x").connect();
            guest.createOfflineDevice(trace(), null);
            assertThat(engine.client().flows()).extracting("owner").containsExactly("test", "guest");
            assertThat(engine.client().devices()).hasSize(2);
        }
        assertThat(engine.client().flows()).extracting("owner").containsExactly("test");
        assertThat(engine.client().devices()).hasSize(1);
    }

    private Path trace() {
        engine.driver().put("/t", new MemoryDevice(DeviceKind.OFFLINE, 1, 1));
        return Path.of("/t");
    }

    @Test
    void shouldBlameTheDriverForMemoryThatIsGone() {
        engine.add(Functions.provider(Functions.definition("TOUCH"), (a, b) -> new Functions.Last(packet -> {
            if (packet.number() == 3) {
                throw new InternalError("a fault occurred in an unsafe memory access operation");
            }
            return packet.number();
        })));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        final Applied<Long> touch = flow.apply("TOUCH", Long.class);
        flow.connect();
        device.allow(10);
        assertThat(TestEngine.eventually(() -> only().droppedByUs() == 8)).isTrue();
        device.allow(20);
        assertThat(TestEngine.eventually(() -> touch.read().value() == 13)).isTrue();
        assertThat(touch.information().seen()).isEqualTo(12);
        assertThat(touch.information().status()).isEqualTo(org.mapi.FunctionStatus.INITIALIZED);
    }
}
