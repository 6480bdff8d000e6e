package org.mapi.core.trace.format;

/**
 * The classic libpcap file. All numbers are in the byte order of the writing machine; the magic number tells which.
 *
 * <pre>
 * file header, 24 bytes
 *    0                   4                   8                  12
 *   +---------+---------+---------+---------+---------+---------+
 *   | magic             | major   | minor   | zone (unused)     |
 *   +---------+---------+---------+---------+---------+---------+
 *   | sigfigs (unused)  | snap length       | FCS, link type    |
 *   +---------+---------+---------+---------+---------+---------+
 * record header, 16 bytes (24 in the "modified" format), then the captured bytes
 *   +---------+---------+---------+---------+---------+---------+---------+---------+
 *   | seconds           | us or ns          | captured length   | length on wire    |
 *   +---------+---------+---------+---------+---------+---------+---------+---------+
 *   | interface index   | protocol | type, 0 |   only "modified" (Kuznetzov's patch of libpcap)
 *   +---------+---------+---------+---------+
 * </pre>
 */
public final class PcapDescriptor {
    /** Magic number of files with microseconds. */
    public static final int MAGIC_MICROSECONDS = 0xa1b2c3d4;
    /** Magic number of files with nanoseconds. */
    public static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
    /** Magic number of files of Kuznetzov's patched libpcap: microseconds and longer record headers. */
    public static final int MAGIC_MODIFIED = 0xa1b2cd34;

    /** Length of the file header. */
    public static final int FILE_HEADER_LENGTH = 24;
    /** Major version, 16 bits. */
    public static final int MAJOR_OFFSET = 4;
    /** Minor version, 16 bits. */
    public static final int MINOR_OFFSET = 6;
    /** Snap length. */
    public static final int SNAP_LENGTH_OFFSET = 16;
    /** Link type (low 16 bits), reserved bits, length of the frame check sequence. */
    public static final int LINK_TYPE_OFFSET = 20;

    /** The version that is written. */
    public static final int MAJOR = 2;
    /** The version that is written. */
    public static final int MINOR = 4;
    /** Part of the link-type field that is the link type. */
    public static final int LINK_TYPE_MASK = 0x0000ffff;
    /** Part of the link-type field that must be zero. */
    public static final int RESERVED_MASK = 0x03ff0000;

    /** Length of a record header. */
    public static final int RECORD_HEADER_LENGTH = 16;
    /** Length of a record header of the modified format. */
    public static final int MODIFIED_RECORD_HEADER_LENGTH = 24;
    /** Seconds since the Unix epoch, unsigned. */
    public static final int SECONDS_OFFSET = 0;
    /** Microseconds or nanoseconds. */
    public static final int FRACTION_OFFSET = 4;
    /** Captured length. */
    public static final int CAPTURED_OFFSET = 8;
    /** Length on the wire. */
    public static final int WIRE_OFFSET = 12;

    private PcapDescriptor() { }
}
