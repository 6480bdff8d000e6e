package org.mapi.packet;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * How numbers are read from a packet: unaligned and, unless said otherwise, in network byte order.
 *
 * <p>The static readers check nothing but the region's bounds: a caller has compared the offset with the captured length before.
 */
final class Wire {
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private Wire() {
    }

    /** The unsigned byte at an offset from the link header. */
    static int u8(final Packet packet, final int at) {
        return packet.segment.get(BYTE, packet.offset + at) & 0xff;
    }

    /** The unsigned 16-bit number at an offset from the link header. */
    static int u16(final Packet packet, final int at) {
        return packet.segment.get(SHORT, packet.offset + at) & 0xffff;
    }

    /** The unsigned 16-bit number at an offset from the link header, least significant byte first. */
    static int u16LittleEndian(final Packet packet, final int at) {
        return Short.reverseBytes(packet.segment.get(SHORT, packet.offset + at)) & 0xffff;
    }

    /** The 32-bit number at an offset from the link header. */
    static int i32(final Packet packet, final int at) {
        return packet.segment.get(INT, packet.offset + at);
    }

    /** The 64-bit number at an offset from the link header. */
    static long i64(final Packet packet, final int at) {
        return packet.segment.get(LONG, packet.offset + at);
    }
}
