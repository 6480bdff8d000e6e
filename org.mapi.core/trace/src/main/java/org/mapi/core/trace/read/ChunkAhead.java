package org.mapi.core.trace.read;

import org.mapi.capture.ReadAhead;

/**
 * The next chunk of a regular file and, when the one before was polled to its end, the one behind it, each read by another thread
 * than the one that polls.
 *
 * <pre>
 *               polled       next          behind
 *   poll          a          b: n + 1        -        one thread polls, the other one fetches n + 1
 *   vacate        -          b: n + 1      a: n + 2   the first one fetches n + 2; it has moved the start of a record before b's
 *   take          b          a: n + 2        -        the second one polls
 * </pre>
 *
 * <p>So two chunks do, and each stays with the thread that reads into it, hence in its processor's cache.
 */
final class ChunkAhead implements ReadAhead, AutoCloseable {
    private final ChunkFetch[] both = {new ChunkFetch(), new ChunkFetch()};
    // all that follows is the polling thread's
    private ChunkFetch next = both[0];
    private ChunkFetch behind = both[1];
    /** What is to be read next, when a fetch that was revoked has come to its end. */
    private RegularFile owedFile;
    private long owedPosition;
    /** Whose chunk the last poll came to the end of; null elsewhere. */
    private TraceBuffer boundary;

    /** Says what comes next, unless that was said when the chunk before it was vacated. The polling thread. */
    void offer(RegularFile file, long position) {
        owedFile = next.offer(file, position) ? null : file;
        owedPosition = position;
    }

    /** Another poll begins. The polling thread. */
    void poll() {
        boundary = null;
        if (owedFile != null) {
            offer(owedFile, owedPosition);
        }
    }

    /** The poll came to the end of a buffer's chunk. The polling thread. */
    void atBoundary(TraceBuffer buffer) {
        boundary = buffer;
    }

    @Override
    public boolean boundary() {
        return boundary != null;
    }

    @Override
    public boolean vacate() {
        if (boundary == null || !next.begun() || !behind.idle()) {
            return false;
        }
        lay(boundary.vacate(next.chunk()));
        boundary = null;
        next.offerBehind(behind);
        return true;
    }

    /** Ends what was offered next; whether it was fetched, which is then to be {@linkplain #exchange exchanged}. */
    boolean take() {
        owedFile = null;
        return next.take();
    }

    /** Bytes of the chunk that was taken. */
    int count() {
        return next.count();
    }

    /** The chunk that was taken. The polling thread, before it is exchanged. */
    Chunk taken() {
        return next.chunk();
    }

    /**
     * Hands the chunk that was taken over to the polling thread.
     *
     * @param used memory for what comes behind; null where it was vacated before
     */
    void exchange(Chunk used) {
        if (used != null) {
            lay(used);
        }
        next.chunk(null);
        ChunkFetch empty = next;
        next = behind;
        behind = empty;
    }

    /** Memory for what is to come behind the next chunk; what was there is left over from a fetch that was revoked. */
    private void lay(Chunk used) {
        if (!behind.idle()) {
            used.close();
            return;
        }
        if (behind.chunk() != null) {
            behind.chunk().close();
        }
        behind.chunk(used);
    }

    /** Takes back the memory that was vacated, or other memory where somebody is still reading into it. The polling thread. */
    Chunk reclaim() {
        behind.take();
        Chunk mine = behind.idle() ? behind.chunk() : null;
        if (mine == null) {
            return new Chunk();
        }
        behind.chunk(null);
        return mine;
    }

    @Override
    public boolean ready() {
        return both[0].ready() || both[1].ready();
    }

    @Override
    public boolean wanted() {
        return both[0].wanted() || both[1].wanted();
    }

    @Override
    public boolean fetch() {
        // one of them: who fetched the next chunk should poll it, not fetch the one behind it
        if (!both[0].fetch()) {
            both[1].fetch();
        }
        return ready();
    }

    /** Frees everything, or has the threads do so that are fetching, when the medium answers. No poll is going on. */
    @Override
    public void close() {
        both[0].close();
        both[1].close();
    }
}
