package org.mapi.memif.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;

/** The other end: sends numbered packets and keeps what it gets. */
final class MemifPeer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final Memif memif;
    final List<byte[]> received = new ArrayList<>();
    private final MemifSocket socket;
    private final MemorySegment packet = Arena.ofAuto().allocate(1 << 17);

    MemifPeer(String address, MemifOptions options) {
        socket = MemifSocket.open(address);
        memif = socket.create(options.rxMode(RxMode.POLLING));
    }

    static String address() {
        return "@driver-test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    }

    MemifPeer connected() {
        assertThat(memif.awaitConnected(PATIENCE)).as("connected: " + memif.details().error()).isTrue();
        return this;
    }

    /** Sends a packet whose bytes are its number, on a queue; waits for room. */
    void send(int queue, int number, int length) {
        for (int i = 0; i < length; i++) {
            packet.set(ValueLayout.JAVA_BYTE, i, (byte) (number + i));
        }
        await("room for packet " + number, () -> memif.transmitQueue(queue).send(packet, 0, length) == 1);
    }

    /** Takes what has come. */
    int receive() {
        int count = 0;
        for (int queue = 0; queue < memif.receiveQueues(); queue++) {
            count += Math.max(0, memif.receive(queue, 64, frame -> {
                frame.copyTo(packet, 0);
                received.add(packet.asSlice(0, frame.length()).toArray(ValueLayout.JAVA_BYTE));
            }));
        }
        return count;
    }

    static boolean matches(byte[] bytes, int number, int length) {
        boolean same = bytes.length == length;
        for (int i = 0; same && i < length; i++) {
            same = bytes[i] == (byte) (number + i);
        }
        return same;
    }

    static void await(String what, BooleanSupplier condition) {
        final long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
