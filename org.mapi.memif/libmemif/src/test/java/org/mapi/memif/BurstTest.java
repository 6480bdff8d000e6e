package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The burst calls, one by one, with the results that libmemif documents or should have. */
class BurstTest {
    private static final int QID = -MemifError.QID.code();
    private static final int INVAL = -MemifError.INVAL_ARG.code();
    private static final int DISCONNECTED = -MemifError.DISCONNECTED.code();

    private final MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING),
            MemifOptions.slave(1).log2RingSize(4).bufferSize(128).rxMode(RxMode.POLLING).autoRefill(false));
    private final MemifBuffers buffers = new MemifBuffers(64);
    private final MemorySegment memory = Arena.ofAuto().allocate(4096);

    @AfterEach
    void close() {
        pair.close();
    }

    @Test
    void shouldReservePublishReceiveAndReturnInOrder() {
        assertThat(pair.slave.allocate(0, buffers, 10, 100)).isEqualTo(10);
        assertThat(buffers.status()).isEqualTo(MemifError.SUCCESS);
        for (int i = 0; i < 10; i++) {
            assertThat(buffers.descriptor(i)).isEqualTo(i);
            assertThat(buffers.length(i)).isEqualTo(100);
            buffers.data(i).set(ValueLayout.JAVA_BYTE, 0, (byte) i);
            buffers.setLength(i, i + 1);
        }
        assertThat(pair.slave.transmit(0, buffers, 0, 4)).isEqualTo(4);
        final MemifBuffers received = new MemifBuffers(3);
        assertThat(pair.master.receive(0, received, 64)).isEqualTo(3);
        assertThat(received.status()).as("more packets wait").isEqualTo(MemifError.NOBUF);
        assertThat(pair.master.receive(0, received, 64)).isEqualTo(1);
        assertThat(received.status()).isEqualTo(MemifError.SUCCESS);
        assertThat(received.length(0)).isEqualTo(4);
        assertThat(received.flags(0)).isEqualTo(MemifBuffers.FLAG_RX);
        assertThat(received.data(0).get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
        // the rest stayed reserved
        assertThat(pair.slave.transmit(0, buffers, 4, 64)).isEqualTo(6);
        assertThat(pair.master.refill(0, 3, 0)).isEqualTo(3);
        assertThat(pair.master.refill(0, -1, 0)).isEqualTo(1);
        assertThat(pair.master.refill(0, -1, 0)).isZero();
    }

    @Test
    void shouldReportAFullRingAndTakeReservationsBack() {
        assertThat(pair.slave.allocate(0, buffers, 20, 100)).isEqualTo(16);
        assertThat(buffers.status()).isEqualTo(MemifError.NOBUF_RING);
        assertThat(pair.slave.transmitQueue(0).release(buffers, 6)).isZero();
        final MemifBuffers others = new MemifBuffers(64);
        assertThat(pair.slave.allocate(0, others, 20, 100)).isEqualTo(10);
        assertThat(others.descriptor(0)).isEqualTo(6);
        assertThat(pair.slave.transmitQueue(0).send(memory, 0, 10)).as("reserved buffers wait").isEqualTo(INVAL);
        assertThat(pair.slave.transmit(0, others, 0, 10)).as("out of order").isZero();
        assertThat(others.status()).isEqualTo(MemifError.INVAL_ARG);
        assertThat(pair.slave.transmit(0, buffers, 0, 6)).isEqualTo(6);
        assertThat(pair.slave.transmit(0, others, 0, 10)).isEqualTo(10);
    }

    @Test
    void shouldChainAndNotCutChains() {
        assertThat(pair.slave.allocate(0, buffers, 4, 300)).as("three buffers each").isEqualTo(12);
        assertThat(new int[] {buffers.length(0), buffers.length(1), buffers.length(2)}).containsExactly(128, 128, 44);
        assertThat(new boolean[] {buffers.hasNext(0), buffers.hasNext(1), buffers.hasNext(2)}).containsExactly(true, true, false);
        assertThat(pair.slave.allocate(0, new MemifBuffers(64), 2, 300)).as("one more packet fits").isEqualTo(3);
        assertThat(pair.slave.transmit(0, buffers, 0, 5)).as("a cut packet is not published").isEqualTo(3);
        assertThat(buffers.status()).isEqualTo(MemifError.INVAL_ARG);
        assertThat(pair.slave.transmit(0, buffers, 3, 9)).isEqualTo(9);
        final MemifBuffers received = new MemifBuffers(64);
        assertThat(pair.master.receive(0, received, 4)).as("a chain is not cut").isEqualTo(3);
        assertThat(pair.master.receive(0, received, 2)).as("unless it is longer than the burst").isEqualTo(2);
        assertThat(received.hasNext(1)).isTrue();
        assertThat(pair.master.receive(0, received, 64)).isEqualTo(7);
        assertThat(pair.master.receiveQueue(0).statistics().packets()).isEqualTo(4);
    }

    @Test
    void shouldRefuseLengthsBeyondTheBuffer() {
        pair.slave.allocate(0, buffers, 2, 100);
        buffers.setLength(1, 129);
        assertThat(pair.slave.transmit(0, buffers, 0, 2)).isEqualTo(1);
        assertThat(buffers.status()).isEqualTo(MemifError.INVAL_ARG);
        buffers.setLength(1, 28);
        buffers.setOffset(1, buffers.offset(1) + 100);
        assertThat(pair.slave.transmit(0, buffers, 1, 1)).as("moved inside its buffer").isEqualTo(1);
    }

    @Test
    void shouldLetMasterSendOnlyAfterRefillAndKeepHeadroom() {
        assertThat(pair.master.allocate(0, buffers, 1, 10)).isZero();
        assertThat(buffers.status()).isEqualTo(MemifError.NOBUF_RING);
        assertThat(pair.slave.refill(0, 5, 28)).isEqualTo(5);
        assertThat(pair.slave.refill(0, 5, 128)).as("no room left").isEqualTo(INVAL);
        assertThat(pair.slave.refill(0, -1, 28)).isEqualTo(11);
        assertThat(pair.slave.refill(0, -1, 28)).isZero();
        assertThat(pair.master.allocate(0, buffers, 3, 101)).as("chained: 100 bytes are left of each").isEqualTo(6);
        assertThat(pair.master.transmit(0, buffers, 0, 6)).isEqualTo(6);
        final MemifBuffers received = new MemifBuffers(64);
        assertThat(pair.slave.receive(0, received, 64)).isEqualTo(6);
        assertThat(pair.slave.refill(0, -1, 0)).isEqualTo(6);
    }

    @Test
    void shouldEnqueueReceivedBuffersWithoutCopy() {
        pair.slave.refill(0, -1, 0);
        for (int round = 0; round < 100; round++) {
            TrafficPattern.write(memory, 0, 90, round);
            assertThat(pair.master.transmitQueue(0).send(memory, 0, 90)).isEqualTo(1);
            assertThat(pair.slave.receive(0, buffers, 64)).isEqualTo(1);
            final long offset = buffers.offset(0);
            assertThat(pair.slave.enqueue(0, buffers, 1)).isEqualTo(1);
            assertThat(buffers.offset(0)).as("data stays where it is").isEqualTo(offset);
            assertThat(pair.slave.refill(0, 1, 0)).isEqualTo(1);
            assertThat(pair.slave.transmit(0, buffers, 0, 1)).isEqualTo(1);
            final int number = round;
            assertThat(pair.master.receive(0, 8, frame -> assertThat(TrafficPattern.matches(frame.memory(), frame.offset(0), 90,
                    number)).isTrue())).isEqualTo(1);
        }
        assertThat(pair.master.enqueue(0, buffers, 1)).as("masters own no buffers").isEqualTo(INVAL);
    }

    @Test
    void shouldAnswerWrongQueuesAndLostConnections() {
        assertThat(pair.slave.allocate(1, buffers, 1, 1)).isEqualTo(QID);
        assertThat(pair.slave.transmit(1, buffers, 0, 1)).isEqualTo(QID);
        assertThat(pair.slave.receive(1, buffers, 1)).isEqualTo(QID);
        assertThat(pair.slave.refill(1, 1, 0)).isEqualTo(QID);
        assertThat(pair.slave.enqueue(1, buffers, 1)).isEqualTo(QID);
        assertThatThrownBy(() -> pair.slave.setRxMode(RxMode.POLLING, 1)).hasMessageContaining("MEMIF_ERR_QID 23");
        assertThatThrownBy(() -> pair.slave.queueEventFd(1)).hasMessageContaining("MEMIF_ERR_QID 23");
        assertThat(pair.slave.queueEventFd(0)).isPositive();
        pair.slave.allocate(0, buffers, 1, 10);
        final MemorySegment stale = buffers.data(0);
        pair.master.close();
        MemifPair.await("disconnect", () -> !pair.slave.isConnected());
        assertThat(pair.slave.allocate(0, buffers, 1, 1)).isEqualTo(DISCONNECTED);
        assertThat(pair.slave.transmit(0, buffers, 0, 1)).isEqualTo(DISCONNECTED);
        assertThat(pair.slave.receive(0, buffers, 1)).isEqualTo(DISCONNECTED);
        assertThat(pair.slave.refill(0, 1, 0)).isEqualTo(DISCONNECTED);
        assertThat(pair.slave.transmitQueue(0).send(memory, 0, 1)).isEqualTo(DISCONNECTED);
        assertThatThrownBy(() -> pair.slave.queueEventFd(0)).hasMessageContaining("MEMIF_ERR_DISCONNECTED 35");
        MemifPair.await("memory is gone", () -> !stale.scope().isAlive());
        assertThatThrownBy(() -> stale.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldCountWhatTheHandlerDoesNotGet() {
        final TransmitQueue tx = pair.slave.transmitQueue(0);
        tx.send(memory, 0, 0);
        tx.send(memory, 0, 10);
        tx.send(memory, 0, 11);
        assertThatThrownBy(() -> pair.master.receive(0, 16, frame -> {
            throw new UnsupportedOperationException("by the handler");
        })).hasMessage("by the handler");
        assertThat(pair.master.receiveQueue(0).statistics().drops()).containsEntry(DropReason.EMPTY, 1L)
                .containsEntry(DropReason.HANDLER_FAILED, 1L);
        assertThat(pair.master.receiveQueue(0).statistics().dropped()).isEqualTo(2);
        for (int i = 0; i < 16; i++) {
            assertThat(tx.send(memory, 0, 10)).as("the buffers came back").isEqualTo(1);
        }
        assertThat(tx.send(memory, 0, 10)).isZero();
        assertThat(tx.statistics().drops()).containsEntry(DropReason.RING_FULL, 1L);
        assertThat(tx.send(MemifBuffers.over(memory, 1).add(0, 1), 1_000_000)).as("timed").isZero();
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        pair.slave.refill(0, -1, 0);
        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final MemifBuffers source = MemifBuffers.over(memory, 8);
        for (int i = 0; i < 8; i++) {
            source.add(i * 64L, 64);
        }
        final FrameHandler handler = frame -> frame.copyTo(memory, 2048);
        long least = Long.MAX_VALUE;
        // interpreted code may allocate, the compiled must not; compilation comes when it comes, so: in some stretch
        for (final long start = System.nanoTime(); least >= 1_000 && System.nanoTime() - start < MemifPair.PATIENCE.toNanos();) {
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 5_000; i++) {
                pair.slave.transmitQueue(0).send(source, 0, 8);
                pair.master.receiveQueue(0).receive(8, handler);
                pair.master.transmitQueue(0).send(source, 0, 8);
                pair.slave.receiveQueue(0).receive(buffers, 8);
                pair.slave.receiveQueue(0).refill(8, 0);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes for 80,000 packets").isLessThan(1_000);
    }

    @Test
    void shouldRefuseMemoryThatSlowsPacketCodeDown() {
        assertThatThrownBy(() -> MemifBuffers.over(MemorySegment.ofArray(new byte[8]),
                1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected native memory that is not mapped");
        assertThatThrownBy(() -> MemifBuffers.over(memory, 1).add(4000, 97)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldCollectSinglePacketsUntilTheyAreFlushed() {
        final TransmitQueue tx = pair.slave.transmitQueue(0);
        final MemifBuffers received = new MemifBuffers(64);
        for (int round = 0; round < 10_000; round++) {
            final int packets = round % 5;
            for (int i = 0; i < packets; i++) {
                TrafficPattern.write(memory, 0, 20 + 70 * i, round + i);
                assertThat(tx.put(memory, 0, 20 + 70 * i)).isEqualTo(1);
            }
            assertThat(pair.master.receive(0, received, 64)).as("not yet").isZero();
            assertThat(tx.flush()).isEqualTo(packets);
            final int number = round;
            final int[] seen = {0};
            pair.master.receive(0, 64, frame -> {
                frame.copyTo(memory, 1024);
                assertThat(TrafficPattern.matches(memory, 1024, 20 + 70 * seen[0], number + seen[0])).isTrue();
                seen[0]++;
            });
            assertThat(seen[0]).isEqualTo(packets);
        }
        assertThat(tx.statistics().packets()).isEqualTo(20_000);
    }

    @Test
    void shouldAnswerFullRingsAndPacketsThatNeverFit() {
        final TransmitQueue tx = pair.slave.transmitQueue(0);
        for (int i = 0; i < 16; i++) {
            assertThat(tx.put(memory, 0, 128)).isEqualTo(1);
        }
        assertThat(tx.put(memory, 0, 128)).as("full").isZero();
        assertThat(tx.flush()).isEqualTo(16);
        assertThat(pair.master.receiveQueue(0).occupancy()).isEqualTo(1);
        pair.master.receive(0, 64, frame -> { });
        assertThat(pair.master.receiveQueue(0).occupancy()).isZero();
        assertThat(tx.put(memory, 0, 16 * 128)).as("just fits").isEqualTo(1);
        assertThat(tx.flush()).isEqualTo(1);
        pair.master.receive(0, 64, frame -> { });
        assertThat(tx.put(memory, 0, 16 * 128 + 1)).as("never fits").isEqualTo(-18);
        pair.slave.allocate(0, buffers, 1, 10);
        assertThat(tx.put(memory, 0, 1)).as("reserved buffers wait").isEqualTo(INVAL);
        pair.master.close();
        MemifPair.await("disconnect", () -> !pair.slave.isConnected());
        assertThat(tx.put(memory, 0, 1)).isEqualTo(DISCONNECTED);
        assertThat(tx.flush()).isEqualTo(DISCONNECTED);
        assertThat(pair.master.receiveQueue(0).occupancy()).isNaN();
    }

    @Test
    void shouldShowTheRings() {
        assertThat(pair.master.dump()).contains("MASTER", "connected", "rx 0 region 0 size 16 cookie 0x3e31f20", "tx 0");
    }
}
