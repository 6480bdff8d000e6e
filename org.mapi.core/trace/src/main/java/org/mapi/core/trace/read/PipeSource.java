package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * A pipe, socket or terminal: a thread of its own waits for the bytes, so that the device's agent never has to.
 *
 * <p>The thread fills a ring of {@value #SLOTS} native buffers; producer and consumer each own one counter (single producer,
 * single consumer). The thread ends at the end of the pipe or when the source is closed.
 */
final class PipeSource implements ByteSource {
    private static final int SLOTS = 8;
    private static final int SLOT_LENGTH = 64 * 1024;
    /** A lost wake-up costs at most so long. */
    private static final long PATIENCE_NANOS = 50_000_000;
    private static final long IDLE_NANOS = 1_000_000;

    private final ReadableByteChannel channel;
    private final ByteBuffer[] slots = new ByteBuffer[SLOTS];
    private final Thread thread;
    private volatile long filled;
    private volatile long emptied;
    private volatile boolean closed;
    private volatile boolean ended;
    private volatile IOException failure;
    private volatile Thread waiting;
    private volatile long position;

    PipeSource(ReadableByteChannel channel, String name) {
        this.channel = channel;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = ByteBuffer.allocateDirect(SLOT_LENGTH);
        }
        thread = Thread.ofPlatform().daemon().name("trace input " + name).unstarted(this::pump);
        thread.start();
    }

    private void pump() {
        try {
            while (!closed) {
                if (filled - emptied == SLOTS) {
                    LockSupport.parkNanos(this, PATIENCE_NANOS);
                    continue;
                }
                ByteBuffer slot = slots[(int) (filled % SLOTS)];
                slot.clear();
                int count = channel.read(slot);
                if (count < 0) {
                    break;
                }
                if (count == 0) {
                    // a non-blocking channel has nothing now
                    LockSupport.parkNanos(this, IDLE_NANOS);
                    continue;
                }
                slot.flip();
                publish();
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            ended = true;
            LockSupport.unpark(waiting);
        }
    }

    private void publish() {
        long next = filled + 1;
        filled = next;
        LockSupport.unpark(waiting);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        // ended before filled: what was filled before the end is seen, too
        boolean last = ended;
        if (filled == emptied) {
            if (!last) {
                return 0;
            }
            if (failure != null && !closed) {
                throw failure;
            }
            return END;
        }
        ByteBuffer slot = slots[(int) (emptied % SLOTS)];
        int count = Math.min(slot.remaining(), into.remaining());
        into.put(into.position(), slot, slot.position(), count);
        into.position(into.position() + count);
        slot.position(slot.position() + count);
        long now = position + count;
        position = now;
        if (!slot.hasRemaining()) {
            long next = emptied + 1;
            emptied = next;
            LockSupport.unpark(thread);
        }
        return count;
    }

    @Override
    public void await(long nanos) {
        waiting = Thread.currentThread();
        if (filled == emptied && !ended) {
            LockSupport.parkNanos(this, nanos);
        }
        waiting = null;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public boolean live() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        // interrupting a thread that waits in an interruptible channel closes the channel, too
        thread.interrupt();
        LockSupport.unpark(thread);
        try {
            channel.close();
        } catch (IOException e) {
            // nothing is lost: the source is only read
            failure = e;
        }
    }
}
