package org.mapi.stdflib.std;

import java.lang.foreign.MemorySegment;
import org.mapi.function.ResultReader;
import org.mapi.result.QueueReader;

/**
 * The client side of a function whose entries are records of a fixed form.
 *
 * @param <T> what an entry is read as
 */
final class EntryQueueReader<T> implements ResultReader<T> {
    /** Makes an entry of its bytes. */
    @FunctionalInterface
    interface Decoder<T> {
        T decode(MemorySegment memory, long at);
    }

    private final QueueReader reader;
    private final Decoder<T> decoder;
    private T taken;

    EntryQueueReader(QueueReader reader, Decoder<T> decoder) {
        this.reader = reader;
        this.decoder = decoder;
    }

    @Override
    public T read(long nanos) throws InterruptedException {
        taken = null;
        if (!reader.poll(this::take) && nanos > 0 && reader.await(nanos)) {
            reader.poll(this::take);
        }
        return taken;
    }

    private void take(MemorySegment memory, long at, int length) {
        taken = decoder.decode(memory, at);
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
