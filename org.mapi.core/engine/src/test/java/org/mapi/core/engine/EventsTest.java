package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Flow;
import org.mapi.MapiTopics;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;

@Timeout(600)
class EventsTest {
    @TempDir
    private Path directory;
    private TestEngine engine;
    private final ConcurrentLinkedQueue<Event> events = new ConcurrentLinkedQueue<>();

    private record Event(String topic, Map<String, Object> properties) { }

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory));
        engine.engine().listen((topic, properties) -> events.add(new Event(topic, properties)));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private List<String> topics() {
        return events.stream().map(Event::topic).toList();
    }

    private Event event(String topic) {
        assertThat(TestEngine.eventually(() -> topics().contains(topic))).as(topic).isTrue();
        return events.stream().filter(event -> event.topic().equals(topic)).findFirst().orElseThrow();
    }

    private void set(FunctionProvider... providers) throws Exception {
        engine.engine().functions(FunctionCatalogue.builder().generation(System.nanoTime()).addAll(List.of(providers)).build(),
            true).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void shouldTellTheLifeOfAFlowInOrder() throws InterruptedException {
        final OfflineDevice trace = engine.offline(new MemoryDevice(DeviceKind.OFFLINE, 10, 10).allow(10));
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("COUNT");
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        flow.close();
        trace.close();
        final Event closed = event(MapiTopics.DEVICE_CLOSED);
        // What the watchdog says of a machine that is busy with something else is no part of it.
        assertThat(topics()).filteredOn(topic -> !List.of(MapiTopics.FUNCTION_SLOW, MapiTopics.FUNCTION_HANGING).contains(topic))
            .containsExactly(MapiTopics.DEVICE_OPENED, MapiTopics.FLOW_CREATED, MapiTopics.FLOW_CONNECTED,
            MapiTopics.FLOW_FINISHED, MapiTopics.DEVICE_FINISHED, MapiTopics.FLOW_CLOSED, MapiTopics.DEVICE_CLOSED);
        assertThat(closed.properties()).containsEntry(MapiTopics.DEVICE, trace.name());
        assertThat(event(MapiTopics.FLOW_CREATED).properties()).containsEntry(MapiTopics.FLOW_ID, flow.id())
            .containsEntry(MapiTopics.OWNER, "test").containsEntry(MapiTopics.DEVICE, trace.name())
            .containsKeys(MapiTopics.TIMESTAMP, MapiTopics.DETAIL);
    }

    @Test
    void shouldTellOfLibrariesAndTheFlowsThatMissThem() throws Exception {
        final Flow flow = engine.flow("/x", new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10));
        flow.apply("COUNT");
        flow.connect();
        set();
        assertThat(event(MapiTopics.LIBRARY_REMOVED).properties()).containsEntry(MapiTopics.LIBRARY, "testlib")
            .containsEntry(MapiTopics.BUNDLE, "test.bundle").containsEntry(MapiTopics.VERSION, "1.0");
        assertThat(event(MapiTopics.FLOW_SUSPENDED).properties().get(MapiTopics.DETAIL).toString()).contains("COUNT");
        set(Functions.count("2.0"));
        assertThat(event(MapiTopics.LIBRARY_ADDED).properties()).containsEntry(MapiTopics.VERSION, "2.0");
        assertThat(event(MapiTopics.FLOW_RESUMED).properties()).containsEntry(MapiTopics.FLOW_ID, flow.id());
    }

    @Test
    void shouldTellOfFunctionsThatThrowAndHang() {
        final AtomicBoolean slow = new AtomicBoolean(true);
        final AtomicBoolean hang = new AtomicBoolean();
        engine.add(Functions.provider(Functions.definition("THROWING"), (a, b) -> packet -> {
            throw new IllegalStateException("no more");
        }), Functions.provider(Functions.definition("LOOPING"), (a, b) -> packet -> {
            final long end = System.nanoTime() + 400_000_000;
            TestEngine.hang(() -> hang.get() || slow.get() && System.nanoTime() - end < 0);
            return true;
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 1);
        final Flow flow = engine.flow("/x", device);
        flow.apply("LOOPING");
        flow.apply("THROWING");
        flow.connect();
        device.allow(MemoryDevice.OPEN);
        assertThat(event(MapiTopics.FUNCTION_SLOW).properties()).containsEntry(MapiTopics.FUNCTION, "LOOPING");
        hang.set(true);
        assertThat(event(MapiTopics.FUNCTION_HANGING).properties()).containsEntry(MapiTopics.FUNCTION, "LOOPING")
            .containsEntry(MapiTopics.FUNCTION_ID, 1).containsEntry(MapiTopics.LIBRARY, "testlib");
        slow.set(false);
        hang.set(false);
        assertThat(event(MapiTopics.FUNCTION_QUARANTINED).properties()).containsEntry(MapiTopics.FUNCTION, "THROWING")
            .hasEntrySatisfying(MapiTopics.DETAIL, detail -> assertThat(detail.toString()).contains("no more"));
    }

    @Test
    void shouldTellOfDevicesThatFailAndDriversThatGo() throws Exception {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        flow.connect();
        device.fail(new IllegalStateException("cable cut"));
        assertThat(event(MapiTopics.DEVICE_FAILED).properties().get(MapiTopics.DETAIL).toString()).contains("cable cut");
        event(MapiTopics.DEVICE_FINISHED);
        final Flow other = engine.flow("/y", new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10));
        other.connect();
        engine.engine().drivers(new DriverCatalogue(9, List.of())).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(event(MapiTopics.FLOW_SUSPENDED).properties()).containsEntry(MapiTopics.FLOW_ID, other.id());
    }

    @Test
    void shouldTellNobodyThatDevicesWaitWhenTheirDriversGoOnPurpose() throws Exception {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        flow.connect();
        engine.engine().drivers(new DriverCatalogue(9, List.of()), true).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(device.closed()).isTrue();
        flow.close();
        event(MapiTopics.FLOW_CLOSED);
        assertThat(topics()).doesNotContain(MapiTopics.FLOW_SUSPENDED);
    }

    @Test
    void shouldNotWaitForAListenerThatHangs() {
        final CountDownLatch hang = new CountDownLatch(1);
        engine.engine().listen((topic, properties) -> {
            try {
                hang.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        for (int i = 0; i < 50; i++) {
            final Flow flow = engine.flow("/x" + i, new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10));
            flow.connect();
            flow.close();
        }
        hang.countDown();
        assertThat(TestEngine.eventually(() -> topics().stream().filter(MapiTopics.FLOW_CLOSED::equals).count() == 50)).isTrue();
    }
}
