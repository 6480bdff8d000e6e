package org.mapi.core.trace.format;

/**
 * pcapng: a row of blocks in sections; each section has its own byte order and interfaces.
 *
 * <pre>
 * every block; the length counts the whole block and is a multiple of 4
 *   +-------------------+-------------------+-- ... --+-------------------+
 *   | type              | total length      | body    | total length      |
 *   +-------------------+-------------------+-- ... --+-------------------+
 * bodies, by offset from the start of the block
 *    8                  12                  16                  20                  24                  28
 *   +---------+---------+---------+---------+---------+---------+---------+---------+
 *   | byte-order magic  | major   | minor   | length of the section (64)            | options   section header
 *   +---------+---------+---------+---------+---------+---------+---------+---------+
 *   | link    | 0       | snap length       | options                                           interface description
 *   +---------+---------+---------+---------+---------+---------+---------+---------+---------+---------+
 *   | interface         | time, high        | time, low         | captured length   | length on wire    | data  enhanced packet
 *   +---------+---------+---------+---------+---------+---------+---------+---------+---------+---------+
 *   | if      | drops   | time, high        | time, low         | captured length   | length on wire    | data  packet
 * (obsolete)
 *   +---------+---------+---------+---------+---------+---------+---------+---------+---------+---------+
 *   | length on wire    | data                                                          simple packet
 *   +---------+---------+---------+---------+---------+---------+
 *   | interface         | time, high        | time, low         | options               interface statistics
 *   +---------+---------+---------+---------+---------+---------+
 * option: code (16), length (16), value, filled up to a multiple of 4; code 0 ends the list
 * </pre>
 */
public final class PcapngDescriptor {
    /** Section header block; reads the same in both byte orders. */
    public static final int SECTION_HEADER = 0x0a0d0d0a;
    /** Interface description block. */
    public static final int INTERFACE_DESCRIPTION = 1;
    /** Packet block, obsolete. */
    public static final int PACKET = 2;
    /** Simple packet block. */
    public static final int SIMPLE_PACKET = 3;
    /** Interface statistics block. */
    public static final int INTERFACE_STATISTICS = 5;
    /** Enhanced packet block. */
    public static final int ENHANCED_PACKET = 6;

    /** Total length of a block. */
    public static final int LENGTH_OFFSET = 4;
    /** Where the body starts. */
    public static final int BODY_OFFSET = 8;
    /** Length of the shortest block. */
    public static final int MINIMUM_BLOCK_LENGTH = 12;
    /** Length of the trailing total length. */
    public static final int TRAILER_LENGTH = 4;

    /** Value of the byte-order magic when read in the section's order. */
    public static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    /** Section header: byte-order magic. */
    public static final int BYTE_ORDER_OFFSET = 8;
    /** Section header: major version. */
    public static final int MAJOR_OFFSET = 12;
    /** Section header: minor version. */
    public static final int MINOR_OFFSET = 14;
    /** Section header: length of the section, 64 bits. */
    public static final int SECTION_LENGTH_OFFSET = 16;
    /** Section header: options. */
    public static final int SECTION_OPTIONS_OFFSET = 24;
    /** The only major version. */
    public static final int MAJOR = 1;

    /** Interface description: link type, 16 bits. */
    public static final int LINK_TYPE_OFFSET = 8;
    /** Interface description: snap length, 0 = no limit. */
    public static final int SNAP_LENGTH_OFFSET = 12;
    /** Interface description: options. */
    public static final int INTERFACE_OPTIONS_OFFSET = 16;

    /** Enhanced and obsolete packet: interface (the obsolete one has 16 bits and then 16 bits of drops). */
    public static final int INTERFACE_OFFSET = 8;
    /** Obsolete packet: packets dropped since the previous one, 16 bits, 0xffff = unknown. */
    public static final int DROPS_OFFSET = 10;
    /** Enhanced and obsolete packet, statistics: upper half of the time. */
    public static final int TIME_HIGH_OFFSET = 12;
    /** Enhanced and obsolete packet, statistics: lower half of the time. */
    public static final int TIME_LOW_OFFSET = 16;
    /** Enhanced and obsolete packet: captured length. */
    public static final int CAPTURED_OFFSET = 20;
    /** Enhanced and obsolete packet: length on the wire. */
    public static final int WIRE_OFFSET = 24;
    /** Enhanced and obsolete packet: captured bytes. */
    public static final int DATA_OFFSET = 28;
    /** Simple packet: length on the wire. */
    public static final int SIMPLE_WIRE_OFFSET = 8;
    /** Simple packet: captured bytes. */
    public static final int SIMPLE_DATA_OFFSET = 12;
    /** Interface statistics: options. */
    public static final int STATISTICS_OPTIONS_OFFSET = 20;

    /** Length of an option's code and length. */
    public static final int OPTION_HEADER_LENGTH = 4;
    /** Option: end of the list. */
    public static final int OPTION_END = 0;
    /** Option of an interface: name, text. */
    public static final int OPTION_NAME = 2;
    /** Option of an interface: description, text. */
    public static final int OPTION_DESCRIPTION = 3;
    /** Option of an interface: time resolution, 1 byte: negative power of 10, or of 2 when the top bit is set. */
    public static final int OPTION_TIME_RESOLUTION = 9;
    /** Option of an interface: seconds to add to every time, 64 bits. */
    public static final int OPTION_TIME_OFFSET = 14;
    /** Option of the statistics: packets dropped by the interface since the start of the capture, 64 bits. */
    public static final int OPTION_INTERFACE_DROPS = 5;
    /** Option of the statistics: packets dropped by the operating system, 64 bits. */
    public static final int OPTION_SYSTEM_DROPS = 7;
    /** Top bit of the time resolution: a power of two. */
    public static final int RESOLUTION_BINARY = 0x80;

    private PcapngDescriptor() { }

    /** The next multiple of four. */
    public static int padded(int length) {
        return (length + 3) & ~3;
    }
}
