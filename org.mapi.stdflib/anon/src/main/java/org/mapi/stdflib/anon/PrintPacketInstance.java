package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.RecordReader;
import org.mapi.function.ResultReader;
import org.mapi.packet.Packet;
import org.mapi.result.ResultQueue;

/** Writes a text per packet into its queue. */
final class PrintPacketInstance implements FunctionInstance {
    private static final int USUAL_TEXT = 512;
    private static final int LONGEST_FIT = 4;
    private final int detail;
    private final int packets;
    private final PacketLines lines = new PacketLines();
    private ResultQueue queue;

    PrintPacketInstance(int detail, int packets) {
        this.detail = detail;
        this.packets = packets;
    }

    @Override
    public void init(InstanceContext context) {
        queue = context.queue(Math.max((long) packets * USUAL_TEXT, (long) LONGEST_FIT * PacketLines.LONGEST),
            PacketLines.LONGEST);
    }

    @Override
    public boolean process(Packet packet) {
        PacketPrinter.print(packet, detail, lines.clear());
        final long at = queue.claim(lines.length());
        if (at < 0) {
            queue.lost(1);
        } else {
            MemorySegment.copy(lines.memory(), 0, queue.segment(), at, lines.length());
            queue.commit();
        }
        return true;
    }

    @Override
    public int capacity() {
        return queue.free();
    }

    @Override
    public void end() {
        queue.end();
    }

    @Override
    public ResultReader<String> openReader() {
        return new RecordReader<>(queue.reader(), PrintPacketInstance::text);
    }

    private static String text(MemorySegment memory, long at, int length) {
        final byte[] bytes = new byte[length];
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, bytes, 0, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
