package org.mapi.core.trace.format;

/**
 * Extensible record format of Endace DAG cards: a file is a row of records without a file header. Everything but the time is in
 * network byte order.
 *
 * <pre>
 *    0                                       8    9        10        12        14        16
 *   +---------+---------+---------+---------+----+----+---------+---------+---------+
 *   | time: 32.32 fixed point, little endian| ty | fl | length  | lost    | wire    |
 *   +---------+---------+---------+---------+----+----+---------+---------+---------+
 *   | extension header (64), only if the top bit of ty is set; another one follows if its own top bit is set ...
 *   +---------+---------+---------+---------+
 *   | pad, 2 bytes (Ethernet only) | the captured packet ...
 *   +---------+---------+---------+---------+
 * ty  type (7 bits)    fl  flags: 0-1 port, 2 varying length, 3 cut, 4 receive error, 5 internal error
 * length = bytes of the whole record    lost = packets lost before this one (in types without colour)
 * wire = length on the wire, for Ethernet and HDLC with the frame check sequence
 * </pre>
 */
public final class ErfDescriptor {
    /** Time: seconds since the Unix epoch and fraction, 32.32, little endian. */
    public static final int TIME_OFFSET = 0;
    /** Type, and whether extension headers follow. */
    public static final int TYPE_OFFSET = 8;
    /** Flags. */
    public static final int FLAGS_OFFSET = 9;
    /** Length of the record. */
    public static final int LENGTH_OFFSET = 10;
    /** Lost packets, or colour. */
    public static final int LOST_OFFSET = 12;
    /** Length on the wire. */
    public static final int WIRE_OFFSET = 14;
    /** Length of the record header. */
    public static final int HEADER_LENGTH = 16;
    /** Length of an extension header. */
    public static final int EXTENSION_LENGTH = 8;
    /** Bit that announces an extension header. */
    public static final int EXTENSION_BIT = 0x80;
    /** Part of the type byte that is the type. */
    public static final int TYPE_MASK = 0x7f;
    /** Part of the flags that is the port. */
    public static final int PORT_MASK = 0x03;
    /** Flag: records of varying length. */
    public static final int FLAG_VARYING_LENGTH = 0x04;
    /** Bytes between record header and Ethernet frame. */
    public static final int ETHERNET_PAD = 2;
    /** Length of the header before the frame in multi-channel HDLC records. */
    public static final int CHANNEL_HEADER_LENGTH = 4;

    /** Type: HDLC over SONET. */
    public static final int HDLC = 1;
    /** Type: Ethernet. */
    public static final int ETHERNET = 2;
    /** Type: multi-channel HDLC. */
    public static final int CHANNEL_HDLC = 5;
    /** Type: HDLC with colour instead of lost packets. */
    public static final int COLOUR_HDLC = 10;
    /** Type: Ethernet with colour. */
    public static final int COLOUR_ETHERNET = 11;
    /** Type: counters, no packet. */
    public static final int IP_COUNTER = 13;
    /** Type: counters, no packet. */
    public static final int TCP_FLOW_COUNTER = 14;
    /** Type: HDLC with colour of the stream module. */
    public static final int STREAM_COLOUR_HDLC = 15;
    /** Type: Ethernet with colour of the stream module. */
    public static final int STREAM_COLOUR_ETHERNET = 16;
    /** Type: multi-channel HDLC with colour. */
    public static final int COLOUR_CHANNEL_HDLC = 17;
    /** Type: HDLC with colour and hash. */
    public static final int HASH_HDLC = 19;
    /** Type: Ethernet with colour and hash. */
    public static final int HASH_ETHERNET = 20;
    /** Type: InfiniBand. */
    public static final int INFINIBAND = 21;
    /** Type: IPv4 without link header. */
    public static final int IPV4 = 22;
    /** Type: IPv6 without link header. */
    public static final int IPV6 = 23;
    /** Type: facts about the capture, no packet. */
    public static final int META = 27;
    /** Type: filler, no packet. */
    public static final int PAD = 48;
    /** Most bytes of a record. */
    public static final int MAXIMUM_LENGTH = 65_535;

    private ErfDescriptor() { }
}
