package org.mapi.core.trace.generate;

import java.lang.foreign.MemorySegment;

/** What the two ends of a TCP connection say to each other. */
interface TcpScript {
    /**
     * Goes to the next message.
     *
     * @return false when everything is said
     */
    boolean advance();

    /** Whether the client says it. */
    boolean fromClient();

    /** Its first bytes, made for this message. */
    byte[] head();

    /** Where the bytes behind the head come from. */
    MemorySegment body();

    /** Where they start there. */
    int bodyStart();

    /** How many they are. */
    int bodyLength();

    /** Nanoseconds that pass before it is said. */
    long thinkTime();

    /** The server's port. */
    int port();
}
