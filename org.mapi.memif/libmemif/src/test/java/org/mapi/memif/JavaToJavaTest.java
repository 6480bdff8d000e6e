package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Java with Java in all combinations, with seeded traffic whose contents are verified. */
class JavaToJavaTest {
    private static final int LONGEST = 65_536 + 100;
    private static final boolean IS_LONG = Boolean.getBoolean("mapi.long");
    private static final int ROUNDS = IS_LONG ? 400 : 24;
    private static final int PACKETS = IS_LONG ? 20_000 : 1_500;

    private final MemorySegment outgoing = Arena.ofAuto().allocate(LONGEST);
    private final MemorySegment incoming = Arena.ofAuto().allocate(LONGEST);

    private long next;

    @Test
    void shouldDeliverEveryPacketOnceInAllCombinations() {
        final Random random = new Random(42);
        for (int round = 0; round < ROUNDS; round++) {
            final InterfaceMode mode = InterfaceMode.values()[round % 3];
            final RxMode rxMode = RxMode.values()[round / 3 % 2];
            final int queues = 1 + random.nextInt(3);
            final int log2 = 1 + random.nextInt(10);
            final int bufferSize = 64 << random.nextInt(6);
            final int longest = Math.min(bufferSize << random.nextInt(log2 + 1), LONGEST);
            final MemifOptions slave = MemifOptions.slave(round).mode(mode).rxMode(rxMode).rings(queues,
                    queues).log2RingSize(log2)
                    .bufferSize(bufferSize).headroom(random.nextBoolean() ? 0 : 16).secret(round % 2 == 0 ? "" : "s3cret");
            final int room = Math.min(longest, (bufferSize - slave.headroom()) << log2);
            final String what = "round " + round + ": " + mode + ", " + rxMode + ", queues=" + queues + ", log2=" + log2
                    + ", buffer="
                    + bufferSize + ", longest=" + room;
            try (MemifPair pair = new MemifPair(MemifOptions.master(round).mode(mode).rxMode(rxMode).secret(slave.secret()),
                    slave)) {
                for (int queue = 0; queue < queues; queue++) {
                    exchange(what + ", up", pair.slave.transmitQueue(queue), pair.master.receiveQueue(queue), room, random);
                    exchange(what + ", down", pair.master.transmitQueue(queue), pair.slave.receiveQueue(queue), room, random);
                }
            }
        }
    }

    private void exchange(final String what, final TransmitQueue tx, final ReceiveQueue rx, final int longest,
            final Random random) {
        final int packets = Math.max(20, Math.min(PACKETS, 4_000_000 / longest));
        final MemifBuffers source = MemifBuffers.over(outgoing, 8);
        final boolean isCopy = random.nextBoolean();
        long sent = 0;
        long bytes = 0;
        next = 0;
        final FrameHandler check = frame -> {
            final int length = TrafficPattern.length(next, 1, longest);
            assertThat(frame.length()).as(what + ", packet " + next).isEqualTo(length);
            frame.copyTo(incoming, 0);
            assertThat(TrafficPattern.matches(incoming, 0, length, next)).as(what + ", contents of " + next).isTrue();
            next++;
        };
        while (next < packets) {
            for (int i = random.nextInt(8); i > 0 && sent < packets; i--) {
                final int length = TrafficPattern.length(sent, 1, longest);
                if (!(isCopy ? sendByCopy(tx, source, length, sent, random) : sendInPlace(tx, length, sent))) {
                    break;
                }
                bytes += length;
                sent++;
            }
            assertThat(rx.receive(1 + random.nextInt(64), check)).as(what).isNotNegative();
        }
        assertThat(rx.receive(1, check)).as(what).isZero();
        assertThat(rx.statistics().packets()).isEqualTo(packets);
        assertThat(rx.statistics().bytes()).isEqualTo(bytes).isEqualTo(tx.statistics().bytes());
        assertThat(rx.statistics().dropped()).isZero();
    }

    // in one to three pieces
    private boolean sendByCopy(final TransmitQueue tx, final MemifBuffers source, final int length, final long number,
            final Random random) {
        TrafficPattern.write(outgoing, 0, length, number);
        source.clear();
        final int first = random.nextInt(length + 1);
        if (random.nextBoolean()) {
            source.add(0, first, true).add(first, length - first);
        } else {
            source.add(0, length);
        }
        return tx.send(source, 0, source.size()) == source.size();
    }

    private final MemifBuffers chain = new MemifBuffers(2048);

    private boolean sendInPlace(final TransmitQueue tx, final int length, final long number) {
        final int count = tx.allocate(chain, 1, length);
        if (chain.status() == MemifError.NOBUF_RING) {
            assertThat(count).isZero();
            return false;
        }
        TrafficPattern.write(outgoing, 0, length, number);
        int at = 0;
        for (int i = 0; i < count; i++) {
            MemorySegment.copy(outgoing, at, chain.memory(), chain.offset(i), chain.length(i));
            at += chain.length(i);
        }
        assertThat(at).isEqualTo(length);
        assertThat(tx.transmit(chain)).isEqualTo(count);
        return true;
    }

    @Test
    void shouldDeliverJumboFramesOfManyBuffers() {
        try (MemifPair pair = new MemifPair()) {
            for (final int length : new int[] {9_000, 65_536}) {
                TrafficPattern.write(outgoing, 0, length, 3);
                for (int way = 0; way < 2; way++) {
                    final TransmitQueue tx = way == 0 ? pair.slave.transmitQueue(0) : pair.master.transmitQueue(0);
                    final ReceiveQueue rx = way == 0 ? pair.master.receiveQueue(0) : pair.slave.receiveQueue(0);
                    assertThat(tx.send(outgoing, 0, length)).isEqualTo(1);
                    // a limit smaller than the chain still delivers it whole
                    assertThat(rx.receive(1, frame -> {
                        assertThat(frame.length()).isEqualTo(length);
                        frame.copyTo(incoming, 0);
                    })).isEqualTo((length + 2047) / 2048);
                    assertThat(TrafficPattern.matches(incoming, 0, length, 3)).isTrue();
                }
            }
        }
    }

    @Test
    void shouldWorkWithTheLargestRingAndManyQueues() {
        final MemifOptions large = MemifOptions.slave(1).log2RingSize(14).rings(4, 4).bufferSize(256).rxMode(RxMode.POLLING);
        try (MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING), large)) {
            assertThat(pair.master.receiveQueues()).isEqualTo(4);
            assertThat(pair.master.details().receiveQueues()).hasSize(4)
                    .allMatch(queue -> queue.ringSize() == 16384 && queue.isPolling());
            final TransmitQueue tx = pair.slave.transmitQueue(3);
            int sent = 0;
            while (tx.send(outgoing, 0, 60) == 1) {
                sent++;
            }
            assertThat(sent).isEqualTo(16384);
            final MemifBuffers buffers = new MemifBuffers(65536);
            assertThat(pair.master.receiveQueue(3).receive(buffers, 65536)).isEqualTo(16384);
            assertThat(pair.master.receiveQueue(3).refill(-1, 0)).isEqualTo(16384);
            assertThat(tx.send(outgoing, 0, 60)).isEqualTo(1);
        }
    }

    @Test
    void shouldSpreadBuffersOverManyRegionsAndBeyondTwoGigabytes() {
        final MemifOptions many = MemifOptions.slave(1).regionSize(65_536).rxMode(RxMode.POLLING);
        try (MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING), many)) {
            assertThat(pair.master.details().regions()).hasSizeGreaterThan(60);
            exchange("many regions", pair.slave.transmitQueue(0), pair.master.receiveQueue(0), 9_000, new Random(1));
            exchange("many regions, down", pair.master.transmitQueue(0), pair.slave.receiveQueue(0), 9_000, new Random(2));
        }
        // sparse: only touched pages take memory
        final MemifOptions huge = MemifOptions.slave(1).log2RingSize(14).rings(2, 2).bufferSize(65_535).rxMode(RxMode.POLLING);
        try (MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING), huge)) {
            assertThat(pair.master.details().regions().get(1).size()).isGreaterThan(Integer.MAX_VALUE);
            exchange("huge", pair.slave.transmitQueue(1), pair.master.receiveQueue(1), 1_500, new Random(3));
            exchange("huge, down", pair.master.transmitQueue(1), pair.slave.receiveQueue(1), 1_500, new Random(4));
        }
    }

    @Test
    void shouldWaitForPacketsInBothModesAcrossThreads() throws InterruptedException {
        for (final RxMode mode : RxMode.values()) {
            try (MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(mode), MemifOptions.slave(1).rxMode(mode))) {
                final int packets = 20_000;
                final Thread sender = Thread.ofPlatform().start(() -> {
                    final MemorySegment memory = Arena.ofAuto().allocate(64);
                    final MemifBuffers one = MemifBuffers.over(memory, 1);
                    for (int i = 0; i < packets; i++) {
                        TrafficPattern.write(memory, 0, 64, i);
                        one.clear();
                        one.add(0, 64);
                        pair.slave.transmitQueue(0).send(one, MemifPair.PATIENCE.toNanos());
                    }
                });
                next = 0;
                while (next < packets) {
                    final int received = pair.master.receiveQueue(0).receive(32, MemifPair.PATIENCE.toNanos(), frame -> {
                        assertThat(TrafficPattern.matches(frame.memory(), frame.offset(0), 64, next)).as("packet "
                                + next).isTrue();
                        next++;
                    });
                    assertThat(received).as(mode + ", packet " + next).isPositive();
                }
                sender.join();
                assertThat(pair.master.receiveQueue(0).receive(1, 1_000_000, frame -> { })).isZero();
            }
        }
    }
}
