package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real peer forwards our packets from one interface to another: every packet comes back once, unharmed. */
@Timeout(1200)
class TestpmdTest {
    private static final int WINDOW = 128;
    private static final int PACKETS = Boolean.getBoolean("mapi.long") ? 2_000_000 : 20_000;
    private static final int LONGEST = 9_000;

    private final MemorySegment outgoing = Arena.ofAuto().allocate(LONGEST);
    private final MemorySegment incoming = Arena.ofAuto().allocate(LONGEST);
    @TempDir
    private Path directory;
    private long next;

    @BeforeEach
    void requireProgram() {
        assumeTrue(Testpmd.missing() == null, Testpmd.missing());
    }

    private static MemifOptions options(final Role role, final int id, final int queues) {
        final MemifOptions options = role == Role.MASTER ? MemifOptions.master(id) : MemifOptions.slave(id);
        return options.rings(queues, queues).rxMode(RxMode.POLLING).allowShrinkable(true);
    }

    private static void connect(final Testpmd peer, final Memif... ends) {
        for (final Memif end : ends) {
            assertThat(end.awaitConnected(MemifPair.PATIENCE)).as("connected: " + end.details().error() + peer.output()).isTrue();
        }
    }

    /** Sends from one end to the other and back, all queues, and checks that everything arrives once and in order. */
    private void exchange(final Testpmd peer, final Memif one, final Memif two, final int queues, final int packets,
            final int shortest, final int longest) {
        for (int queue = 0; queue < queues; queue++) {
            pass(peer, one.transmitQueue(queue), two, shortest, longest, packets / queues);
            pass(peer, two.transmitQueue(queue), one, shortest, longest, packets / queues);
        }
    }

    private void pass(final Testpmd peer, final TransmitQueue tx, final Memif to, final int shortest, final int longest,
            final int packets) {
        next = 0;
        long sent = 0;
        final FrameHandler check = frame -> {
            final int length = TrafficPattern.length(next, shortest, longest);
            assertThat(frame.length()).as("length of packet " + next).isEqualTo(length);
            frame.copyTo(incoming, 0);
            assertThat(TrafficPattern.matches(incoming, 0, length, next)).as("contents of packet " + next).isTrue();
            next++;
        };
        final int window = Math.max(8, WINDOW * 1500 / Math.max(1500, longest));
        long progress = System.nanoTime();
        while (next < packets) {
            while (sent < packets && sent - next < window) {
                final int length = TrafficPattern.length(sent, shortest, longest);
                TrafficPattern.write(outgoing, 0, length, sent);
                if (tx.send(outgoing, 0, length) != 1) {
                    break;
                }
                sent++;
            }
            int received = 0;
            for (int queue = 0; queue < to.receiveQueues(); queue++) {
                received += to.receive(queue, 64, check);
            }
            if (received == 0) {
                // two cores: the peer needs one now and then
                LockSupport.parkNanos(1_000);
                assertThat(System.nanoTime() - progress).as("packet " + next + " of " + packets + ", sent " + sent)
                        .withFailMessage(() -> "no progress" + peer.output()
                                + to.dump()).isLessThan(MemifPair.PATIENCE.toNanos());
            } else {
                progress = System.nanoTime();
            }
        }
    }

    @Test
    void shouldServeTestpmdAsClientOverPath() throws Exception {
        final String address = directory.resolve("a.sock").toString();
        try (MemifSocket socket = MemifSocket.open(address);
                Memif one = socket.listen(options(Role.MASTER, 0, 1));
                Memif two = socket.listen(options(Role.MASTER, 1, 1));
                Testpmd peer = new Testpmd("client", address, 1, "")) {
            connect(peer, one, two);
            assertThat(one.details().remoteInstanceName()).startsWith("DPDK");
            assertThat(one.details().remoteInterfaceName()).isEqualTo("net_memif0");
            exchange(peer, one, two, 1, PACKETS, 64, 1500);
            exchange(peer, one, two, 1, PACKETS / 20, 2_049, LONGEST);
        }
    }

    @Test
    void shouldConnectToTestpmdAsServerOverAbstractAddressWithTwoQueues() throws Exception {
        final String address = MemifPair.address();
        try (MemifSocket socket = MemifSocket.open(address);
                Memif one = socket.connect(options(Role.SLAVE, 0, 2));
                Memif two = socket.connect(options(Role.SLAVE, 1, 2));
                Testpmd peer = new Testpmd("server", address, 2, "")) {
            connect(peer, one, two);
            exchange(peer, one, two, 2, PACKETS, 64, 1500);
            exchange(peer, one, two, 2, PACKETS / 20, 2_049, LONGEST);
        }
    }

    @Test
    void shouldServeTestpmdAsZeroCopyClientWithTwoQueues() throws Exception {
        final String address = MemifPair.address();
        try (MemifSocket socket = MemifSocket.open(address);
                Memif one = socket.listen(options(Role.MASTER, 0, 2));
                Memif two = socket.listen(options(Role.MASTER, 1, 2));
                Testpmd peer = new Testpmd("client", address, 2, ",zero-copy=yes")) {
            connect(peer, one, two);
            exchange(peer, one, two, 2, PACKETS, 64, 1500);
        }
    }

    @Test
    void shouldSurviveTheDeathOfTestpmdInBothRoles() throws Exception {
        for (final Role role : Role.values()) {
            final String address = directory.resolve(role + ".sock").toString();
            final String peerRole = role == Role.MASTER ? "client" : "server";
            try (MemifSocket socket = MemifSocket.open(address);
                    Memif one = socket.create(options(role, 0, 1));
                    Memif two = socket.create(options(role, 1, 1))) {
                try (Testpmd peer = new Testpmd(peerRole, address, 1, "")) {
                    connect(peer, one, two);
                    exchange(peer, one, two, 1, PACKETS / 20, 64, 1500);
                    final MemifBuffers flood = MemifBuffers.over(outgoing, 64);
                    while (flood.size() < flood.capacity()) {
                        flood.add(0, 64);
                    }
                    one.send(0, flood);
                    peer.kill();
                }
                MemifPair.await("disconnect", () -> !one.isConnected() && !two.isConnected());
                assertThat(one.receive(0, 64, frame -> { })).isEqualTo(-35);
                if (role == Role.SLAVE) {
                    // DPDK leaves its socket file and will not start over it
                    Files.delete(Path.of(address));
                }
                try (Testpmd peer = new Testpmd(peerRole, address, 1, "")) {
                    connect(peer, one, two);
                    exchange(peer, one, two, 1, PACKETS / 20, 64, 1500);
                }
            }
        }
    }
}
