package org.mapi.run.itest.framework;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mapi.Applied;
import org.mapi.result.CapturedPacket;

/**
 * Reads the packets of a buffer on another thread and holds each of them against the trace that is replayed: all must come,
 * in order.
 */
final class BufferReading implements Runnable {
    private static final int FILE_HEADER = 24;
    private static final int RECORD_HEADER = 16;
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final Applied<CapturedPacket> buffer;
    private final int[] lengths;
    private Thread thread;
    private volatile long packets;
    private volatile Throwable failure;
    private volatile boolean stopped;

    /** Starts to read. */
    BufferReading(Applied<CapturedPacket> buffer, Path trace) throws IOException {
        this.buffer = buffer;
        this.lengths = lengths(trace);
        resume();
    }

    /** Lengths on the wire of a trace's packets; little-endian pcap. */
    private static int[] lengths(Path trace) throws IOException {
        final ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(trace)).order(ByteOrder.LITTLE_ENDIAN);
        final List<Integer> lengths = new ArrayList<>();
        for (int at = FILE_HEADER; at < file.limit(); at += RECORD_HEADER + file.getInt(at + 8)) {
            lengths.add(file.getInt(at + 12));
        }
        return lengths.stream().mapToInt(Integer::intValue).toArray();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                buffer.poll(PATIENCE).ifPresent(this::compare);
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            failure = e;
        }
    }

    private void compare(CapturedPacket packet) {
        final int expected = lengths[(int) (packets % lengths.length)];
        if (packet.wireLength() != expected) {
            throw new AssertionError("packet " + packets + " has length " + packet.wireLength() + ", expected " + expected);
        }
        packets++;
    }

    /** Waits until further packets have come, more than a buffer holds. */
    void awaitPackets() throws InterruptedException {
        final long now = packets;
        Eventually.await("packets from the buffer", () -> failure != null || packets > now + 200);
        if (failure != null) {
            throw new AssertionError("reading failed", failure);
        }
    }

    /** Goes on, on another thread. */
    void resume() {
        stopped = false;
        thread = new Thread(this, "buffer reading");
        thread.start();
    }

    /** Leaves the packets where they are; the thread ends, so that no compiled code is at work on it. */
    void pause() throws InterruptedException {
        stopped = true;
        thread.join();
        if (failure != null) {
            throw new AssertionError("reading failed", failure);
        }
    }
}
