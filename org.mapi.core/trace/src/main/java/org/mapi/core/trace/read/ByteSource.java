package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.locks.LockSupport;

/** Where the bytes of a trace come from. Used by one thread, but {@link #position()} may be asked by any. */
interface ByteSource extends AutoCloseable {
    /** Returned by {@link #read}: the source is finished. */
    int END = -1;

    /**
     * Fetches bytes that are there; never waits for a peer.
     *
     * @param into direct buffer with room; filled from its position on
     * @return bytes read, 0 if there are none now, {@link #END}
     * @throws IOException when the medium fails or what it holds is corrupt
     */
    int read(ByteBuffer into) throws IOException;

    /** Bytes consumed of the medium (compressed ones, where it is compressed). */
    long position();

    /** Whether {@link #read} may answer 0 and bytes come later: pipes. */
    boolean live();

    /**
     * The regular file whose bytes these are, one for one from its first on, if it is worth while to read it by two threads;
     * null otherwise. The same object each time.
     */
    default RegularFile file() {
        return null;
    }

    /** Goes on behind so many bytes that were read elsewhere. Only where there is a {@link #file}. */
    default void skip(int count) {
        throw new UnsupportedOperationException("only a regular file can be skipped in");
    }

    /** Waits until bytes may be there, at most so long. */
    default void await(long nanos) {
        LockSupport.parkNanos(nanos);
    }

    @Override
    void close();
}
