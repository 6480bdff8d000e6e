package org.mapi.core.tracking.stream;

/** Hears of bytes that a stream loses. Called in the middle of a write: must not write to the stream or close it. */
public interface StreamListener {
    /** Hears nothing. */
    StreamListener NONE = new StreamListener() { };

    /**
     * New bytes need the room of bytes that a reader has not read (mOS: MOS_ON_ERROR). The reader may read them now, or the
     * stream
     * may be given a larger capacity; what is then still in the way is lost to that reader.
     *
     * @param stream the stream
     * @param cursor the reader that is behind
     * @param bytes  how many bytes it would lose
     */
    default void overrun(StreamBuffer stream, StreamCursor cursor, long bytes) { }

    /** The pool took all bytes of the stream away, for a stream that was written to more recently. */
    default void evicted(StreamBuffer stream) { }
}
