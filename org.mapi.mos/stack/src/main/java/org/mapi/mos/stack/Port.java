package org.mapi.mos.stack;

import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** A queue of a device that one thread polls. */
final class Port implements Feed {
    private final int device;
    private final PacketBatch batch = new PacketBatch();
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

    @Override
    public PacketBatch batch() {
        return batch;
    }

    @Override
    public int device(int index) {
        return device;
    }

    @Override
    public long time() {
        return Long.MIN_VALUE;
    }

    @Override
    public boolean isPausable() {
        return capture.properties().kind().pausable();
    }

    @Override
    public int poll() {
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

    @Override
    public Packet packet(int index) {
        batch.moveTo(cursor, index, ++packets);
        return cursor.packet();
    }

    @Override
    public boolean isEnded() {
        return ended;
    }

    @Override
    public void await(long nanos) {
        capture.await(queue, nanos);
    }

    @Override
    public String failure() {
        return capture.failure().map(cause -> "device " + open.name() + ": " + cause.getMessage()).orElse("");
    }
}
