package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Packets on their way from a dispatcher to a worker. */
@Timeout(300)
class PacketRingTest {
    private final MemorySegment memory = Arena.ofShared().allocate(2048);
    private final PacketCursor cursor = new PacketCursor();

    private Packet packet(int length, int number) {
        cursor.region(memory);
        memory.asSlice(0, length).fill((byte) number);
        cursor.move(0, length, length + number % 3, number * 10L, number % 5, 1 + number % 2, number);
        return cursor.packet();
    }

    @Test
    void shouldLayRecordsOutAsDescribed() {
        assertThat(PacketRingDescriptor.LENGTH).isZero();
        assertThat(PacketRingDescriptor.CAPTURED).isEqualTo(4);
        assertThat(PacketRingDescriptor.WIRE).isEqualTo(8);
        assertThat(PacketRingDescriptor.LINK_TYPE).isEqualTo(12);
        assertThat(PacketRingDescriptor.TIMESTAMP).isEqualTo(16);
        assertThat(PacketRingDescriptor.INTERFACE).isEqualTo(24);
        assertThat(PacketRingDescriptor.DEVICE).isEqualTo(28);
        assertThat(PacketRingDescriptor.FRAME).isEqualTo(32);
        assertThat(PacketRingDescriptor.ALIGNMENT).isEqualTo(8);
        assertThat(PacketRingDescriptor.FILLER).isEqualTo(-1);
        assertThat(PacketRingDescriptor.recordLength(0)).isEqualTo(32);
        assertThat(PacketRingDescriptor.recordLength(1)).isEqualTo(40);
        assertThat(PacketRingDescriptor.recordLength(64)).isEqualTo(96);
    }

    @Test
    void shouldShowPacketsOnceTheyArePublishedAndTakeNoMoreThanFit() {
        final PacketRing ring = new PacketRing(1024, true);
        int count = 0;
        while (ring.offer(packet(100, count), 1)) {
            count++;
        }
        assertThat(count).isEqualTo(1024 / PacketRingDescriptor.recordLength(100));
        assertThat(ring.poll()).isZero();
        ring.publish();
        assertThat(ring.poll()).isEqualTo(count);
        assertThat(ring.offer(packet(100, 0), 1)).as("still read by the worker").isFalse();
        assertThat(ring.poll()).isZero();
        assertThat(ring.offer(packet(100, 0), 1)).isTrue();
        assertThat(ring.isPossible(400)).isTrue();
        assertThat(ring.isPossible(500)).isFalse();
    }

    @Test
    void shouldTellTimeAndEndOnlyBehindThePackets() {
        final PacketRing ring = new PacketRing(1024, true);
        ring.offer(packet(50, 1), 0);
        ring.publish(77);
        ring.end();
        assertThat(ring.poll()).isEqualTo(1);
        assertThat(ring.isEnded()).isFalse();
        assertThat(ring.poll()).isZero();
        assertThat(ring.isEnded()).isTrue();
        assertThat(ring.time()).isEqualTo(77);
    }

    @Test
    void shouldHandOverEveryPacketWholeAndInOrderBetweenTwoThreads() throws InterruptedException {
        final PacketRing ring = new PacketRing(1 << 14, true);
        final int count = 20_000;
        final Thread feeding = new Thread(() -> {
            final Random random = new Random(5);
            for (int i = 0; i < count; i++) {
                final Packet packet = packet(random.nextInt(600), i);
                while (!ring.offer(packet, i % 2)) {
                    ring.publish();
                    Thread.yield();
                }
            }
            ring.end();
        });
        feeding.start();
        final Random random = new Random(5);
        int number = 0;
        while (!ring.isEnded()) {
            final int found = ring.poll();
            for (int i = 0; i < found; i++, number++) {
                final Packet packet = ring.packet(i);
                final int length = random.nextInt(600);
                final boolean whole = packet.captureLength() == length && packet.wireLength() == length + number % 3
                    && packet.timestamp() == number * 10L && packet.linkType() == 1 + number % 2
                    && packet.interfaceIndex() == number % 5 && ring.device(i) == number % 2
                    && (length == 0 || packet.getByte(length - 1) == (byte) number);
                assertThat(whole).as("packet " + number).isTrue();
            }
        }
        feeding.join();
        assertThat(number).isEqualTo(count);
    }
}
