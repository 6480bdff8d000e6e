package org.mapi.memif.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.memif.MemifDetails;
import org.mapi.memif.MemifOptions;
import org.mapi.packet.LinkType;

/** The device, polled by hand. */
@Timeout(600)
class MemifDeviceTest {
    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final MemifDriver driver = new MemifDriver(interfaces);
    private final String address = MemifPeer.address();
    private final PacketBatch batch = new PacketBatch();

    @AfterEach
    void closeAll() {
        assertThat(interfaces.list()).as("everything was released").isEmpty();
    }

    private CaptureDevice open(Map<String, String> options) {
        return driver.open(new DeviceRequest("uplink", address + "/7", DeviceKind.LIVE, options));
    }

    private int poll(CaptureDevice device, int queue, int limit) {
        batch.clear();
        return device.poll(queue, batch, limit);
    }

    private byte[] bytes(int index) {
        return batch.segment(index).asSlice(batch.offset(index), batch.captureLength(index)).toArray(ValueLayout.JAVA_BYTE);
    }

    private void awaitPackets(CaptureDevice device, int count) {
        MemifPeer.await(count + " packets", () -> poll(device, 0, PacketBatch.CAPACITY) == count);
    }

    @Test
    void shouldHandOutPacketsWhereTheyLieAndGiveThemBack() {
        try (CaptureDevice device = open(Map.of("role", "master", "rx_mode", "polling"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).log2RingSize(6)).connected()) {
            final MemorySegment ring = ((MemifDetails) device.information()).regions().getFirst().memory();
            for (int round = 0; round < 100; round++) {
                for (int i = 0; i < 50; i++) {
                    peer.send(0, round + i, 60 + i);
                }
                final long before = System.currentTimeMillis();
                assertThat(poll(device, 0, 20)).as("no more than asked for").isEqualTo(20);
                assertThat(batch.segment(0).address()).as("in place").isLessThanOrEqualTo(ring.address());
                assertThat(batch.timestamp(19) / 1_000_000).isBetween(before - 1_000, before + 120_000);
                assertThat(poll(device, 0, PacketBatch.CAPACITY)).isEqualTo(30);
                for (int i = 0; i < 30; i++) {
                    assertThat(MemifPeer.matches(bytes(i), round + 20 + i, 80 + i)).isTrue();
                    assertThat(batch.linkType(i)).isEqualTo(LinkType.ETHERNET);
                }
                assertThat(device.occupancy(0)).as("held until the next poll").isEqualTo(30.0 / 64);
                assertThat(poll(device, 0, PacketBatch.CAPACITY)).isZero();
                assertThat(device.occupancy(0)).isZero();
            }
            assertThat(device.statistics().received()).isEqualTo(5_000);
        }
    }

    @Test
    void shouldGiveTheSocketFileThePermissionsAskedFor(@TempDir Path folder) throws IOException {
        final Path socket = folder.resolve("memif.sock");
        final DeviceRequest request = new DeviceRequest("uplink", socket + "/7", DeviceKind.LIVE,
            Map.of("role", "master", "permissions", "640"));
        try (CaptureDevice device = driver.open(request)) {
            assertThat(device.queues()).isOne();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-r-----");
        }
        assertThat(socket).as("taken away with the device").doesNotExist();
    }

    @Test
    void shouldCopyChainedPacketsOnceAndCountThem() {
        try (CaptureDevice device = open(Map.of("role", "master", "max_frame", "65536"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).log2RingSize(12).bufferSize(128)).connected()) {
            peer.send(0, 1, 100);
            peer.send(0, 2, 9_000);
            peer.send(0, 3, 65_536);
            peer.send(0, 4, 65_537);
            peer.send(0, 5, 64);
            int seen = 0;
            final int[] lengths = {100, 9_000, 65_536, 64};
            final int[] numbers = {1, 2, 3, 5};
            while (seen < 4) {
                final int count = poll(device, 0, 256);
                for (int i = 0; i < count; i++) {
                    assertThat(MemifPeer.matches(bytes(i), numbers[seen], lengths[seen])).as("packet " + seen).isTrue();
                    seen++;
                }
            }
            assertThat(poll(device, 0, 256)).isZero();
            assertThat(device.statistics().received()).isEqualTo(4);
            assertThat(device.statistics().droppedByDriver()).as("too long").isEqualTo(1);
            assertThat(device.properties().interfaces().getFirst().description()).contains("chained 2");
        }
    }

    @Test
    void shouldGoOnWithTheRestWhenChainedPacketsFillTheRoom() {
        try (CaptureDevice device = open(Map.of("role", "master", "ring_size", "16384"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).log2RingSize(14).bufferSize(2048)).connected()) {
            for (int i = 0; i < 60; i++) {
                peer.send(0, i, 60_000);
            }
            int seen = 0;
            int polls = 0;
            while (seen < 60) {
                final int count = poll(device, 0, 256);
                polls++;
                for (int i = 0; i < count; i++) {
                    assertThat(MemifPeer.matches(bytes(i), seen, 60_000)).as("packet " + seen).isTrue();
                    seen++;
                }
            }
            assertThat(polls).as("a megabyte holds 17 of them").isGreaterThan(3);
        }
    }

    @Test
    void shouldSurviveThePeerBetweenTwoPollsAndTakeTheNextOne() {
        try (CaptureDevice device = open(Map.of("role", "master"))) {
            assertThat(poll(device, 0, 256)).as("no peer yet").isZero();
            device.await(0, 1_000);
            assertThat(device.occupancy(0)).isNaN();
            for (int round = 0; round < 30; round++) {
                final MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).rings(1, 1)).connected();
                for (int i = 0; i < 10; i++) {
                    peer.send(0, round + i, 200);
                }
                awaitPackets(device, 10);
                peer.close();
                MemifPeer.await("link down", () -> !interfaces.list().getFirst().memif().isConnected());
                for (int i = 0; i < 10; i++) {
                    assertThat(MemifPeer.matches(bytes(i), round + i, 200)).as("readable after the end").isTrue();
                }
            }
            assertThat(poll(device, 0, 256)).isZero();
            assertThat(device.statistics().received()).isEqualTo(300);
            assertThat(device.properties().interfaces().getFirst().description()).startsWith("down, master")
                .contains("connects 30");
        }
    }

    @Test
    void shouldReadAllRingsOfAPeerThatBringsMoreThanTheDeviceHasQueues() {
        try (CaptureDevice device = open(Map.of("role", "master", "queues", "2"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7).rings(5, 3)).connected()) {
            assertThat(device.queues()).isEqualTo(2);
            for (int queue = 0; queue < 5; queue++) {
                for (int i = 0; i < 20; i++) {
                    peer.send(queue, i, 64);
                }
            }
            final int[] sum = new int[2];
            MemifPeer.await("all packets", () -> {
                for (int queue = 0; queue < 2; queue++) {
                    sum[queue] += poll(device, queue, 7);
                    device.await(queue, 1_000);
                }
                return sum[0] + sum[1] >= 100;
            });
            assertThat(sum).containsExactly(60, 40);
        }
    }

    @Test
    void shouldSendThroughItsSink() {
        try (CaptureDevice device = open(Map.of("role", "slave", "ring_size", "16"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.master(7)).connected();
             var sink = device.openSink()) {
            peer.send(0, 1, 60);
            peer.send(0, 2, 1_000);
            peer.send(0, 3, 2_048);
            awaitPackets(device, 3);
            assertThat(sink.send(batch, 0, 3)).isEqualTo(3);
            assertThat(peer.receive()).as("not told yet").isZero();
            sink.flush();
            MemifPeer.await("echo", () -> peer.receive() == 3);
            assertThat(MemifPeer.matches(peer.received.get(1), 2, 1_000)).isTrue();
            int sent = 0;
            for (int i = 0; i < 20; i++) {
                sent += sink.send(batch, 0, 1);
            }
            assertThat(sent).as("the ring is full").isEqualTo(16);
            sink.flush();
            assertThat(sink.sent()).isEqualTo(19);
            assertThat(sink.dropped()).isZero();
        }
    }

    @Test
    void shouldShareSocketsAndInterfacesAndRefuseWhatContradicts() {
        try (CaptureDevice one = open(Map.of("role", "master"));
             CaptureDevice two = driver.open(new DeviceRequest("two", address + "/8?role=master&queues=2", DeviceKind.LIVE,
                 Map.of()))) {
            assertThat(two.queues()).isEqualTo(2);
            assertThat(interfaces.list()).hasSize(2);
            assertThatThrownBy(() -> driver.open(new DeviceRequest("three", address + "/7", DeviceKind.LIVE, Map.of())))
                .isInstanceOf(MapiException.class).hasMessageContaining("go to device uplink already");
            assertThatThrownBy(() -> driver.open(new DeviceRequest("three", address + "/7?role=master&queues=3",
                DeviceKind.LIVE, Map.of()))).hasMessageContaining("is open already as master queues=1");
            assertThat(interfaces.list()).hasSize(2);
            assertThat(driver.candidates()).extracting("address").containsExactly(address + "/7", address + "/8");
            try (MemifPeer first = new MemifPeer(address, MemifOptions.slave(7)).connected();
                 MemifPeer second = new MemifPeer(address, MemifOptions.slave(8)).connected()) {
                second.send(0, 1, 64);
                awaitPackets(two, 1);
                first.send(0, 1, 65);
                awaitPackets(one, 1);
                assertThat(batch.captureLength(0)).isEqualTo(65);
            }
        }
    }

    @Test
    void shouldTellWhatItIsAndRefuseWhatItIsNot() {
        try (CaptureDevice device = open(Map.of("role", "master", "mode", "ip", "secret", "psst"))) {
            assertThat(device.properties().deviceType()).isEqualTo(DeviceType.MEMIF);
            assertThat(device.properties().kind()).isEqualTo(DeviceKind.LIVE);
            assertThat(device.properties().linkTypes()).containsExactly(LinkType.RAW);
            assertThat(device.properties().toString()).doesNotContain("psst");
        }
        for (String wrong : List.of("role=both", "queues=0", "queues=256", "ring_size=1000", "ring_size=32768", "mode=atm",
            "rx_mode=never", "buffer_size=70000", "permissions=888", "colour=red", "secret=" + "x".repeat(25))) {
            final String[] pair = wrong.split("=");
            assertThatThrownBy(() -> open(Map.of(pair[0], pair[1]))).as(wrong).isInstanceOf(MapiException.class)
                .hasMessageContaining(pair[0]).hasMessageContaining("expected");
        }
        assertThatThrownBy(() -> driver.open(new DeviceRequest("x", "/no/such/folder/m.sock/1?role=master", DeviceKind.LIVE,
            Map.of()))).isInstanceOf(MapiException.class).hasMessageContaining("/no/such/folder/m.sock/1")
            .hasMessageContaining("cannot be opened");
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        final var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (CaptureDevice device = open(Map.of("role", "master"));
             MemifPeer peer = new MemifPeer(address, MemifOptions.slave(7)).connected();
             var sink = device.openSink()) {
            final MemorySegment packet = Arena.ofAuto().allocate(64);
            long least = Long.MAX_VALUE;
            // Interpreted code may allocate; the compiled must not. Compilation comes when it comes, so: in some stretch.
            final long end = System.nanoTime() + MemifPeer.PATIENCE.toNanos();
            while (least >= 2_000 && System.nanoTime() < end) {
                final long before = threads.getCurrentThreadAllocatedBytes();
                long packets = 0;
                for (int round = 0; round < 1_000; round++) {
                    for (int i = 0; i < 8; i++) {
                        peer.memif.transmitQueue(0).send(packet, 0, 64);
                    }
                    final int count = poll(device, 0, 256);
                    sink.send(batch, 0, count);
                    sink.flush();
                    peer.memif.receive(0, 64, frame -> { });
                    packets += count;
                }
                assertThat(packets).isEqualTo(8_000);
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
            }
            assertThat(least).as("bytes for 8,000 packets").isLessThan(2_000);
        }
    }

    @Test
    void shouldKeepTime() {
        final WallClock clock = new WallClock();
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            final long now = clock.nanos();
            assertThat(now).isGreaterThanOrEqualTo(last);
            last = now;
        }
        assertThat(last / 1_000_000_000).isBetween(Instant.now().getEpochSecond() - 20, Instant.now().getEpochSecond() + 1);
    }
}
