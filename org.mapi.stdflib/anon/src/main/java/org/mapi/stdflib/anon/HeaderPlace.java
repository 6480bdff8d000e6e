package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;

/** Where a number or an address is in a packet's headers: set to one field at a time, then read and written. */
final class HeaderPlace {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int IPV6_HEADER = 40;
    private static final int ALL = -1;

    /** Offset of the field, or of the bytes that hold its bits; -1 if it is not there. */
    private int at;
    private int bytes;
    private int shift;
    private int bits;

    int offset() {
        return at;
    }

    int bits() {
        return bits;
    }

    /** Sets this to a field of layers; false if they have none or it was not all captured. */
    boolean find(RuleProtocol protocol, RuleField field, Layers layers) {
        at = -1;
        switch (field.group()) {
            case IP -> ip(field, layers);
            case ANY -> checksum(protocol, layers);
            default -> transport(field, layers);
        }
        return at >= 0;
    }

    private void set(int offset, int length, int lowBits, int width) {
        at = offset;
        bytes = length;
        shift = lowBits;
        bits = width == ALL ? length * Byte.SIZE : width;
    }

    private void ip(RuleField field, Layers layers) {
        final int start = layers.networkOffset();
        if (layers.ipVersion() == 4) {
            switch (field) {
                case TTL -> set(start + 8, 1, 0, ALL);
                case TOS -> set(start + 1, 1, 0, ALL);
                case ID -> set(start + 4, 2, 0, ALL);
                case PACKET_LENGTH -> set(start + 2, 2, 0, ALL);
                case IP_PROTO -> set(start + 9, 1, 0, ALL);
                case FRAGMENT_OFFSET -> set(start + 6, 2, 0, 13);
                default -> { }
            }
            return;
        }
        switch (field) {
            case TTL -> set(start + 7, 1, 0, ALL);
            case TOS -> set(start, 2, 4, 8);
            case FLOW -> set(start, 4, 0, 20);
            case PACKET_LENGTH -> set(start + 4, 2, 0, ALL);
            case IP_PROTO -> set(start + 6, 1, 0, ALL);
            case ID -> fragment(layers, 4, 4, 0, ALL);
            case FRAGMENT_OFFSET -> fragment(layers, 2, 2, 3, 13);
            default -> { }
        }
    }

    /** Fields of the fragment header of IPv6; the decoder has walked the same way and found the headers whole. */
    private void fragment(Layers layers, int offset, int length, int lowBits, int width) {
        final Packet packet = layers.packet();
        int next = layers.nextHeader();
        int from = layers.networkOffset() + IPV6_HEADER;
        final int end = layers.networkPayloadOffset();
        while (next != IpProtocol.FRAGMENT && from + 8 <= end) {
            next = packet.getUnsignedByte(from);
            from += packet.getUnsignedByte(from + 1) + 1 << 3;
        }
        if (next == IpProtocol.FRAGMENT && from + 8 <= end) {
            set(from + offset, length, lowBits, width);
        }
    }

    /**
     * Sets this to a field of the TCP or UDP header in a packet that an ICMP error quotes: as a rule its first eight bytes are
     * there.
     *
     * @param header where the quoted IP header is
     */
    boolean findQuoted(RuleProtocol protocol, RuleField field, Packet packet, int header) {
        final boolean wide = packet.getUnsignedByte(header) >>> 4 == 6;
        final int from = header + (wide ? IPV6_HEADER : (packet.getUnsignedByte(header) & 0x0f) << 2);
        final int carried = packet.getUnsignedByte(header + (wide ? 6 : 9));
        final boolean first = wide || (packet.getUnsignedShort(header + 6) & 0x1fff) == 0;
        final int offset = switch (field) {
            case SRC_PORT -> 0;
            case DST_PORT -> 2;
            case SEQUENCE_NUMBER -> 4;
            default -> -1;
        };
        final int length = field == RuleField.SEQUENCE_NUMBER ? Integer.BYTES : Short.BYTES;
        at = -1;
        if (offset >= 0 && first && packet.has(from + offset, length)
                && protocol.quoted(carried, packet.getUnsignedShort(from), packet.getUnsignedShort(from + 2))) {
            set(from + offset, length, 0, ALL);
        }
        return at >= 0;
    }

    private void checksum(RuleProtocol protocol, Layers layers) {
        switch (protocol) {
            case IP -> {
                if (layers.ipVersion() == 4) {
                    set(layers.networkOffset() + 10, 2, 0, ALL);
                }
            }
            case UDP -> in(layers, 6, 2);
            case ICMP -> in(layers, 2, 2);
            default -> in(layers, 16, 2);
        }
    }

    private void transport(RuleField field, Layers layers) {
        switch (field) {
            case SRC_PORT -> in(layers, 0, 2);
            case DST_PORT -> in(layers, 2, 2);
            case SEQUENCE_NUMBER -> in(layers, 4, 4);
            case ACK_NUMBER -> in(layers, 8, 4);
            case OFFSET_AND_RESERVED -> in(layers, 12, 1);
            case FLAGS -> in(layers, 13, 1);
            case WINDOW -> in(layers, 14, 2);
            case URGENT_POINTER -> in(layers, 18, 2);
            case UDP_DATAGRAM_LENGTH -> in(layers, 4, 2);
            case TYPE -> in(layers, 0, 1);
            case CODE -> in(layers, 1, 1);
            default -> { }
        }
    }

    private void in(Layers layers, int offset, int length) {
        if (layers.transportHeaderLength() >= offset + length) {
            set(layers.transportOffset() + offset, length, 0, ALL);
        }
    }

    /** The field's value. */
    long get(Packet packet) {
        final long word = switch (bytes) {
            case 1 -> packet.getUnsignedByte(at);
            case 2 -> packet.getUnsignedShort(at);
            default -> packet.getUnsignedInt(at);
        };
        return word >>> shift & mask();
    }

    private long mask() {
        return (1L << bits) - 1;
    }

    /** Sets the field; higher bits of the value are ignored, bits beside the field stay. */
    void put(Packet packet, long value) {
        final long beside = switch (bytes) {
            case 1 -> packet.getUnsignedByte(at);
            case 2 -> packet.getUnsignedShort(at);
            default -> packet.getUnsignedInt(at);
        } & ~(mask() << shift);
        final long word = beside | (value & mask()) << shift;
        final MemorySegment memory = packet.writableSegment();
        final long where = packet.offset() + at;
        switch (bytes) {
            case 1 -> memory.set(ValueLayout.JAVA_BYTE, where, (byte) word);
            case 2 -> memory.set(SHORT, where, (short) word);
            default -> memory.set(INT, where, (int) word);
        }
    }

    /** Reads an address of the IP header at an offset. */
    static void address(Packet packet, int header, RuleField field, AddressWords words) {
        words.wide = packet.getUnsignedByte(header) >>> 4 == 6;
        final int from = header + addressOffset(words.wide, field);
        words.high = words.wide ? packet.getLong(from) : 0;
        words.low = words.wide ? packet.getLong(from + Long.BYTES) : packet.getUnsignedInt(from);
    }

    /** Writes an address into the IP header at an offset. */
    static void putAddress(Packet packet, int header, RuleField field, AddressWords words) {
        final MemorySegment memory = packet.writableSegment();
        final long where = packet.offset() + header + addressOffset(words.wide, field);
        if (words.wide) {
            memory.set(LONG, where, words.high);
            memory.set(LONG, where + Long.BYTES, words.low);
        } else {
            memory.set(INT, where, (int) words.low);
        }
    }

    private static int addressOffset(boolean wide, RuleField field) {
        return field == RuleField.SRC_IP ? wide ? 8 : 12 : wide ? 24 : 16;
    }
}
