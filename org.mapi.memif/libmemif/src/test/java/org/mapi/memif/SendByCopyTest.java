package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Packets of every length at every alignment, in any order, arrive byte for byte, and nothing is written beyond them. */
class SendByCopyTest {
    /** Odd, so that the slots of a ring lie at every alignment. */
    private static final int SLOT = 301;
    private static final int RING = 64;
    private static final byte UNTOUCHED = 0x5a;

    private final MemifPair pair = new MemifPair(MemifOptions.master(1).rxMode(RxMode.POLLING),
            MemifOptions.slave(1).log2RingSize(6).bufferSize(SLOT).rxMode(RxMode.POLLING));
    private final MemorySegment memory = Arena.ofAuto().allocate(RING * 1024L, 64);
    private final MemifBuffers source = MemifBuffers.over(memory, RING);
    private final MemifBuffers received = new MemifBuffers(RING);
    private final Random random = new Random(4711);

    @AfterEach
    void close() {
        pair.close();
    }

    private record Packet(int length, int alignment) {
    }

    /** Every length at every alignment, shuffled. */
    private List<Packet> packets() {
        final List<Packet> all = new ArrayList<>();
        for (int length = 0; length <= SLOT - 1; length++) {
            for (int alignment = 0; alignment < Long.BYTES * 2; alignment++) {
                all.add(new Packet(length, alignment));
            }
        }
        Collections.shuffle(all, random);
        return all;
    }

    private void fillSlots() {
        for (int i = 0; i < RING; i++) {
            source.clear();
            source.add(0, SLOT);
            assertThat(pair.slave.transmitQueue(0).send(source, 0, 1)).isEqualTo(1);
        }
        assertThat(pair.master.receive(0, received, RING)).isEqualTo(RING);
        clearReceived();
    }

    private void clearReceived() {
        for (int i = 0; i < received.size(); i++) {
            received.memory().asSlice(received.offset(i), SLOT).fill(UNTOUCHED);
        }
        pair.master.refill(0, -1, 0);
    }

    private void check(final List<Packet> sent, final long number) {
        assertThat(pair.master.receive(0, received, RING)).isEqualTo(sent.size());
        for (int i = 0; i < sent.size(); i++) {
            final int length = sent.get(i).length();
            assertThat(received.length(i)).isEqualTo(length);
            assertThat(TrafficPattern.matches(received.memory(), received.offset(i), length, number + i))
                    .as("bytes of %s at offset %d", sent.get(i), received.offset(i)).isTrue();
            for (int at = length; at < SLOT; at++) {
                if (received.memory().get(ValueLayout.JAVA_BYTE, received.offset(i) + at) != UNTOUCHED) {
                    throw new AssertionError("written beyond the end: " + sent.get(i) + ", byte=" + at);
                }
            }
        }
        clearReceived();
    }

    @Test
    void shouldCopyEveryLengthAtEveryAlignmentInBurstsOfAnyMixture() {
        fillSlots();
        final List<Packet> all = packets();
        int done = 0;
        while (done < all.size()) {
            final List<Packet> burst = all.subList(done, Math.min(all.size(), done + 1 + random.nextInt(RING)));
            source.clear();
            for (int i = 0; i < burst.size(); i++) {
                final long at = i * 1024L + burst.get(i).alignment();
                TrafficPattern.write(memory, at, burst.get(i).length(), done + i);
                source.add(at, burst.get(i).length());
            }
            assertThat(pair.slave.transmitQueue(0).send(source, 0, burst.size())).isEqualTo(burst.size());
            check(burst, done);
            done += burst.size();
        }
        assertThat(pair.master.receiveQueue(0).statistics().packets()).isEqualTo(all.size() + RING);
        assertThat(pair.slave.transmitQueue(0).statistics().bytes()).isEqualTo((long) RING * SLOT
                + all.stream().mapToLong(Packet::length).sum());
    }

    @Test
    void shouldCopyEveryLengthOneByOne() {
        fillSlots();
        int number = 0;
        for (final Packet packet : packets()) {
            TrafficPattern.write(memory, packet.alignment(), packet.length(), number);
            assertThat(pair.slave.transmitQueue(0).put(memory, packet.alignment(), packet.length())).isEqualTo(1);
            assertThat(pair.slave.transmitQueue(0).flush()).isEqualTo(1);
            check(List.of(packet), number++);
        }
    }

    @Test
    void shouldStopAtAFullRingBetweenShortLongAndChainedPackets() {
        final int[] lengths = {10, 100, 2 * SLOT, 63, 64, SLOT, SLOT + 1, 0};
        final MemifBuffers many = MemifBuffers.over(memory, 200);
        for (int i = 0; i < 200; i++) {
            many.add(0, lengths[i % lengths.length]);
        }
        // eight packets take ten slots
        assertThat(pair.slave.transmitQueue(0).send(many, 0, 200)).isEqualTo(6 * 8 + 3);
        assertThat(many.status()).isEqualTo(MemifError.NOBUF_RING);
        assertThat(pair.master.receive(0, received, RING)).isEqualTo(RING);
        assertThat(pair.slave.transmitQueue(0).statistics().packets()).isEqualTo(6 * 8 + 3);
    }

    @Test
    void shouldRefuseLengthsThatTheSourceHasNot() {
        for (final int length : new int[] {-1, 20, 64, 200}) {
            source.clear();
            source.add(memory.byteSize() - 10, 10);
            source.setLength(0, length);
            assertThatThrownBy(() -> pair.slave.transmitQueue(0).send(source, 0, 1)).as("length %d", length)
                    .isInstanceOf(RuntimeException.class);
            assertThat(pair.master.receive(0, received, RING)).as("nothing went out").isZero();
        }
        source.setLength(0, 10);
        assertThat(pair.slave.transmitQueue(0).send(source, 0, 1)).as("the queue works on").isEqualTo(1);
    }
}
