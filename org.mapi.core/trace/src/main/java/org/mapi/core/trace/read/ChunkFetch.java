package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A chunk of a regular file, to be read by another thread than the one that polls.
 *
 * <pre>
 *            offer          fetch begins           it ends            take
 *   NOTHING -------&gt; OPEN --------------&gt; FETCHING --------&gt; READY -------&gt; NOTHING
 *      ^              |                      |   |
 *      +--- take -----+             take     |   +- nothing there -&gt; NOTHING
 *      +------ fetch ends ---- REVOKED &lt;-----+
 * </pre>
 *
 * <p>Who is at it owns the memory: the fetching thread in FETCHING and REVOKED, the polling thread otherwise; the room before
 * {@link Chunk#START} is always the polling thread's. The polling thread never waits: what is not ready it reads itself, and what
 * was being read meanwhile is of no use.
 */
final class ChunkFetch implements AutoCloseable {
    private static final int NOTHING = 0;
    private static final int OPEN = 1;
    private static final int FETCHING = 2;
    private static final int READY = 3;
    private static final int REVOKED = 4;
    private static final int CLOSED = 5;

    private final AtomicInteger state = new AtomicInteger(NOTHING);
    private Chunk chunk;
    private RegularFile file;
    private long position;
    private int count;
    /** The fetching thread's own way to the file: an interrupt of that thread closes it. */
    private FileChannel channel;
    private RegularFile opened;

    // ---- the polling thread ---------------------------------------------------------------------------------------------------

    /** Has it read from a place on, if nothing else was offered; whether that or something else is now. */
    boolean offer(RegularFile next, long at) {
        if (state.get() == NOTHING) {
            if (chunk == null) {
                chunk = new Chunk();
            }
            file = next;
            position = at;
            state.set(OPEN);
        }
        return state.get() != REVOKED;
    }

    /** Has another one read what comes behind; whether it is offered now. */
    boolean offerBehind(ChunkFetch behind) {
        return behind.offer(file, position + Chunk.LENGTH);
    }

    /** Ends what was offered; whether it was fetched. */
    boolean take() {
        while (true) {
            int now = state.get();
            if (now == READY) {
                state.set(NOTHING);
                return true;
            }
            if (now != OPEN && now != FETCHING || state.compareAndSet(now, now == OPEN ? NOTHING : REVOKED)) {
                return false;
            }
        }
    }

    /** Whether nothing is offered and nobody is at it. */
    boolean idle() {
        return state.get() == NOTHING;
    }

    /** Whether somebody has fetched it or is at it. */
    boolean begun() {
        int now = state.get();
        return now == FETCHING || now == READY;
    }

    /** Its memory: to be used where nobody is at it, the room before the start always. */
    Chunk chunk() {
        return chunk;
    }

    /** Gives it other memory or, with null, none; nobody is at it. */
    void chunk(Chunk other) {
        chunk = other;
    }

    /** Bytes that were fetched. */
    int count() {
        return count;
    }

    // ---- any thread -----------------------------------------------------------------------------------------------------------

    /** Whether it was fetched and not taken yet. */
    boolean ready() {
        return state.get() == READY;
    }

    /** Whether it is offered and nobody is at it. */
    boolean wanted() {
        return state.get() == OPEN;
    }

    /** Reads it, if it is offered and nobody is at it; whether that was so. */
    boolean fetch() {
        if (state.get() != OPEN || !state.compareAndSet(OPEN, FETCHING)) {
            return false;
        }
        boolean done = false;
        try {
            count = read();
            done = count > 0;
        } finally {
            fetched(done);
        }
        return true;
    }

    private void fetched(boolean done) {
        boolean wanted = state.compareAndSet(FETCHING, done ? READY : NOTHING);
        if (!wanted && !state.compareAndSet(REVOKED, NOTHING)) {
            free();
        }
    }

    private int read() {
        try {
            if (opened != file) {
                closeFile();
                channel = file.open();
                opened = file;
            }
            return channel.read(chunk.view(Chunk.START, Chunk.END), position);
        } catch (IOException e) {
            // the polling thread will meet it, or has to do with an interrupt of this thread only
            closeFile();
            return 0;
        }
    }

    private void closeFile() {
        opened = null;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // it was only read
            }
            channel = null;
        }
    }

    private void free() {
        closeFile();
        if (chunk != null) {
            chunk.close();
        }
    }

    /** Frees everything, or has the thread do so that is fetching, at the latest when the medium answers. No poll is going on. */
    @Override
    public void close() {
        int before = state.getAndSet(CLOSED);
        if (before != FETCHING && before != REVOKED && before != CLOSED) {
            free();
        }
    }
}
