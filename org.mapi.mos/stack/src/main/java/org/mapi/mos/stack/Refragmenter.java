package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Cuts a changed datagram into fragments again, none longer than those it came in. One thread. */
final class Refragmenter {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int IPV6 = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int UNIT = 8;
    private static final int MORE = 0x2000;
    private static final int HOP_BY_HOP = 0;
    private static final int ROUTING = 43;
    /** More than any link header has. */
    private static final int LONGEST_LINK = 256;
    /** How far before the IP header the length in a PPPoE header is. */
    private static final int PPPOE_LENGTH_BEFORE = 4;

    private final PacketCursor cursor = new PacketCursor();
    private MemorySegment memory = MemorySegment.NULL;
    private Packet datagram;
    private int identification;
    private int longest;
    /** Where what is cut begins in the datagram. */
    private int begin;
    /** Where the number is that says what follows the headers that every fragment has; -1 for IPv4. */
    private int nextHeaderAt;
    private int done;
    /** Length of a link header that the datagram has lost, and what it says; 0 if it has its own. */
    private int link;
    private int linkType;
    /** Where the link header has a length, and from where on that counts; -1 if it has none. */
    private int lengthAt;
    private int lengthFrom;

    /**
     * A datagram is to be cut.
     *
     * @param whole    not fragmented
     * @param fragment one of the frames it came in; not kept
     * @param number   identification
     * @param mostEach the longest IP packet
     */
    void begin(Packet whole, Packet fragment, int number, int mostEach) {
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate(FrameEdit.LONGEST + LONGEST_LINK, Long.BYTES);
            cursor.region(memory);
        }
        datagram = whole;
        link(fragment);
        identification = number;
        longest = mostEach;
        done = 0;
        final int network = whole.networkOffset();
        if (whole.ipVersion() == 4) {
            begin = network + (whole.getUnsignedByte(network) & 0xf) * Integer.BYTES;
            nextHeaderAt = -1;
        } else {
            begin = network + IPV6;
            nextHeaderAt = network + 6;
            int next = whole.getUnsignedByte(nextHeaderAt);
            while ((next == HOP_BY_HOP || next == ROUTING) && whole.has(begin, FRAGMENT_HEADER)) {
                nextHeaderAt = begin;
                next = whole.getUnsignedByte(begin);
                begin += whole.getUnsignedByte(begin + 1) + 1 << 3;
            }
        }
    }

    /** A link header with a length of its own is not that of the datagram as a whole, which therefore has none. */
    private void link(Packet fragment) {
        final boolean lost = datagram.linkType() == LinkType.RAW && fragment.linkType() != LinkType.RAW
            && fragment.networkOffset() <= LONGEST_LINK;
        link = lost ? fragment.networkOffset() : 0;
        linkType = lost ? fragment.linkType() : datagram.linkType();
        lengthAt = -1;
        if (lost) {
            fragment.copyTo(0, memory, 0, link);
            if (fragment.pppoeSession() >= 0) {
                lengthAt = link - PPPOE_LENGTH_BEFORE;
                lengthFrom = lengthAt + Short.BYTES;
            } else if (linkType == LinkType.ETHERNET && fragment.llcOffset() >= 0) {
                lengthAt = fragment.llcOffset() - Short.BYTES;
                lengthFrom = fragment.llcOffset();
            }
        }
    }

    /** The next piece, valid until the one after it; the datagram itself if it need not be cut; null behind the last. */
    Packet next() {
        final int total = datagram.captureLength() - begin;
        if (done >= total) {
            return null;
        }
        final int header = nextHeaderAt < 0 ? 0 : FRAGMENT_HEADER;
        final int network = datagram.networkOffset();
        if (done == 0 && datagram.captureLength() - network <= longest) {
            done = total;
            return link == 0 ? datagram : whole();
        }
        final int room = Math.max(UNIT, (longest - (begin - network) - header) / UNIT * UNIT);
        final int length = Math.min(room, total - done);
        final boolean more = done + length < total;
        datagram.copyTo(0, memory, link, begin);
        datagram.copyTo(begin + done, memory, link + begin + header, length);
        if (header == 0) {
            ipv4(link + network, length, more);
        } else {
            ipv6(link + network, length, more);
        }
        done += length;
        return frame(begin + header + length);
    }

    /** The datagram behind the link header that it has lost. */
    private Packet whole() {
        datagram.copyTo(0, memory, link, datagram.captureLength());
        return frame(datagram.captureLength());
    }

    private Packet frame(int length) {
        final int all = link + length;
        if (lengthAt >= 0) {
            memory.set(SHORT, lengthAt, (short) (all - lengthFrom));
        }
        cursor.move(0, all, all, datagram.timestamp(), datagram.interfaceIndex(), linkType, datagram.number());
        return cursor.packet();
    }

    private void ipv4(int at, int length, boolean more) {
        final int headers = link + begin - at;
        memory.set(SHORT, at + 2, (short) (headers + length));
        memory.set(SHORT, at + 4, (short) identification);
        memory.set(SHORT, at + 6, (short) (done / UNIT | (more ? MORE : 0)));
        memory.set(SHORT, at + 10, (short) 0);
        memory.set(SHORT, at + 10, (short) ~Checksums.fold(Checksums.sum(memory, at, headers)));
    }

    private void ipv6(int at, int length, boolean more) {
        final int own = link + begin;
        final int next = link + nextHeaderAt;
        memory.set(SHORT, at + 4, (short) (own - at - IPV6 + FRAGMENT_HEADER + length));
        memory.set(BYTE, own, memory.get(BYTE, next));
        memory.set(BYTE, own + 1, (byte) 0);
        memory.set(SHORT, own + 2, (short) (done | (more ? 1 : 0)));
        memory.set(INT, own + 4, identification);
        memory.set(BYTE, next, (byte) IpProtocol.FRAGMENT);
    }
}
