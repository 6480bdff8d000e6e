package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.packet.Packet;
import org.mapi.result.CapturedPacket;
import org.mapi.result.ResultQueue;

/** Copies packets into the function's queue. */
final class ToBufferInstance implements FunctionInstance {
    private static final int USUAL_PACKET = 2048;
    private static final int LONGEST_FIT = 4;
    private static final int QUARTER = 4;

    private final boolean wait;
    private final int packets;
    private final int kept;
    private ResultQueue queue;
    private MemorySegment memory;
    private int most;
    private boolean full;

    /**
     * An instance.
     *
     * @param kept most bytes of a packet that are kept
     */
    ToBufferInstance(boolean wait, int packets, int kept) {
        this.wait = wait;
        this.packets = packets;
        this.kept = kept;
    }

    @Override
    public void init(InstanceContext context) {
        final int longest = BufferedPacketDescriptor.HEADER_LENGTH + kept;
        final long bytes = Math.max((long) packets * Math.min(longest, USUAL_PACKET), (long) LONGEST_FIT * longest);
        queue = context.queue(bytes, longest);
        memory = queue.segment();
    }

    @Override
    public boolean process(Packet packet) {
        final int captured = Math.min(packet.captureLength(), kept);
        final long at = queue.claim(BufferedPacketDescriptor.HEADER_LENGTH + captured);
        if (at < 0) {
            queue.lost(1);
        } else {
            BufferedPacketDescriptor.header(memory, at, packet, captured);
            packet.copyTo(memory, at + BufferedPacketDescriptor.HEADER_LENGTH, captured);
            queue.commit();
        }
        return true;
    }

    /**
     * {@inheritDoc} Once there is no room, a quarter of it has to be free again before the device goes on: taking packets one by
     * one, as a reader makes room for them, costs several times as much.
     */
    @Override
    public int capacity() {
        if (!wait) {
            return Integer.MAX_VALUE;
        }
        final int free = queue.free();
        most = Math.max(most, free);
        full = free == 0 || full && free < most / QUARTER;
        return full ? 0 : free;
    }

    @Override
    public void end() {
        queue.end();
    }

    @Override
    public ResultReader<CapturedPacket> openReader() {
        return new RecordReader<>(queue.reader(), BufferedPacketDescriptor::read);
    }
}
