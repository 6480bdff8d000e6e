package org.mapi.core.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.mapi.result.QueueReader;

/**
 * A reader inside the process. The writer looks at its position and waits for it.
 *
 * <p>A reader that came while the writer was at work is not waited for before the writer has noticed it. Until then it reads as
 * a foreign reader does: copy, then look whether the writer was faster.
 */
final class RingReader implements QueueReader {
    /** Longest sleep without a look, so that a queue nobody flushes is read nevertheless. */
    private static final long LONGEST_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final int SPINS = 64;
    private static final VarHandle POSITION;

    static {
        try {
            POSITION = MethodHandles.lookup().findVarHandle(RingReader.class, "position", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final RingQueue queue;
    private final MemorySegment ring;
    private final long mask;
    private long lostBefore;
    private long position;
    private long known;
    private long expected = -1;
    private long overtaken;
    private boolean heeded;
    private int version;
    private MemorySegment copy;
    private volatile boolean closed;
    private volatile Thread waiting;

    RingReader(RingQueue queue, MemorySegment ring, long capacity, long position, boolean heeded) {
        this.queue = queue;
        this.ring = ring;
        this.mask = capacity - 1;
        this.position = position;
        this.known = position;
        this.heeded = heeded;
        this.lostBefore = heeded ? 0 : queue.lostOpaque();
    }

    /** The writer heeds this reader as soon as it has seen that version of the readers. */
    void heededFrom(int readersVersion) {
        version = readersVersion;
    }

    /** Whatever was written and is gone counts as lost. */
    void countFromStart() {
        expected = 0;
        lostBefore = 0;
    }

    long positionAcquire() {
        return (long) POSITION.getAcquire(this);
    }

    private void advance(long to) {
        // Release: what was read is read before the writer may overwrite it.
        POSITION.setRelease(this, to);
    }

    @Override
    public boolean poll(RecordConsumer consumer) {
        if (closed || queue.closed()) {
            return false;
        }
        try {
            return heeded || nowHeeded() ? pollHeeded(consumer) : pollCopy(consumer);
        } catch (IllegalStateException e) {
            if (ring.scope().isAlive()) {
                throw e;
            }
            return false;   // the queue was closed meanwhile
        }
    }

    private boolean nowHeeded() {
        if (queue.heededVersion() - version < 0) {
            return false;
        }
        advance(Math.max(position, queue.oldestAcquire()));
        heeded = true;
        copy = null;
        return true;
    }

    private boolean pollHeeded(RecordConsumer consumer) {
        while (true) {
            if (position >= known) {
                known = queue.producerAcquire();
                if (position >= known) {
                    return false;
                }
            }
            final long index = position & mask;
            final int length = OrderedMemory.getInt(ring, index + RecordDescriptor.LENGTH);
            final int type = OrderedMemory.getInt(ring, index + RecordDescriptor.TYPE);
            final long next = position + RecordDescriptor.room(length);
            if (!whole(index, type, length) || next > known) {
                advance(known);   // the writer's function wrote beyond its record; the next number tells how many are gone
                continue;
            }
            if (type == RecordDescriptor.TYPE_PADDING) {
                advance(next);
                continue;
            }
            account(OrderedMemory.getLong(ring, index + RecordDescriptor.NUMBER));
            try {
                consumer.accept(ring, index + RecordDescriptor.HEADER_LENGTH, length);
            } finally {
                advance(next);
            }
            return true;
        }
    }

    /** Whether a header may be one: records lie in one piece. What is overwritten while it is read may say anything. */
    private boolean whole(long index, int type, int length) {
        if (length < 0 || index + RecordDescriptor.HEADER_LENGTH + length > mask + 1) {
            return false;
        }
        return type == RecordDescriptor.TYPE_RECORD ? length <= queue.maximumLength()
            : type == RecordDescriptor.TYPE_PADDING && length <= mask;
    }

    private boolean pollCopy(RecordConsumer consumer) {
        if (copy == null) {
            copy = Arena.ofAuto().allocate(queue.maximumLength(), RecordDescriptor.ALIGNMENT);
        }
        while (true) {
            advance(Math.max(position, queue.oldestAcquire()));
            final long end = queue.producerAcquire();
            if (position >= end) {
                return false;
            }
            final long index = position & mask;
            final int length = OrderedMemory.getInt(ring, index + RecordDescriptor.LENGTH);
            final int type = OrderedMemory.getInt(ring, index + RecordDescriptor.TYPE);
            final long number = OrderedMemory.getLong(ring, index + RecordDescriptor.NUMBER);
            final boolean whole = whole(index, type, length);
            final boolean record = whole && type == RecordDescriptor.TYPE_RECORD;
            if (record) {
                MemorySegment.copy(ring, index + RecordDescriptor.HEADER_LENGTH, copy, 0, length);
            }
            // All of it must be read before we look whether the writer was faster.
            VarHandle.loadLoadFence();
            if (queue.oldestAcquire() > position) {
                continue;
            }
            advance(whole ? position + RecordDescriptor.room(length) : end);
            if (record) {
                account(number);
                consumer.accept(copy, 0, length);
                return true;
            }
        }
    }

    private void account(long number) {
        if (expected >= 0) {
            overtaken += number - expected;
        }
        expected = number + 1;
    }

    private boolean available() {
        return !closed && !queue.closed() && position < queue.producerAcquire();
    }

    @Override
    public boolean await(long nanos) throws InterruptedException {
        for (int i = 0; i < SPINS && nanos > 0 && !ready(); i++) {
            Thread.onSpinWait();
        }
        final long deadline = System.nanoTime() + nanos;
        long left = nanos;
        while (!ready() && left > 0) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while waiting for a record");
            }
            waiting = Thread.currentThread();
            try {
                // Announced before this look: the writer either sees us or we see its record.
                if (!ready()) {
                    LockSupport.parkNanos(this, Math.min(left, LONGEST_PARK_NANOS));
                }
            } finally {
                waiting = null;
            }
            left = deadline - System.nanoTime();
        }
        return isAvailable();
    }

    private boolean ready() {
        return isAvailable() || closed || ended();
    }

    private boolean isAvailable() {
        try {
            return available();
        } catch (IllegalStateException e) {
            return unlessClosed(e);
        }
    }

    /** Unparks the reader's thread if it waits. The writer's thread. */
    void wake() {
        final Thread thread = waiting;
        if (thread != null) {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public boolean ended() {
        try {
            // The end is looked at first: a record before it is then seen.
            return closed || queue.closed() || queue.endedAcquire() && position >= queue.producerAcquire();
        } catch (IllegalStateException e) {
            return !unlessClosed(e);
        }
    }

    private boolean unlessClosed(IllegalStateException e) {
        if (ring.scope().isAlive()) {
            throw e;
        }
        return false;
    }

    @Override
    public long lost() {
        try {
            return overtaken + queue.lostOpaque() - lostBefore;
        } catch (IllegalStateException e) {
            unlessClosed(e);
            return overtaken;
        }
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            queue.remove(this);
            wake();
        }
    }
}
