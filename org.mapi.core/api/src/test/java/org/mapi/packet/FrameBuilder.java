package org.mapi.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * Writes frames by hand, header by header, in network byte order; lengths of contents are given, not computed, so that they can
 * lie.
 *
 * <p>A finished frame lies at the very end of a native segment of its own, so that whoever reads behind the captured bytes is
 * thrown out.
 */
final class FrameBuilder {
    static final int IPV4_SOURCE = 0x0a000001;
    static final int IPV4_DESTINATION = 0x0a0000fe;
    static final long IPV6_SOURCE_HIGH = 0x20010db8_00000001L;
    static final long IPV6_SOURCE_LOW = 0x11L;
    static final long IPV6_DESTINATION_HIGH = 0x20010db8_00000002L;
    static final long IPV6_DESTINATION_LOW = 0x22L;
    /** Bytes before the frame in its segment: an odd number, so that nothing is aligned. */
    static final int BEFORE = 3;
    private static final int CAPACITY = 100_000;

    private final MemorySegment memory = Arena.ofAuto().allocate(CAPACITY);
    private int size;

    static FrameBuilder frame() {
        return new FrameBuilder();
    }

    int size() {
        return size;
    }

    FrameBuilder u8(final int... values) {
        for (final int value : values) {
            memory.set(Wire.BYTE, size++, (byte) value);
        }
        return this;
    }

    FrameBuilder u16(final int... values) {
        for (final int value : values) {
            u8(value >>> 8, value);
        }
        return this;
    }

    FrameBuilder u32(final long... values) {
        for (final long value : values) {
            u16((int) (value >>> 16), (int) value);
        }
        return this;
    }

    FrameBuilder u64(final long... values) {
        for (final long value : values) {
            u32(value >>> 32, value);
        }
        return this;
    }

    FrameBuilder zeros(final int count) {
        size += count;
        return this;
    }

    FrameBuilder text(final String text) {
        for (final byte b : text.getBytes(StandardCharsets.US_ASCII)) {
            u8(b);
        }
        return this;
    }

    // ---- link -----------------------------------------------------------------------------------------------------------------

    FrameBuilder ethernet(final int type) {
        return u16(0x0200, 0, 2).u16(0x0200, 0, 1).u16(type);
    }

    FrameBuilder vlan(final int priority, final int id, final int nextType) {
        return u16(priority << 13 | id, nextType);
    }

    FrameBuilder mpls(final int label, final boolean bottom) {
        return u32((long) label << 12 | 5 << 9 | (bottom ? 1 << 8 : 0) | 64);
    }

    /** A PPPoE session header with a PPP protocol number of two bytes. */
    FrameBuilder pppoe(final int session, final int pppProtocol, final int contentLength) {
        return u8(0x11, 0).u16(session, contentLength + 2, pppProtocol);
    }

    FrameBuilder snap(final int type) {
        return u8(0xaa, 0xaa, 3, 0, 0, 0).u16(type);
    }

    // ---- network --------------------------------------------------------------------------------------------------------------

    FrameBuilder ipv4(final int protocol, final int contentLength) {
        return ipv4(protocol, 0x4000, 5, 20 + contentLength);
    }

    FrameBuilder ipv4(final int protocol, final int fragment, final int headerWords, final int totalLength) {
        u8(0x40 | headerWords, 0xb9).u16(totalLength, 0x1234, fragment).u8(64, protocol).u16(0);
        u32(IPV4_SOURCE, IPV4_DESTINATION);
        return zeros(Math.max(0, 4 * headerWords - 20));
    }

    FrameBuilder ipv6(final int nextHeader, final int contentLength) {
        u32(0x6b9abcdeL).u16(contentLength).u8(nextHeader, 63);
        return u64(IPV6_SOURCE_HIGH, IPV6_SOURCE_LOW, IPV6_DESTINATION_HIGH, IPV6_DESTINATION_LOW);
    }

    /** An extension header of {@code 8 * (units + 1)} bytes. */
    FrameBuilder extension(final int nextHeader, final int units) {
        return u8(nextHeader, units).zeros(6 + 8 * units);
    }

    FrameBuilder fragment(final int nextHeader, final int offset, final boolean more) {
        return u8(nextHeader, 0).u16(offset | (more ? 1 : 0)).u32(0xcafebabeL);
    }

    // ---- transport ------------------------------------------------------------------------------------------------------------

    FrameBuilder tcp(final int flags) {
        return tcp(flags, 5);
    }

    FrameBuilder tcp(final int flags, final int headerWords) {
        u16(40_000, 80).u32(0xfffffff0L, 0x80000001L).u8(headerWords << 4, flags).u16(0xfff0, 0, 0);
        return zeros(Math.max(0, 4 * headerWords - 20));
    }

    FrameBuilder udp(final int source, final int destination, final int contentLength) {
        return u16(source, destination, 8 + contentLength, 0);
    }

    FrameBuilder icmp(final int type, final int code) {
        return u8(type, code).u16(0, 7, 1);
    }

    FrameBuilder sctp() {
        return u16(5000, 5001).u32(0x01020304L, 0);
    }

    // ---- packets --------------------------------------------------------------------------------------------------------------

    /** The whole frame as a packet. */
    Packet packet(final int linkType) {
        return packet(linkType, size, size);
    }

    /** The frame as if the capture had been cut: its first bytes only. */
    Packet cut(final int linkType, final int captured) {
        return packet(linkType, captured, size);
    }

    Packet packet(final int linkType, final int captured, final int wire) {
        final PacketCursor cursor = new PacketCursor();
        cursor.region(segment(captured));
        cursor.move(BEFORE, captured, wire, 1_700_000_000_123_456_789L, 0, linkType, 1);
        return cursor.packet();
    }

    /** A segment that ends with the first bytes of the frame, {@value #BEFORE} bytes of something else before it. */
    MemorySegment segment(final int captured) {
        final MemorySegment segment = Arena.ofAuto().allocate(BEFORE + captured);
        segment.fill((byte) 0xee);
        copyTo(segment, BEFORE, captured);
        return segment;
    }

    /** Copies the first bytes of the frame. */
    void copyTo(final MemorySegment target, final long at, final int count) {
        MemorySegment.copy(memory, 0, target, at, count);
    }
}
