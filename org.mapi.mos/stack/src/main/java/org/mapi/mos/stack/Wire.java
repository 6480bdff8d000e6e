package org.mapi.mos.stack;

import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.Packet;

/**
 * The two ways out of an inline source, for one worker. Frames that nobody touched are sent from where the device left them, as
 * many at once as follow each other; the order of frames that leave by a device is the order they came in.
 *
 * <p>A device without room is asked again a bounded number of times, then the frame is lost and counted, as on a real wire:
 * waiting would take the other direction down too.
 */
final class Wire implements AutoCloseable {
    private static final int ATTEMPTS = 64;

    /** By device: what sends out of it. */
    private final PacketSink[] sinks;
    private final WorkerCounters counters;
    private final long[] lost;
    private final SegmentPieces pieces = new SegmentPieces();
    private PacketBatch run;
    private int runFrom;
    private int runCount;
    private int runDevice;

    /**
     * A wire.
     *
     * @param sinks    by device; closed with the wire
     * @param counters where its work is counted
     */
    Wire(PacketSink[] sinks, WorkerCounters counters) {
        this.sinks = sinks;
        this.counters = counters;
        lost = new long[sinks.length];
        for (int i = 0; i < sinks.length; i++) {
            lost[i] = sinks[i].dropped();
        }
    }

    /** A frame of a batch goes on as it came; it may wait for those that follow, at most until the end of the batch. */
    void forward(PacketBatch batch, int index, int device) {
        if (batch.captureLength(index) < batch.wireLength(index)) {
            counters.sendFailed++;
            return;
        }
        if (runCount > 0 && (run != batch || runDevice != device || runFrom + runCount != index)) {
            sendRun();
        }
        if (runCount == 0) {
            run = batch;
            runFrom = index;
            runDevice = device;
        }
        runCount++;
    }

    /** A frame that was held goes on as it came, at once, behind those that wait. */
    void forward(Packet frame, int device) {
        if (frame.captureLength() < frame.wireLength()) {
            counters.sendFailed++;
        } else if (send(frame, device)) {
            counters.forwarded++;
        } else {
            counters.sinkFull++;
        }
    }

    /** A changed frame goes on at once, behind those that wait. */
    void forward(FrameEdit edit, int device) {
        final Packet frame = edit.packet();
        if (edit.longestPiece() == 0 || frame.payloadLength() <= edit.longestPiece()) {
            forward(frame, device);
        } else {
            forwardPieces(frame, edit.longestPiece(), device);
        }
    }

    private void forwardPieces(Packet frame, int longest, int device) {
        final int length = frame.payloadLength();
        boolean all = true;
        for (int done = 0; done < length && all; done += longest) {
            all = send(pieces.make(frame, done, Math.min(longest, length - done)), device);
            if (done > 0 && all) {
                counters.injected++;
            }
        }
        if (all) {
            counters.forwarded++;
        } else {
            counters.sinkFull++;
        }
    }

    /** Sends a frame behind those that wait; false if there is no room. */
    boolean send(Packet frame, int device) {
        sendRun();
        final PacketSink sink = sinks[device];
        boolean taken = sink.send(frame);
        for (int i = 0; !taken && i < ATTEMPTS; i++) {
            sink.flush();
            Thread.onSpinWait();
            taken = sink.send(frame);
        }
        return taken;
    }

    private void sendRun() {
        if (runCount == 0) {
            return;
        }
        final PacketSink sink = sinks[runDevice];
        int done = sink.send(run, runFrom, runCount);
        for (int i = 0; done < runCount && i < ATTEMPTS; i++) {
            sink.flush();
            Thread.onSpinWait();
            done += sink.send(run, runFrom + done, runCount - done);
        }
        counters.forwarded += done;
        counters.sinkFull += runCount - done;
        runCount = 0;
    }

    /** What waits goes out. */
    void flush() {
        sendRun();
        for (int i = 0; i < sinks.length; i++) {
            sinks[i].flush();
            final long dropped = sinks[i].dropped() - lost[i];
            if (dropped != 0) {
                lost[i] += dropped;
                counters.sendFailed += dropped;
                counters.forwarded -= dropped;
            }
        }
    }

    @Override
    public void close() {
        for (PacketSink sink : sinks) {
            sink.close();
        }
    }
}
