package org.mapi.memif.internal.wire;

/**
 * Layout of a control message: exactly 128 bytes on a SOCK_SEQPACKET socket, native byte order, packed.
 *
 * <pre>
 *   0       2                                                                  128
 *   +-------+-------------------------------------------------------------------+
 *   | type  | body, by type; the rest is zero from us and garbage from others   |
 *   +-------+-------------------------------------------------------------------+
 *   HELLO       2 name[32]     34 min version  36 max version  38 max region  40 max m2s ring  42 max s2m ring  44 max log2 size
 *   INIT        2 version       4 id            8 mode          9 secret[24]  33 name[32]
 *   ADD_REGION  2 index         4 size (u64)                                              + memfd
 *   ADD_RING    2 flags         4 index         6 region        8 offset (u32) 12 log2 size  13 private header size   + eventfd
 *   CONNECT     2 name[32]
 *   CONNECTED   2 name[32]
 *   DISCONNECT  2 code (u32)    6 text[96]
 * </pre>
 */
public final class MessageDescriptor {
    /** Bytes of every message. */
    public static final int LENGTH = 128;
    /** Protocol version 2.0. */
    public static final int VERSION = 0x0200;
    /** Bytes of an application or interface name. */
    public static final int NAME_LENGTH = 32;
    /** Bytes of a secret. */
    public static final int SECRET_LENGTH = 24;
    /** Bytes of the reason in DISCONNECT. */
    public static final int TEXT_LENGTH = 96;
    /** Offset of the u16 type. */
    public static final int TYPE = 0;

    /** Type of ACK. */
    public static final int ACK = 1;
    /** Type of HELLO. */
    public static final int HELLO = 2;
    /** Type of INIT. */
    public static final int INIT = 3;
    /** Type of ADD_REGION. */
    public static final int ADD_REGION = 4;
    /** Type of ADD_RING. */
    public static final int ADD_RING = 5;
    /** Type of CONNECT. */
    public static final int CONNECT = 6;
    /** Type of CONNECTED. */
    public static final int CONNECTED = 7;
    /** Type of DISCONNECT. */
    public static final int DISCONNECT = 8;

    /** HELLO: application name. */
    public static final int HELLO_NAME = 2;
    /** HELLO: lowest version. */
    public static final int HELLO_MIN_VERSION = 34;
    /** HELLO: highest version. */
    public static final int HELLO_MAX_VERSION = 36;
    /** HELLO: highest region index. */
    public static final int HELLO_MAX_REGION = 38;
    /** HELLO: highest index of a master-to-slave ring. */
    public static final int HELLO_MAX_M2S_RING = 40;
    /** HELLO: highest index of a slave-to-master ring. */
    public static final int HELLO_MAX_S2M_RING = 42;
    /** HELLO: u8, highest log2 of a ring size. */
    public static final int HELLO_MAX_LOG2_RING_SIZE = 44;

    /** INIT: version. */
    public static final int INIT_VERSION = 2;
    /** INIT: u32 interface id. */
    public static final int INIT_ID = 4;
    /** INIT: u8 mode. */
    public static final int INIT_MODE = 8;
    /** INIT: secret. */
    public static final int INIT_SECRET = 9;
    /** INIT: application name. */
    public static final int INIT_NAME = 33;

    /** ADD_REGION: index. */
    public static final int REGION_INDEX = 2;
    /** ADD_REGION: u64 size, unaligned. */
    public static final int REGION_SIZE = 4;

    /** ADD_RING: flags, bit 0 = slave to master. */
    public static final int RING_FLAGS = 2;
    /** ADD_RING: index among the rings of its direction. */
    public static final int RING_INDEX = 4;
    /** ADD_RING: region that holds the ring. */
    public static final int RING_REGION = 6;
    /** ADD_RING: u32 offset in the region. */
    public static final int RING_OFFSET = 8;
    /** ADD_RING: u8 log2 of the number of descriptors. */
    public static final int RING_LOG2_SIZE = 12;
    /** ADD_RING: u16 private header size, must be 0. */
    public static final int RING_PRIVATE_HEADER = 13;
    /** ADD_RING flag: the slave transmits. */
    public static final int RING_FLAG_S2M = 1;

    /** CONNECT and CONNECTED: interface name. */
    public static final int CONNECT_NAME = 2;

    /** DISCONNECT: u32 code. */
    public static final int DISCONNECT_CODE = 2;
    /** DISCONNECT: text. */
    public static final int DISCONNECT_TEXT = 6;

    private MessageDescriptor() {
    }
}
