package org.mapi.core.pcap.live;

/**
 * What the kernel reads to send packets, on 64-bit Linux, in host byte order unless said otherwise.
 *
 * <pre>
 *  struct sockaddr_ll
 *   0        2          4          8       10      11     12        20
 *  +--------+----------+----------+-------+-------+------+---------+
 *  | family | protocol | ifindex  | hatype| type  | halen| address |   protocol big endian; 0 = receive nothing
 *  +--------+----------+----------+-------+-------+------+---------+
 *
 *  struct mmsghdr (its struct msghdr is the first 56 bytes)
 *   0      8         16    24      32        40          48      56     60  64
 *  +------+---------+-----+-------+---------+-----------+-------+------+---+
 *  | name | namelen | iov | iovlen| control | controllen| flags | sent |   |
 *  +------+---------+-----+-------+---------+-----------+-------+------+---+
 *
 *  struct iovec
 *   0      8        16
 *  +------+--------+
 *  | base | length |
 *  +------+--------+
 * </pre>
 */
final class SendDescriptor {
    static final int ADDRESS_FAMILY = 0;
    static final int ADDRESS_INTERFACE = 4;
    static final int ADDRESS_SIZE = 20;

    static final int MESSAGE_VECTOR = 16;
    static final int MESSAGE_VECTOR_LENGTH = 24;
    static final int MESSAGE_SIZE = 64;

    static final int VECTOR_BASE = 0;
    static final int VECTOR_LENGTH = 8;
    static final int VECTOR_SIZE = 16;

    private SendDescriptor() { }
}
