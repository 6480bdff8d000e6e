package org.mapi.function;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.mapi.result.QueueReader;

/**
 * The client side of a function whose results are the records of its queue: hands one record out at a time, made into an object.
 * What {@link FunctionInstance#openReader} returns as a rule:
 *
 * <pre>
 *     public ResultReader&lt;CapturedPacket&gt; openReader() {
 *         return new RecordReader&lt;&gt;(queue.reader(), MyDescriptor::read);
 *     }
 * </pre>
 *
 * @param <T> what a record is made into
 */
public final class RecordReader<T> implements ResultReader<T> {
    /**
     * Makes an object of a record.
     *
     * @param <T> what it makes
     */
    @FunctionalInterface
    public interface Decoder<T> {
        /**
         * Makes an object of a record, whose memory is valid only during the call.
         *
         * @param memory the queue's memory
         * @param at     start of the record
         * @param length its length in bytes
         * @return the object; null if the record is none
         */
        T decode(MemorySegment memory, long at, int length);
    }

    private final QueueReader reader;
    private final Decoder<T> decoder;
    private T taken;

    /**
     * A reader of a queue's records.
     *
     * @param reader  position in the queue; closed with this one
     * @param decoder makes objects of records
     */
    public RecordReader(QueueReader reader, Decoder<T> decoder) {
        this.reader = Objects.requireNonNull(reader, "reader");
        this.decoder = Objects.requireNonNull(decoder, "decoder");
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
        taken = decoder.decode(memory, at, length);
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
