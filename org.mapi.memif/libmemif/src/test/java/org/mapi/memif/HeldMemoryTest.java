package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that stay usable after their connection has ended, and packets that are exchanged without a copy. */
@Timeout(600)
class HeldMemoryTest {
    private static final int DISCONNECTED = -35;
    private static final int INVAL = -11;

    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
    private final MemifBuffers buffers = new MemifBuffers(1 << 14);

    private static MemifPair pair() {
        return new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING),
                MemifOptions.slave(1).rxMode(RxMode.POLLING).log2RingSize(6).bufferSize(128));
    }

    private static long mappedRegions() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps"))) {
            return lines.filter(line -> line.contains("memif")).count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void shouldKeepReceivedPacketsWhenThePeerGoes() {
        try (MemifPair pair = pair()) {
            final ReceiveQueue queue = pair.master.receiveQueue(0).keepMemory();
            TrafficPattern.write(memory, 0, 90, 7);
            assertThat(pair.slave.transmitQueue(0).send(memory, 0, 90)).isEqualTo(1);
            assertThat(queue.receive(buffers, 8)).isEqualTo(1);
            final MemorySegment held = buffers.memory();
            pair.slave.close();
            MemifPair.await("disconnect", () -> !pair.master.isConnected());
            assertThat(TrafficPattern.matches(held, buffers.offset(0), 90, 7)).as("still readable").isTrue();
            assertThat(queue.refill(1, 0)).isEqualTo(DISCONNECTED);
            assertThat(TrafficPattern.matches(held, buffers.offset(0), 90, 7)).as("refill does not let go").isTrue();
            assertThat(queue.receive(buffers, 8)).isEqualTo(DISCONNECTED);
            assertThat(held.scope().isAlive()).as("the next receive lets go").isFalse();
            MemifPair.await("all unmapped", () -> mappedRegions() == 0);
        }
    }

    @Test
    void shouldChangeToTheMemoryOfTheNextConnection() {
        try (MemifPair pair = pair()) {
            final ReceiveQueue queue = pair.master.receiveQueue(0).keepMemory();
            pair.slave.transmitQueue(0).send(memory, 0, 90);
            assertThat(queue.receive(buffers, 8)).isEqualTo(1);
            final MemorySegment first = buffers.memory();
            pair.slave.close();
            MemifPair.await("disconnect", () -> !pair.master.isConnected());
            try (Memif again = pair.client.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING))) {
                assertThat(again.awaitConnected(MemifPair.PATIENCE)).isTrue();
                assertThat(pair.master.awaitConnected(MemifPair.PATIENCE)).isTrue();
                assertThat(first.scope().isAlive()).isTrue();
                assertThat(queue.refill(1, 0)).as("nothing of the new connection is ours").isZero();
                again.transmitQueue(0).send(memory, 0, 10);
                MemifPair.await("packet", () -> queue.receive(buffers, 8) == 1);
                assertThat(first.scope().isAlive()).isFalse();
                assertThat(buffers.memory()).isNotSameAs(first);
            }
            MemifPair.await("disconnect", () -> !pair.master.isConnected());
            assertThat(buffers.memory().scope().isAlive()).isTrue();
            queue.letGo();
            queue.letGo();
            assertThat(buffers.memory().scope().isAlive()).isFalse();
        }
    }

    @Test
    void shouldNeverCutAPacketThatIsTakenWhole() {
        try (MemifPair pair = pair()) {
            assertThat(pair.slave.transmitQueue(0).send(MemifBuffers.over(memory, 1).add(0, 5_000), 0, 1)).isEqualTo(1);
            assertThat(pair.master.receiveQueue(0).receiveWhole(buffers, 4)).isEqualTo(40);
            assertThat(buffers.hasNext(38)).isTrue();
            assertThat(buffers.hasNext(39)).isFalse();
        }
    }

    @Test
    void shouldExchangeAReceivedWithAReservedBuffer() {
        final MemifBuffers reserved = new MemifBuffers(8);
        try (MemifPair pair = pair()) {
            final TransmitQueue tx = pair.slave.transmitQueue(0);
            for (int round = 0; round < 200; round++) {
                for (int i = 0; i < 3; i++) {
                    TrafficPattern.write(memory, 0, 60 + i, 3L * round + i);
                    assertThat(pair.master.transmitQueue(0).send(memory, 0, 60 + i)).isEqualTo(1);
                }
                assertThat(pair.slave.receive(0, buffers, 8)).isEqualTo(3);
                assertThat(tx.allocate(reserved, 2, 128)).isEqualTo(2);
                final long data = buffers.offset(2);
                assertThat(tx.requeue(reserved, 0, buffers, 2)).as("the third goes first").isZero();
                assertThat(tx.requeue(reserved, 1, buffers, 0)).isZero();
                assertThat(reserved.offset(0)).as("data stays where it is").isEqualTo(data);
                assertThat(reserved.length(0)).isEqualTo(62);
                assertThat(pair.slave.refill(0, 3, 0)).isEqualTo(3);
                assertThat(tx.transmit(reserved)).isEqualTo(2);
                final long[] expected = {3L * round + 2, 3L * round};
                final int[] seen = {0};
                pair.master.receive(0, 8, frame -> assertThat(TrafficPattern.matches(frame.memory(), frame.offset(0),
                        frame.length(), expected[seen[0]++])).isTrue());
                assertThat(seen[0]).isEqualTo(2);
            }
            assertThat(tx.requeue(reserved, 0, buffers, 0)).as("neither reserved nor held any more").isEqualTo(INVAL);
            assertThat(pair.master.transmitQueue(0).requeue(reserved, 0, buffers, 0)).as("masters own no buffers")
                    .isEqualTo(INVAL);
        }
    }

    @Test
    void shouldSleepUntilAPacketComes() throws InterruptedException {
        try (MemifPair pair = pair()) {
            final ReceiveQueue queue = pair.master.receiveQueue(0);
            final Thread sender = Thread.ofPlatform().start(() -> {
                final Thread waiting = Thread.currentThread();
                MemifPair.await("the peer asks for kicks",
                        () -> !pair.slave.details().transmitQueues().getFirst().isPolling() || waiting.isInterrupted());
                pair.slave.transmitQueue(0).send(memory, 0, 10);
            });
            int received = 0;
            final long end = System.nanoTime() + MemifPair.PATIENCE.toNanos();
            while (received == 0 && System.nanoTime() < end) {
                queue.await(50_000_000);
                received = queue.receive(buffers, 8);
            }
            sender.join();
            assertThat(received).isEqualTo(1);
            assertThat(pair.slave.details().transmitQueues().getFirst().isPolling()).as("and polls again").isTrue();
        }
    }
}
