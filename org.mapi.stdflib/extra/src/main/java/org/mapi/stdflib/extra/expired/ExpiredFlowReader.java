package org.mapi.stdflib.extra.expired;

import java.lang.foreign.MemorySegment;
import org.mapi.function.ResultReader;
import org.mapi.result.ExpiredFlow;
import org.mapi.result.QueueReader;

/** The client side of EXPIRED_FLOWS. */
final class ExpiredFlowReader implements ResultReader<ExpiredFlow> {
    private final QueueReader reader;
    private ExpiredFlow taken;

    ExpiredFlowReader(QueueReader reader) {
        this.reader = reader;
    }

    @Override
    public ExpiredFlow read(long nanos) throws InterruptedException {
        taken = null;
        if (!reader.poll(this::take) && nanos > 0 && reader.await(nanos)) {
            reader.poll(this::take);
        }
        return taken;
    }

    private void take(MemorySegment memory, long at, int length) {
        taken = length < ExpiredFlowDescriptor.LENGTH ? null : ExpiredFlowDescriptor.read(memory, at);
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
