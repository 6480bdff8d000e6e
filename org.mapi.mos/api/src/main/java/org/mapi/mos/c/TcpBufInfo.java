package org.mapi.mos.c;

/**
 * {@code struct tcp_buf_info}. All four are sequence numbers, 0 to 2^32 - 1, as the original's documentation says; its code has
 * stream offsets in the last three.
 */
public final class TcpBufInfo {
    /** Of the first byte. */
    public long tcpbi_init_seq;
    /** Behind the last byte that was read. */
    public long tcpbi_last_byte_read;
    /** Behind the last byte that came in order. */
    public long tcpbi_next_byte_expected;
    /** Behind the last byte that came. */
    public long tcpbi_last_byte_received;

    /** All zero. */
    public TcpBufInfo() { }
}
