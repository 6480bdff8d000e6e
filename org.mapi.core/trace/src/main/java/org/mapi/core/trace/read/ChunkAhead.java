package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.concurrent.atomic.AtomicInteger;
import org.mapi.capture.ReadAhead;

/**
 * The next chunk of a regular file, read by another thread than the one that polls.
 *
 * <pre>
 *            offer          fetch begins           it ends            take
 *   NOTHING -------&gt; OPEN --------------&gt; FETCHING --------&gt; READY -------&gt; NOTHING
 *      ^              |                      |   |
 *      +--- take -----+             take     |   +- nothing there -&gt; NOTHING
 *      +------ fetch ends ---- REVOKED &lt;-----+
 * </pre>
 *
 * <p>Who is at it owns the memory: the fetching thread in FETCHING and REVOKED, the polling thread otherwise. The polling thread
 * never waits: what is not ready it reads itself, and what was being read meanwhile is of no use.
 */
final class ChunkAhead implements ReadAhead, AutoCloseable {
    private static final int NOTHING = 0;
    private static final int OPEN = 1;
    private static final int FETCHING = 2;
    private static final int READY = 3;
    private static final int REVOKED = 4;
    private static final int CLOSED = 5;

    private final AtomicInteger state = new AtomicInteger(NOTHING);
    /** What is to be read next; the polling thread's until it is offered. */
    private RegularFile nextFile;
    private long nextPosition;
    private boolean owed;
    private Chunk chunk;
    private RegularFile file;
    private long position;
    private int count;
    /** The fetching thread's own way to the file: an interrupt of that thread closes it. */
    private FileChannel channel;
    private RegularFile opened;
    private boolean boundary;

    /** Says what comes next; it is offered when a fetch that was revoked has come to its end. The polling thread. */
    void offer(RegularFile next, long at) {
        nextFile = next;
        nextPosition = at;
        owed = true;
        offer();
    }

    private void offer() {
        if (state.get() == NOTHING) {
            if (chunk == null) {
                chunk = new Chunk();
            }
            file = nextFile;
            position = nextPosition;
            owed = false;
            state.set(OPEN);
        }
    }

    /** Another poll begins. The polling thread. */
    void poll() {
        boundary = false;
        if (owed) {
            offer();
        }
    }

    /** Ends what was offered last; whether it was fetched, which is then in the polling thread's hands. The polling thread. */
    boolean take() {
        owed = false;
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

    /** Gives the chunk that was taken for another one. */
    Chunk exchange(Chunk used) {
        Chunk fetched = chunk;
        chunk = used;
        return fetched;
    }

    /** Bytes of the chunk that was taken. */
    int count() {
        return count;
    }

    /** The poll came to the end of a chunk. The polling thread. */
    void atBoundary() {
        boundary = true;
    }

    @Override
    public boolean boundary() {
        return boundary;
    }

    @Override
    public boolean ready() {
        return state.get() == READY;
    }

    @Override
    public boolean wanted() {
        return state.get() == OPEN;
    }

    @Override
    public boolean fetch() {
        if (state.get() == OPEN && state.compareAndSet(OPEN, FETCHING)) {
            boolean done = false;
            try {
                count = read();
                done = count > 0;
            } finally {
                fetched(done);
            }
        }
        return state.get() == READY;
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
