package org.mapi.core.trace.generate;

/** The next few segments of a TCP connection, in the order in which they pass the measuring point. */
final class TcpPlan {
    static final int FIN = 1;
    static final int SYN = 2;
    static final int RST = 4;
    static final int PSH = 8;
    static final int ACK = 16;

    private static final int CAPACITY = 64;

    private final boolean[] fromClient = new boolean[CAPACITY];
    private final int[] flags = new int[CAPACITY];
    private final int[] sequence = new int[CAPACITY];
    private final int[] acknowledgement = new int[CAPACITY];
    private final int[] offset = new int[CAPACITY];
    private final int[] length = new int[CAPACITY];
    private final long[] delay = new long[CAPACITY];
    private int first;
    private int end;

    boolean isEmpty() {
        return first == end;
    }

    /** Forgets what was sent. */
    void clear() {
        first = 0;
        end = 0;
    }

    /** Adds a segment without data. */
    void control(boolean clientSends, int controlFlags, int seq, int ack, long after) {
        data(clientSends, controlFlags, seq, ack, 0, 0, after);
    }

    /** Adds a segment with a stretch of the current message. */
    void data(boolean clientSends, int controlFlags, int seq, int ack, int from, int count, long after) {
        fromClient[end] = clientSends;
        flags[end] = controlFlags;
        sequence[end] = seq;
        acknowledgement[end] = ack;
        offset[end] = from;
        length[end] = count;
        delay[end] = after;
        end++;
    }

    /** Goes behind the first segment. */
    void advance() {
        first++;
    }

    boolean fromClient() {
        return fromClient[first];
    }

    int flags() {
        return flags[first];
    }

    int sequence() {
        return sequence[first];
    }

    int acknowledgement() {
        return acknowledgement[first];
    }

    int offset() {
        return offset[first];
    }

    int length() {
        return length[first];
    }

    /** Nanoseconds between the segment before it and this one. */
    long delay() {
        return delay[first];
    }
}
