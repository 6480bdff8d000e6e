package org.mapi.core.pcap.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceCandidate;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.PacketCursor;

/** The driver on a pair of connected interfaces in a network namespace of the test's own. */
class LiveCaptureTest {
    private static final long DEADLINE = 120_000_000_000L;
    private static final int LONGEST = 1514;

    private static NetworkNamespace namespace;

    private final PcapDriver driver = new PcapDriver();

    @BeforeAll
    static void createNamespace() throws Exception {
        namespace = NetworkNamespace.create();
    }

    @AfterAll
    static void deleteNamespace() throws IOException {
        if (namespace != null) {
            namespace.close();
        }
    }

    private CaptureDevice open(String name, String... options) throws Exception {
        Map<String, String> map = new HashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        return namespace.call(() -> driver.open(new DeviceRequest("pcap:" + name, name, DeviceKind.LIVE, map)));
    }

    private static PacketSink sink(CaptureDevice device) throws Exception {
        return namespace.call(device::openSink);
    }

    private static void sendAll(PacketSink sink, PacketBatch batch, int count) {
        long end = System.nanoTime() + DEADLINE;
        int sent = 0;
        while (sent < count && System.nanoTime() < end) {
            sent += sink.send(batch, sent, count - sent);
        }
        assertThat(sent).isEqualTo(count);
    }

    private static void until(BooleanSupplier condition, String what) {
        long end = System.nanoTime() + DEADLINE;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Polls until so many packets came; checks that they are numbered one by one from {@code first}. */
    private static void receive(CaptureDevice device, PacketBatch batch, int first, int count) {
        long end = System.nanoTime() + DEADLINE;
        int next = first;
        while (next < first + count) {
            assertThat(System.nanoTime()).as("deadline: received " + (next - first) + " of " + count).isLessThan(end);
            batch.clear();
            int polled = device.poll(0, batch, PacketBatch.CAPACITY);
            assertThat(polled).isEqualTo(batch.size()).isNotNegative();
            for (int i = 0; i < polled; i++) {
                assertThat(TestFrames.number(batch, i)).isEqualTo(next++);
            }
            if (polled == 0) {
                device.await(0, 1_000_000);
            }
        }
    }

    @Test
    void shouldDeliverEveryFrameThatTheSinkSends() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left"); CaptureDevice right = open("right");
             PacketSink sink = sink(left)) {
            PacketBatch received = new PacketBatch();
            long before = System.currentTimeMillis() * 1_000_000;
            for (int i = 0; i < 200; i++) {
                sendAll(sink, TestFrames.batch(arena, 100 * i, 100, LONGEST), 100);
                receive(right, received, 100 * i, 100);
            }
            assertThat(received.timestamp(received.size() - 1)).isBetween(before - 1_000_000_000L, before + DEADLINE);
            assertThat(received.timestamp(0) % 1000 + received.timestamp(received.size() - 1) % 1000).as("nanos").isPositive();
            assertThat(received.wireLength(received.size() - 1)).isEqualTo(TestFrames.length(19_999, LONGEST));
            assertThat(sink.sent()).isEqualTo(20_000);
            assertThat(sink.dropped()).isZero();
            assertThat(right.statistics()).isEqualTo(new DeviceStatistics(20_000, 0, 0, 0, 0, -1, -1));
            assertThat(right.failure()).isEmpty();
        }
    }

    @Test
    void shouldDescribeItsInterface() throws Exception {
        try (CaptureDevice device = open("left", "snaplen", "2000")) {
            assertThat(device.properties().kind()).isEqualTo(DeviceKind.LIVE);
            assertThat(device.properties().deviceType()).isEqualTo(DeviceType.NIC);
            assertThat(device.properties().captureLength()).isEqualTo(2000);
            assertThat(device.properties().linkTypes()).containsExactly(1);
            assertThat(device.properties().interfaces().getFirst().name()).isEqualTo("left");
            assertThat(device.queues()).isEqualTo(1);
            assertThat(device.occupancy(0)).isZero();
        }
        List<DeviceCandidate> candidates = namespace.call(driver::candidates);
        assertThat(candidates).extracting(DeviceCandidate::address).contains("left", "right", "lo", "any");
        assertThat(candidates).filteredOn(candidate -> candidate.address().equals("left"))
            .allMatch(DeviceCandidate::up);
    }

    @Test
    void shouldCutPacketsAtTheSnapLength() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left");
             CaptureDevice right = open("right", "snaplen", "96", "immediate", "true"); PacketSink sink = sink(left)) {
            PacketBatch received = new PacketBatch();
            sendAll(sink, TestFrames.batch(arena, 1000, 50, LONGEST), 50);
            receive(right, received, 1000, 50);
            for (int i = 0; i < received.size(); i++) {
                assertThat(received.captureLength(i)).isEqualTo(Math.min(96, received.wireLength(i)));
            }
        }
    }

    @Test
    void shouldSeeTheDirectionThatWasAskedFor() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice out = open("left", "direction", "out");
             CaptureDevice in = open("left", "direction", "in"); CaptureDevice right = open("right"); PacketSink sink = sink(out);
             PacketSink back = sink(right)) {
            sendAll(sink, TestFrames.batch(arena, 0, 20, LONGEST), 20);
            receive(out, new PacketBatch(), 0, 20);
            sendAll(back, TestFrames.batch(arena, 500, 20, LONGEST), 20);
            receive(in, new PacketBatch(), 500, 20);
            assertThat(out.statistics().received()).isEqualTo(20);
            assertThat(in.statistics().received()).isEqualTo(20);
        }
    }

    @Test
    void shouldCaptureFromAllInterfacesWithCookedHeaders() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left"); CaptureDevice any = open("any");
             CaptureDevice any2 = open("any", "linktype", "276"); PacketSink sink = sink(left)) {
            assertThat(any.properties().linkTypes()).containsExactly(113);
            assertThat(any2.properties().linkTypes()).containsExactly(276);
            sendAll(sink, TestFrames.batch(arena, 0, 10, LONGEST), 10);
            PacketBatch batch = new PacketBatch();
            // each is seen leaving the left and arriving at the right
            until(() -> {
                batch.clear();
                return any.poll(0, batch, 256) >= 0 && any.statistics().received() == 20;
            }, "any");
            assertThat(batch.wireLength(batch.size() - 1)).isEqualTo(TestFrames.length(9, LONGEST) - 14 + 16);
            assertThatThrownBy(any::openSink).isInstanceOf(MapiException.class).hasMessageContaining("link type 113");
        }
    }

    @Test
    void shouldCountWhatTheKernelDrops() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left");
             CaptureDevice right = open("right", "buffer", "262144"); PacketSink sink = sink(left)) {
            PacketBatch frames = TestFrames.batch(arena, 0, 256, LONGEST);
            for (int i = 0; i < 20; i++) {
                sendAll(sink, frames, 256);
            }
            PacketBatch batch = new PacketBatch();
            until(() -> {
                batch.clear();
                right.poll(0, batch, 256);
                DeviceStatistics statistics = right.statistics();
                return statistics.received() + statistics.droppedByKernel() == 20 * 256;
            }, "all packets accounted for");
            assertThat(right.statistics().droppedByKernel()).isPositive();
            assertThat(right.statistics().received()).isPositive();
        }
    }

    @Test
    void shouldTellHowFullItsBufferIs() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left");
             // many blocks: the kernel closes one each time that it waits for more packets in vain
             CaptureDevice right = open("right", "buffer", "67108864"); PacketSink sink = sink(left)) {
            PacketBatch frames = TestFrames.batch(arena, 0, 256, LONGEST);
            assertThat(right.occupancy(0)).isZero();
            sendAll(sink, frames, 256);
            PacketBatch batch = new PacketBatch();
            receive(right, batch, 0, 256);
            until(() -> right.occupancy(0) == 0, "empty");
            for (int i = 0; i < 30; i++) {
                sendAll(sink, frames, 256);
            }
            until(() -> right.occupancy(0) > 0.05, "fuller");
            assertThat(right.occupancy(0)).isLessThan(1);
            until(() -> {
                sendAll(sink, frames, 256);
                return right.occupancy(0) == 1 && right.statistics().droppedByKernel() > 0;
            }, "full");
            assertThat(right.statistics().droppedByKernel()).isPositive();
        }
    }

    @Test
    void shouldCountFramesThatTheLinkDoesNotAllow() throws Exception {
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left"); CaptureDevice right = open("right");
             PacketSink sink = sink(left)) {
            PacketBatch batch = TestFrames.batch(arena, 0, 4, LONGEST);
            int region = batch.region(arena.allocate(4000));
            batch.add(region, 0, 1600, 1600, 0, 0, 1);
            batch.add(region, 0, 13, 13, 0, 0, 1);
            batch.add(region, 0, 100, 100, 0, 0, 101);
            PacketCursor cursor = new PacketCursor();
            assertThat(sink.send(batch, 0, 7)).isEqualTo(7);
            for (int i = 4; i < 7; i++) {
                batch.moveTo(cursor, i, i);
                assertThat(sink.send(cursor.packet())).isTrue();
            }
            receive(right, new PacketBatch(), 0, 4);
            batch.moveTo(cursor, 0, 0);
            assertThat(sink.send(cursor.packet())).isTrue();
            assertThat(sink.sent()).isEqualTo(11);
            assertThat(sink.dropped()).isEqualTo(6);
            receive(right, new PacketBatch(), 0, 1);
        }
    }

    @Test
    void shouldAllocateNothingWhilePolling() throws Exception {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofShared(); CaptureDevice left = open("left"); CaptureDevice right = open("right");
             PacketSink sink = sink(left)) {
            PacketBatch frames = TestFrames.batch(arena, 0, 4, 200);
            PacketBatch batch = new PacketBatch();
            long allocated = Long.MAX_VALUE;
            for (long start = System.nanoTime(); allocated != 0 && System.nanoTime() - start < DEADLINE;) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < 20; i++) {
                    sink.send(frames, 0, 4);
                    batch.clear();
                    right.poll(0, batch, 256);
                    right.await(0, 0);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated).isZero();
            assertThat(right.statistics().received()).isPositive();
        }
    }

    @Test
    void shouldCountEveryFrameThatTcpreplaySendsAtTopSpeed(@TempDir Path temporary) throws Exception {
        assumeTrue(NetworkNamespace.installed("tcpreplay"), "tcpreplay is not installed");
        Path file = Files.write(temporary.resolve("frames.pcap"), TestFrames.file(2000, 800));
        try (CaptureDevice right = open("right")) {
            // in portions that find room in the buffer, should this thread get no processor meanwhile
            for (int portion = 1; portion <= 10; portion++) {
                CompletableFuture<String> replay = CompletableFuture.supplyAsync(() -> replay(file));
                fetch(right, 40_000L * portion);
                assertThat(replay.join()).contains("Successful packets:        40000");
            }
            assertThat(right.statistics()).isEqualTo(new DeviceStatistics(400_000, 0, 0, 0, 0, -1, -1));
        }
    }

    private static String replay(Path file) {
        try {
            return namespace.run("tcpreplay", "-q", "--topspeed", "-K", "--loop", "20", "-i", "left", file.toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Polls until the device has received so many frames. */
    private static void fetch(CaptureDevice device, long frames) {
        PacketBatch batch = new PacketBatch();
        until(() -> {
            batch.clear();
            if (device.poll(0, batch, 256) == 0) {
                device.await(0, 1_000_000);
            }
            return device.statistics().received() >= frames;
        }, frames + " frames");
    }

    @Test
    void shouldGoOnAfterTheInterfaceWasDownAndFailWhenItDisappears() throws Exception {
        namespace.run("ip", "link", "add", "one", "type", "veth", "peer", "name", "two");
        namespace.run("ip", "link", "set", "one", "up");
        namespace.run("ip", "link", "set", "two", "up");
        PacketBatch batch = new PacketBatch();
        try (Arena arena = Arena.ofShared(); CaptureDevice one = open("one"); CaptureDevice two = open("two");
             PacketSink sink = sink(one)) {
            namespace.run("ip", "link", "set", "two", "down");
            for (int i = 0; i < 100; i++) {
                batch.clear();
                assertThat(two.poll(0, batch, 256)).isZero();
                two.await(0, 100_000);
            }
            namespace.run("ip", "link", "set", "two", "up");
            sendAll(sink, TestFrames.batch(arena, 0, 50, LONGEST), 50);
            receive(two, batch, 0, 50);
            namespace.run("ip", "link", "delete", "one");
            until(() -> {
                batch.clear();
                return two.poll(0, batch, 256) == CaptureDevice.END;
            }, "end of a deleted interface");
            MapiException failure = two.failure().orElseThrow();
            assertThat(failure.error()).isEqualTo(MapiError.MAPID_NO_DEVICE);
            assertThat(failure).hasMessage("interface two: The interface disappeared");
            assertThat(two.statistics().received()).isEqualTo(50);
            assertThat(two.poll(0, batch, 256)).isEqualTo(CaptureDevice.END);
        }
    }

    @Test
    void shouldNameTheInterfacesThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() -> open("nosuch")).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR))
            .hasMessageContaining("interface nosuch: there is no such interface; there are ").hasMessageContaining("left")
            .hasMessageContaining("right");
    }

    @Test
    void shouldNameTheCapabilityThatIsMissing() throws Exception {
        DeviceRequest request = new DeviceRequest("pcap:left", "left", DeviceKind.LIVE, Map.of());
        assertThatThrownBy(() -> namespace.callWithoutCapabilities(() -> driver.open(request)))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_PERMISSION))
            .hasMessageContaining("interface left").hasMessageContaining("CAP_NET_RAW").hasMessageContaining("CAP_NET_ADMIN");
        try (CaptureDevice device = open("left")) {
            assertThatThrownBy(() -> namespace.callWithoutCapabilities(device::openSink))
                .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_PERMISSION))
                .hasMessageContaining("CAP_NET_RAW");
        }
    }

    @Test
    void shouldCloseTwice() throws Exception {
        CaptureDevice device = open("left");
        PacketSink sink = sink(device);
        sink.close();
        sink.close();
        device.close();
        device.close();
        assertThat(device.statistics().received()).isZero();
    }
}
