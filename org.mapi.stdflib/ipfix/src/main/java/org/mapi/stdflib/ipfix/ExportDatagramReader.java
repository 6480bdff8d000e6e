package org.mapi.stdflib.ipfix;

import java.lang.foreign.MemorySegment;
import org.mapi.function.ResultReader;
import org.mapi.result.ExportDatagram;
import org.mapi.result.QueueReader;

/** The client side of FLOW_REPORT, and what the sender reads. */
final class ExportDatagramReader implements ResultReader<ExportDatagram> {
    private final QueueReader reader;
    private ExportDatagram taken;

    ExportDatagramReader(QueueReader reader) {
        this.reader = reader;
    }

    @Override
    public ExportDatagram read(long nanos) throws InterruptedException {
        taken = null;
        if (!reader.poll(this::take) && nanos > 0 && reader.await(nanos)) {
            reader.poll(this::take);
        }
        return taken;
    }

    private void take(MemorySegment memory, long at, int length) {
        taken = length < ExportDatagramDescriptor.HEADER_LENGTH ? null : ExportDatagramDescriptor.read(memory, at, length);
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
