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

    private final boolean wait;
    private final int packets;
    private final int captureLength;
    private ResultQueue queue;
    private MemorySegment memory;

    ToBufferInstance(boolean wait, int packets, int captureLength) {
        this.wait = wait;
        this.packets = packets;
        this.captureLength = captureLength;
    }

    @Override
    public void init(InstanceContext context) {
        final int longest = BufferedPacketDescriptor.HEADER_LENGTH + captureLength;
        final long bytes = Math.max((long) packets * Math.min(longest, USUAL_PACKET), (long) LONGEST_FIT * longest);
        queue = context.queue(bytes, longest);
        memory = queue.segment();
    }

    @Override
    public boolean process(Packet packet) {
        final int captured = Math.min(packet.captureLength(), queue.maximumLength() - BufferedPacketDescriptor.HEADER_LENGTH);
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

    @Override
    public int capacity() {
        return wait ? queue.free() : Integer.MAX_VALUE;
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
