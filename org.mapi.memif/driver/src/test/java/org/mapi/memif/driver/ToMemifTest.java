package org.mapi.memif.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.Applied;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.MapiException;
import org.mapi.core.engine.Engine;
import org.mapi.core.engine.EngineOptions;
import org.mapi.core.engine.PlatformServices;
import org.mapi.core.engine.client.EngineClient;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.memif.MemifOptions;
import org.mapi.stdflib.std.ByteCounter;
import org.mapi.stdflib.std.PktCounter;

/** Devices and TO_MEMIF in an engine, with flows. */
@Timeout(900)
class ToMemifTest {
    private final MemifInterfaces interfaces = new MemifInterfaces();
    private final String left = MemifPeer.address();
    private final String right = MemifPeer.address();
    private Engine engine;
    private EngineClient mapi;

    @BeforeEach
    void startEngine() {
        engine = Engine.start(EngineOptions.defaults().withTimes(MemifPeer.PATIENCE, MemifPeer.PATIENCE), new PlatformServices() {
            @Override
            public <T> Optional<T> find(Class<T> type) {
                return Optional.empty();
            }
        });
        engine.drivers(new DriverCatalogue(1, List.of(PlainProviders.of(new MemifDriver(interfaces)))));
        engine.functions(FunctionCatalogue.builder().generation(1).add(PlainProviders.of(new PktCounter()))
            .add(PlainProviders.of(new ByteCounter())).add(PlainProviders.of(new ToMemif(interfaces))).build(), true);
        mapi = engine.client("test");
    }

    @AfterEach
    void stopEngine() {
        mapi.close();
        engine.close();
        MemifPeer.await("everything released", () -> interfaces.list().isEmpty());
    }

    private static DeviceConfiguration device(String name, String address, String queues) {
        return DeviceConfiguration.of(name, "memif", address, Map.of("role", "master", "queues", queues));
    }

    @Test
    void shouldBridgeTwoDevicesBothWays() {
        engine.devices(List.of(device("left", left + "/1", "2"), device("right", right + "/2", "2")));
        try (Flow there = mapi.createFlow("left"); Flow back = mapi.createFlow("right")) {
            final Applied<?> to = there.apply("TO_MEMIF", "right");
            final Applied<Long> counted = there.apply("PKT_COUNTER", Long.class);
            back.apply("TO_MEMIF", "left");
            there.connect();
            back.connect();
            try (MemifPeer one = new MemifPeer(left, MemifOptions.slave(1).rings(2, 2)).connected();
                 MemifPeer two = new MemifPeer(right, MemifOptions.slave(2).rings(2, 2)).connected()) {
                awaitUp("left");
                awaitUp("right");
                for (int i = 0; i < 2_000; i++) {
                    one.send(i & 1, i, 60 + i % 9_000);
                    two.send(0, i, 64);
                    final int last = i;
                    MemifPeer.await("no more on their way than find room in a ring", () -> {
                        one.receive();
                        two.receive();
                        return Math.min(one.received.size(), two.received.size()) > last - 100;
                    });
                }
                MemifPeer.await("all forwarded", () -> {
                    one.receive();
                    two.receive();
                    return one.received.size() == 2_000 && two.received.size() == 2_000;
                });
                assertThat(one.received).allSatisfy(bytes -> assertThat(bytes).hasSize(64));
                for (int i = 0; i < 2_000; i++) {
                    final int number = i;
                    assertThat(two.received).as("packet " + i).anyMatch(bytes -> MemifPeer.matches(bytes, number,
                        60 + number % 9_000));
                }
            }
            MemifPeer.await("counted", () -> counted.read().value() == 2_000L);
            MemifPeer.await("sent", () -> to.read().value().toString().contains("sent=2000"));
            assertThat(to.read().value().toString()).contains("dropped=0");
        }
    }

    @Test
    void shouldKeepFlowsAndCountersAcrossReconnects() {
        try (Flow flow = mapi.createFlow("memif:" + left + "/1?role=master")) {
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            final Applied<Long> bytes = flow.apply("BYTE_COUNTER", Long.class);
            flow.connect();
            for (int round = 1; round <= 10; round++) {
                try (MemifPeer peer = new MemifPeer(left, MemifOptions.slave(1)).connected()) {
                    for (int i = 0; i < 500; i++) {
                        peer.send(0, i, 100);
                    }
                    final long expected = 500L * round;
                    MemifPeer.await("round " + round, () -> packets.read().value() == expected);
                }
            }
            MemifPeer.await("bytes, which are counted after them", () -> bytes.read().value() == 500_000);
            assertThat(mapi.devices().getFirst().interfaces().getFirst().description()).contains("connects 10");
        }
    }

    @Test
    void shouldOpenTheConfiguredDeviceThatNoFlowHasOpened() {
        engine.devices(List.of(device("left", left + "/1", "1"), new DeviceConfiguration("right", "memif", right + "/2", "exit",
            "", 0, false, false, Map.of("role", "master", "secret", "psst"))));
        try (Flow flow = mapi.createFlow("left")) {
            final Applied<?> to = flow.apply("TO_MEMIF", "exit");
            flow.connect();
            try (MemifPeer one = new MemifPeer(left, MemifOptions.slave(1)).connected()) {
                one.send(0, 1, 64);
                MemifPeer.await("dropped", () -> to.read().value().toString().contains("dropped=1"));
                try (MemifPeer two = new MemifPeer(right, MemifOptions.slave(2).secret("psst")).connected()) {
                    awaitUp("right");
                    one.send(0, 2, 64);
                    MemifPeer.await("forwarded", () -> two.receive() > 0);
                    try (Flow other = mapi.createFlow("right")) {
                        final Applied<Long> packets = other.apply("PKT_COUNTER", Long.class);
                        other.connect();
                        two.send(0, 3, 64);
                        MemifPeer.await("the device is open, too", () -> packets.read().value() == 1);
                    }
                    one.send(0, 4, 64);
                    MemifPeer.await("still forwarded", () -> two.receive() > 0);
                }
            }
        }
    }

    private DeviceInformation listed(String name) {
        return mapi.devices().stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    /** A peer knows that it is connected a moment before the device does. */
    private void awaitUp(String name) {
        MemifPeer.await(name + " up", () -> listed(name).interfaces().getFirst().description().startsWith("up, master, peer \""));
    }

    @Test
    void shouldListADeviceThatOnlyToMemifUsesAndTellOfItsDrops() {
        engine.devices(List.of(device("left", left + "/1", "1"), device("right", right + "/2", "1")));
        assertThat(listed("right").status()).isEqualTo("closed");
        try (Flow flow = mapi.createFlow("left")) {
            final Applied<?> to = flow.apply("TO_MEMIF", "right");
            flow.connect();
            assertThat(listed("right").status()).isEqualTo("open");
            assertThat(listed("right").interfaces().getFirst().description()).startsWith("down, master");
            assertThat(to.information().detail()).isEmpty();
            try (MemifPeer one = new MemifPeer(left, MemifOptions.slave(1)).connected()) {
                one.send(0, 1, 64);
                MemifPeer.await("drop told", () -> to.information().detail().equals("1 of 1 packets dropped: no peer"));
                MemifPeer.await("and listed", () -> listed("right").interfaces().getFirst().description()
                    .contains("sent 0, not sent 1,"));
                try (MemifPeer two = new MemifPeer(right, MemifOptions.slave(2)).connected()) {
                    awaitUp("right");
                    for (int i = 0; i < 2_000; i++) {
                        one.send(0, i, 64);
                    }
                    MemifPeer.await("full ring told", () -> to.information().detail().endsWith("the peer's ring is full"));
                    MemifPeer.await("sent", () -> two.receive() > 0);
                }
            }
            to.reset();
            MemifPeer.await("forgotten", () -> to.information().detail().isEmpty());
        }
        assertThat(listed("right").status()).isEqualTo("closed");
    }

    @Test
    void shouldOpenTheInterfaceItself() {
        try (Flow flow = mapi.createFlow("memif:" + left + "/1?role=master");
             MemifPeer two = new MemifPeer(right, MemifOptions.master(9).secret("psst"))) {
            flow.apply("TO_MEMIF", "memif:" + right + "/9", "secret=psst,ring_size=64");
            flow.connect();
            two.connected();
            try (MemifPeer one = new MemifPeer(left, MemifOptions.slave(1)).connected()) {
                one.send(0, 5, 300);
                MemifPeer.await("forwarded", () -> two.receive() > 0);
                assertThat(MemifPeer.matches(two.received.getFirst(), 5, 300)).isTrue();
            }
        }
    }

    @Test
    void shouldRefuseWrongArguments() {
        try (Flow flow = mapi.createFlow("memif:" + left + "/1?role=master")) {
            assertThatThrownBy(() -> flow.apply("TO_MEMIF", " ")).isInstanceOf(MapiException.class);
            assertThatThrownBy(() -> flow.apply("TO_MEMIF", "nobody")).isInstanceOf(MapiException.class)
                .hasMessageContaining("\"nobody\"").hasMessageContaining("the name of a memif device");
            assertThatThrownBy(() -> flow.apply("TO_MEMIF", "memif:@a/x")).isInstanceOf(MapiException.class)
                .hasMessageContaining("expected <socket>/<id>");
            assertThatThrownBy(() -> flow.apply("TO_MEMIF", "memif:@a/1", "colour=red")).isInstanceOf(MapiException.class)
                .hasMessageContaining("unknown option colour");
        }
    }

    @Test
    void shouldSleepWhileNothingComes() throws InterruptedException {
        final var threads = java.lang.management.ManagementFactory.getThreadMXBean();
        try (Flow flow = mapi.createFlow("memif:" + left + "/1?role=master");
             MemifPeer peer = new MemifPeer(left, MemifOptions.slave(1))) {
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            peer.connected();
            MemifPeer.await("the agent asks for a kick", () -> !peer.memif.details().transmitQueues().getFirst().isPolling());
            peer.send(0, 1, 64);
            MemifPeer.await("woken", () -> packets.read().value() == 1);
            final long cpu = cpu(threads);
            final long start = System.nanoTime();
            // a second of idleness is what is measured here, not a way to wait for something
            MemifPeer.await("a second", () -> System.nanoTime() - start > Duration.ofSeconds(1).toNanos());
            assertThat(cpu(threads) - cpu).as("processor time of the agent in a second without packets")
                .isLessThan(Duration.ofMillis(500).toNanos());
        }
    }

    private static long cpu(java.lang.management.ThreadMXBean threads) {
        long sum = 0;
        for (var info : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (info != null && info.getThreadName().startsWith("mapi-agent")) {
                sum += Math.max(0, threads.getThreadCpuTime(info.getThreadId()));
            }
        }
        return sum;
    }
}
