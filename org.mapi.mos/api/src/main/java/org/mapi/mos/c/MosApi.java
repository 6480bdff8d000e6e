package org.mapi.mos.c;

/** The constants of mos_api.h with the original's values. */
public final class MosApi {
    /** Address family IPv4. */
    public static final int AF_INET = 2;
    /**
     * Address family IPv6: refused by {@link Mtcp#mtcp_socket}, as by the original; monitors see both families all the same.
     */
    public static final int AF_INET6 = 10;
    /** End-host stream socket: not offered here. */
    public static final int SOCK_STREAM = 1;

    /** Socket type: none. */
    public static final int MOS_SOCK_UNUSED = 0;
    /** Socket type: end host, listening. */
    public static final int MOS_SOCK_STREAM_LISTEN = 1;
    /** Socket type: never implemented. */
    public static final int MOS_SOCK_PROXY_LISTEN = 2;
    /** Socket type: monitors flows. */
    public static final int MOS_SOCK_MONITOR_STREAM = 3;
    /** Socket type: end host. */
    public static final int MOS_SOCK_STREAM = 4;
    /** Socket type: never implemented. */
    public static final int MOS_SOCK_PROXY = 5;
    /** Socket type: one monitored flow, made by the stack. */
    public static final int MOS_SOCK_MONITOR_STREAM_ACTIVE = 6;
    /** Socket type: monitors frames. */
    public static final int MOS_SOCK_MONITOR_RAW = 7;
    /** Socket type: end host. */
    public static final int MOS_SOCK_EPOLL = 8;
    /** Socket type: end host. */
    public static final int MOS_SOCK_PIPE = 9;

    /** Hook: not tied to a side. */
    public static final int MOS_NULL = 1 << 29;
    /** Hook: after the receiver was updated. */
    public static final int MOS_HK_RCV = 1 << 30;
    /** Hook: after the sender was updated. */
    public static final int MOS_HK_SND = 1 << 31;

    /** No event. */
    public static final long MOS_NULL_EVENT = 0;
    /** A packet. */
    public static final long MOS_ON_PKT_IN = 0x001;
    /** Deprecated in the original, never raised. */
    public static final long MOS_ON_PKT_OUT = 0x002;
    /** A connection begins. */
    public static final long MOS_ON_CONN_START = 0x004;
    /** Deprecated in the original, never raised. */
    public static final long MOS_ON_CONN_SETUP = 0x008;
    /** New payload in order. */
    public static final long MOS_ON_CONN_NEW_DATA = 0x010;
    /** Payload that cannot be kept. */
    public static final long MOS_ON_ERROR = 0x020;
    /** Never raised; see {@link Mtcp#mtcp_settimer}. */
    public static final long MOS_ON_TIMEOUT = 0x040;
    /** The TCP state of a side changed. */
    public static final long MOS_ON_TCP_STATE_CHANGE = 0x080;
    /** A TCP packet without a flow. */
    public static final long MOS_ON_ORPHAN = 0x100;
    /** A retransmission. */
    public static final long MOS_ON_REXMIT = 0x200;
    /** A connection ends. */
    public static final long MOS_ON_CONN_END = 0x400;
    /** Never raised. */
    public static final long MOS_ON_DEBUG_MESSAGE = 0x800;
    /** Number of built-in events of the original. */
    public static final int NUM_BEV = 12;

    /** The client. */
    public static final int MOS_SIDE_CLI = 0;
    /** The server. */
    public static final int MOS_SIDE_SVR = 1;
    /** Both. */
    public static final int MOS_SIDE_BOTH = 2;

    /** Change the Ethernet header. */
    public static final int MOS_ETH_HDR = 1;
    /** Change the IP header. */
    public static final int MOS_IP_HDR = 1 << 1;
    /** Change the TCP header. */
    public static final int MOS_TCP_HDR = 1 << 2;
    /** Change the payload. */
    public static final int MOS_TCP_PAYLOAD = 1 << 3;
    /** Compute the checksum of the IP header anew. */
    public static final int MOS_UPDATE_IP_CHKSUM = 1 << 4;
    /** Compute the checksum of TCP anew. */
    public static final int MOS_UPDATE_TCP_CHKSUM = 1 << 5;
    /** Do not forward this packet. */
    public static final int MOS_DROP = 1 << 6;
    /** Overwrite bytes. */
    public static final int MOS_OVERWRITE = 1 << 7;
    /** Take bytes out. */
    public static final int MOS_CHOMP = 1 << 8;
    /** Put bytes in. */
    public static final int MOS_INSERT = 1 << 9;
    /** Beyond the original: translate sequence and acknowledgement numbers of later packets; with CHOMP and INSERT. */
    public static final int MOS_TRANSLATE_SEQ = 1 << 10;

    /** Level of the options below. */
    public static final int SOL_MONSOCKET = 0xfffe;
    /** Level of end-host options: not offered here. */
    public static final int SOL_SOCKET = 1;
    /** Get: pieces of the client's receive buffer, {@link TcpRingFragment}[]. */
    public static final int MOS_FRAGINFO_CLIBUF = 0x01;
    /** Get: pieces of the server's receive buffer, {@link TcpRingFragment}[]. */
    public static final int MOS_FRAGINFO_SVRBUF = 0x02;
    /** Get: the client's receive buffer, {@link TcpBufInfo}. */
    public static final int MOS_INFO_CLIBUF = 0x03;
    /** Get: the server's receive buffer, {@link TcpBufInfo}. */
    public static final int MOS_INFO_SVRBUF = 0x04;
    /** Get: TCP state of the client, int[1]. */
    public static final int MOS_TCP_STATE_CLI = 0x05;
    /** Get: TCP state of the server, int[1]. */
    public static final int MOS_TCP_STATE_SVR = 0x06;
    /** Get: time of the last activity in microseconds modulo 2^32, as the bits of an int[1]. */
    public static final int MOS_TIMESTAMP = 0x07;
    /** Set: size of the client's receive buffer, int[1]; 0 for none. */
    public static final int MOS_CLIBUF = 0x09;
    /** Set: size of the server's receive buffer, int[1]; 0 for none. */
    public static final int MOS_SVRBUF = 0x0a;
    /** Not used by the original either. */
    public static final int MOS_SEQ_REMAP = 0x0b;
    /** Set: stop monitoring a side or both, int[1]. */
    public static final int MOS_STOP_MON = 0x0c;
    /** Not used by the original either. */
    public static final int MOS_FRAG_CLIBUF = 0x0d;
    /** Not used by the original either. */
    public static final int MOS_FRAG_SVRBUF = 0x0e;
    /** Set: overlap policy of what the client receives, int[1]. */
    public static final int MOS_CLIOVERLAP = 0x0f;
    /** Set: overlap policy of what the server receives, int[1]. */
    public static final int MOS_SVROVERLAP = 0x10;

    /** The bytes that came first count. */
    public static final int MOS_OVERLAP_POLICY_FIRST = 0;
    /** The bytes that came last count. */
    public static final int MOS_OVERLAP_POLICY_LAST = 1;
    /** Number of policies. */
    public static final int MOS_OVERLAP_CNT = 2;

    /** TCP state. */
    public static final int TCP_CLOSED = 0;
    /** TCP state. */
    public static final int TCP_LISTEN = 1;
    /** TCP state. */
    public static final int TCP_SYN_SENT = 2;
    /** TCP state. */
    public static final int TCP_SYN_RCVD = 3;
    /** TCP state. */
    public static final int TCP_ESTABLISHED = 4;
    /** TCP state. */
    public static final int TCP_FIN_WAIT_1 = 5;
    /** TCP state. */
    public static final int TCP_FIN_WAIT_2 = 6;
    /** TCP state. */
    public static final int TCP_CLOSE_WAIT = 7;
    /** TCP state. */
    public static final int TCP_CLOSING = 8;
    /** TCP state. */
    public static final int TCP_LAST_ACK = 9;
    /** TCP state. */
    public static final int TCP_TIME_WAIT = 10;

    private MosApi() { }
}
