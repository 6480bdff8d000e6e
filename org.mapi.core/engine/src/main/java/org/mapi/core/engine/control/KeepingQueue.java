package org.mapi.core.engine.control;

import java.lang.foreign.MemorySegment;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;

/**
 * A ring as instances see it. Its readers can be kept when the library that opened them is replaced, so that the next version's
 * readers go on where they were.
 */
final class KeepingQueue implements ResultQueue {
    /** A reader of the ring in the hands of a library's reader. */
    static final class KeptReader implements QueueReader {
        private final QueueReader reader;
        private volatile boolean kept;

        private KeptReader(QueueReader reader) {
            this.reader = reader;
        }

        @Override
        public boolean poll(RecordConsumer consumer) {
            return !kept && reader.poll(consumer);
        }

        @Override
        public boolean await(long nanos) throws InterruptedException {
            return !kept && reader.await(nanos);
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
            if (!kept) {
                reader.close();
            }
        }

        /** Takes the ring's reader away from the library; it is not closed with this one. */
        QueueReader keep() {
            kept = true;
            return reader;
        }
    }

    private final RingQueue ring;
    private QueueReader waiting;
    private KeptReader opened;

    KeepingQueue(RingQueue ring) {
        this.ring = ring;
    }

    RingQueue ring() {
        return ring;
    }

    /** Says which reader of the ring the next library reader goes on with; null for a new one. */
    synchronized void next(QueueReader kept) {
        waiting = kept;
        opened = null;
    }

    /** The reader that was opened since {@link #next}, or null. */
    synchronized KeptReader opened() {
        waiting = null;
        return opened;
    }

    @Override
    public synchronized QueueReader reader() {
        final QueueReader reader = waiting != null ? waiting : ring.reader();
        waiting = null;
        opened = new KeptReader(reader);
        return opened;
    }

    @Override
    public long claim(int length) {
        return ring.claim(length);
    }

    @Override
    public MemorySegment segment() {
        return ring.segment();
    }

    @Override
    public void commit() {
        ring.commit();
    }

    @Override
    public void lost(long records) {
        ring.lost(records);
    }

    @Override
    public int free() {
        return ring.free();
    }

    @Override
    public int maximumLength() {
        return ring.maximumLength();
    }

    @Override
    public void end() {
        ring.end();
    }
}
