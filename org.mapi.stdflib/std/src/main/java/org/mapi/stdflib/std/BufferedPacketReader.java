package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.function.ResultReader;
import org.mapi.result.CapturedPacket;
import org.mapi.result.QueueReader;

/** The client side of TO_BUFFER. */
final class BufferedPacketReader implements ResultReader<CapturedPacket> {
    private final QueueReader reader;
    private CapturedPacket taken;

    BufferedPacketReader(QueueReader reader) {
        this.reader = reader;
    }

    @Override
    public CapturedPacket read(long nanos) throws InterruptedException {
        taken = null;
        if (!reader.poll(this::take) && nanos > 0 && reader.await(nanos)) {
            reader.poll(this::take);
        }
        return taken;
    }

    private void take(MemorySegment memory, long at, int length) {
        taken = BufferedPacketDescriptor.read(memory, at, length);
    }

    @Override
    public boolean ended() {
        return reader.ended();
    }

    @Override
    public long lost() {
        return reader.lost();
    }

    @Override
    public void close() {
        reader.close();
    }
}
