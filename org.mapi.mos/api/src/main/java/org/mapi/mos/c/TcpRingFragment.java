package org.mapi.mos.c;

/** {@code struct tcp_ring_fragment}: a piece of a receive buffer. */
public final class TcpRingFragment {
    /** Offset in the stream; 0 is the first byte of the connection. */
    public long offset;
    /** Length in bytes; 0 marks the end of a list. */
    public long len;

    /** An end mark. */
    public TcpRingFragment() { }
}
