package org.mapi.mos.stack;

import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** A queue of a device that one thread polls. */
final class Port {
    /** 0, or 1 for the second device of an inline source. */
    final int device;
    final PacketBatch batch = new PacketBatch();
    private final OpenDevice open;
    private final CaptureDevice capture;
    private final int queue;
    private final PacketCursor cursor = new PacketCursor();
    private long packets;
    private boolean ended;

    Port(OpenDevice open, int device, int queue) {
        this.open = open;
        this.device = device;
        this.queue = queue;
        capture = open.device();
    }

    String name() {
        return open.name();
    }

    /** Whether its clock is the packets' time. */
    boolean isPausable() {
        return capture.properties().kind().pausable();
    }

    /** Fetches packets into the batch; how many, 0 also at the end. */
    int poll() {
        if (ended) {
            return 0;
        }
        batch.clear();
        final int count = capture.poll(queue, batch, PacketBatch.CAPACITY);
        if (count == CaptureDevice.END) {
            ended = true;
            return 0;
        }
        return count;
    }

    /** A packet of the batch; the same object for all. */
    Packet packet(int index) {
        batch.moveTo(cursor, index, ++packets);
        return cursor.packet();
    }

    boolean isEnded() {
        return ended;
    }

    /** Waits until a packet may be there. */
    void await(long nanos) {
        capture.await(queue, nanos);
    }

    /** Why it ended early; empty if it did not. */
    String failure() {
        return capture.failure().map(cause -> "device " + open.name() + ": " + cause.getMessage()).orElse("");
    }
}
