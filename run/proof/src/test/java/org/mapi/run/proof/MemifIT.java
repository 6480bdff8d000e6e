package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.Applied;
import org.mapi.DeviceInformation;
import org.mapi.Flow;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.capture.TraceFormat;
import org.mapi.core.trace.TraceDriver;
import org.mapi.memif.driver.MemifDriver;
import org.mapi.memif.driver.MemifInterfaces;
import org.mapi.run.launcher.monitor.PlainAppliance;
import org.mapi.run.proof.Commands.Outcome;
import org.mapi.run.proof.Commands.Running;

/** memif devices beside a real peer: testpmd forwards what we send on one interface to another, where a flow counts it. */
@Timeout(1200)
class MemifIT {
    private static final int PACKETS = Places.LONG ? 2_000_000 : 40_000;
    private static final int WINDOW = 256;

    private final String pid = String.valueOf(ProcessHandle.current().pid());

    private static CaptureDevice trace(Path file) {
        return new TraceDriver().open(new DeviceRequest("trace:" + file, file.toString(), DeviceKind.OFFLINE, Map.of()));
    }

    private static void await(String what, BooleanSupplier condition) {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(300);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still waiting: " + what);
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** Sends the trace once, never more packets ahead of the counter than fit into a ring. */
    private static long send(Path file, PacketSink sink, Applied<Long> counter, long before) {
        final PacketBatch batch = new PacketBatch();
        long sent = before;
        try (CaptureDevice trace = trace(file)) {
            for (int count = trace.poll(0, batch, 64); count != CaptureDevice.END; count = trace.poll(0, batch, 64)) {
                for (int done = 0; done < count;) {
                    final int taken = sink.send(batch, done, count - done);
                    done += taken;
                    sent += taken;
                    sink.flush();
                    final long now = sent;
                    await("packet " + (now - WINDOW), () -> counter.read().value() >= now - WINDOW);
                }
                batch.clear();
            }
        }
        return sent;
    }

    /** Every packet of one trace, so many times, is what the other holds. */
    private static void verifySame(Path sent, int times, Path kept) {
        final PacketBatch left = new PacketBatch();
        final PacketBatch right = new PacketBatch();
        long number = 0;
        try (CaptureDevice actual = trace(kept)) {
            for (int i = 0; i < times; i++) {
                try (CaptureDevice expected = trace(sent)) {
                    left.clearRegions();
                    while (next(expected, left) == 1) {
                        assertThat(next(actual, right)).as("packet " + number).isEqualTo(1);
                        assertThat(bytes(right)).as("packet " + number).isEqualTo(bytes(left));
                        number++;
                    }
                }
            }
            assertThat(next(actual, right)).as("no packet more than " + number).isEqualTo(CaptureDevice.END);
        }
    }

    /** The next packet of a trace, alone: 1, or END. A trace may have nothing for a moment while it reads on. */
    private static int next(CaptureDevice trace, PacketBatch batch) {
        int count = 0;
        while (count == 0) {
            batch.clear();
            count = trace.poll(0, batch, 1);
        }
        return count;
    }

    private static byte[] bytes(PacketBatch batch) {
        return batch.segment(0).asSlice(batch.offset(0), batch.captureLength(0)).toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @CsvSource({"server, slave, @mapi-proof", "client, master, @mapi-proof", "server, slave, path", "client, master, path"})
    void shouldCountEveryPacketOnceThroughTestpmdAndGoOnAfterItsDeath(String its, String ours, String where) throws Exception {
        Testpmd.assume("memif");
        final String socket = where.equals("path") ? Places.work("memif").resolve(its + ".sock").toString() : where + pid + its;
        final Path trace = Generated.trace(PACKETS, 21);
        final Path kept = Places.work("memif").resolve(its + "-" + where.replace("@", "") + ".pcap");
        Files.deleteIfExists(kept);
        final String query = "?role=" + ours;
        try (PlainAppliance appliance = new PlainAppliance(Places.home().resolve("bundle"), Places.work("memif"),
                false, problem -> { });
             MemifInterfaces interfaces = new MemifInterfaces();
             Flow flow = appliance.mapi().createFlow("memif:" + socket + "/1" + query)) {
            final Applied<Long> packets = flow.apply("PKT_COUNTER", Long.class);
            final Applied<Long> bytes = flow.apply("BYTE_COUNTER", Long.class);
            flow.apply("TO_FILE", TraceFormat.PCAP.number(), kept.toString());
            flow.connect();
            // one socket for both interfaces where we listen: a second listener on it would be refused
            final String second = ours.equals("master") ? (socket.startsWith("@") ? socket + "b" : socket + ".b") : socket;
            try (CaptureDevice device = new MemifDriver(interfaces).open(new DeviceRequest("source", second + "/0" + query,
                    DeviceKind.LIVE, Map.of())); PacketSink sink = device.openSink()) {
                long sent = 0;
                for (int round = 1; round <= 2; round++) {
                    Files.deleteIfExists(Path.of(socket.startsWith("@") || ours.equals("master") ? kept + ".none" : socket));
                    final Testpmd peer = new Testpmd(List.of(), 1, Testpmd.memif(0, its, second, 0),
                        Testpmd.memif(1, its, socket, 1));
                    try {
                        final long expected = sent + PACKETS;
                        sent = send(trace, sink, packets, sent);
                        assertThat(sent).as("packets sent, in round " + round + peer.output()).isEqualTo(expected);
                        await("all packets of round " + round, () -> packets.read().value() == expected);
                    } finally {
                        peer.kill();
                    }
                }
                assertThat(bytes.read().value()).isEqualTo(2 * Files.size(trace) - 2 * (24 + 16L * PACKETS));
                verifyCounters(appliance.mapi().devices().getFirst(), sink);
            }
        }
        verifySame(trace, 2, kept);
        Files.delete(kept);
    }

    private static void verifyCounters(DeviceInformation device, PacketSink sink) {
        assertThat(device.interfaces().getFirst().description()).contains("connects 2", "peer faults 0");
        assertThat(device.statistics().received()).isEqualTo(2L * PACKETS);
        assertThat(device.statistics().droppedByDriver() + device.statistics().bad() + sink.dropped()).isZero();
    }

    @Test
    void shouldMonitorAMemifInterface() throws Exception {
        final String socket = "@mapi-proof-monitor" + pid;
        final Running sender = Commands.start(Commands.mapi("memif", "perf", "tx", "--socket", socket, "--id", "4", "--size",
            "100", "--seconds", "600", "--warm-up", "0", "--format", "json"), new File("/dev/null"));
        final Outcome monitor = Commands.runMapi("monitor", "-i", "memif:" + socket + "/4?role=master", "-c", "5000000",
            "--format", "json", "PKT_COUNTER", "BYTE_COUNTER");
        assertThat(monitor.status()).as(monitor.err()).isZero();
        final Map<String, Object> view = JSON.std.mapFrom(monitor.out());
        @SuppressWarnings("unchecked")
        final List<Map<String, Object>> functions = (List<Map<String, Object>>) view.get("functions");
        assertThat(functions).extracting("result").containsExactly(5_000_000, 500_000_000);
        final Outcome ended = sender.await();
        assertThat(ended.status()).as("perf: the peer went away. " + ended.err()).isEqualTo(5);
        assertThat(JSON.std.mapFrom(ended.out())).containsEntry("direction", "tx").containsEntry("peer", "MAPI")
            .containsEntry("complete", false);
    }

    @Test
    void shouldAnswerRealPingThroughTestpmd() throws Exception {
        Places.assumeRoot();
        Places.assumeTool("ip");
        Places.assumeTool("ping");
        Testpmd.assume("memif", "tap");
        final String namespace = "mapi-memif-" + pid;
        final List<String> inside = List.of("ip", "netns", "exec", namespace);
        final Outcome added = Commands.run(List.of("ip", "netns", "add", namespace));
        org.junit.jupiter.api.Assumptions.assumeTrue(added.status() == 0, "no network namespace can be made: " + added.err());
        final String socket = Places.work("memif").resolve("ping.sock").toString();
        Files.deleteIfExists(Path.of(socket));
        try (Testpmd peer = new Testpmd(inside, 1, "net_tap0,iface=ping0", Testpmd.memif(0, "server", socket, 0))) {
            peer.awaitOutput("Checking link statuses");
            final Running responder = Commands.start(Commands.mapi("memif", "icmp-responder", "--socket", socket, "--ip",
                "192.168.77.1"), new File("/dev/null"));
            try {
                responder.awaitOutput("up, peer \"DPDK");
                ask(inside, "ip", "addr", "add", "192.168.77.2/24", "dev", "ping0");
                ask(inside, "ip", "link", "set", "ping0", "up");
                assertThat(ask(inside, "ping", "-c", "20", "-i", "0.05", "-W", "60", "-s", "1400", "192.168.77.1"))
                    .contains(" 20 received, 0% packet loss");
                assertThat(ask(inside, "ip", "neigh")).contains("192.168.77.1 dev ping0 lladdr aa:aa:aa:aa:aa:aa");
            } finally {
                responder.signal("TERM");
                responder.await();
            }
        } finally {
            Commands.run(List.of("ip", "netns", "del", namespace));
        }
    }

    private static String ask(List<String> before, String... command) throws Exception {
        final List<String> words = new java.util.ArrayList<>(before);
        words.addAll(List.of(command));
        return String.join("\n", Commands.ask(words.toArray(String[]::new)));
    }
}
