package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.Side;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Makes TCP segments of a flow: link header as the side's own packets have it, IP, TCP. Reused by one worker. */
final class SegmentBuilder {
    /** The longest payload: what fits into an IPv4 packet. */
    static final int LONGEST_PAYLOAD = 65_535 - 40;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int IPV4 = 20;
    private static final int IPV6 = 40;
    private static final int TCP = 20;
    private static final int TTL = 64;
    /** What fits into a TCP header. */
    static final int LONGEST_OPTIONS = 40;

    /** Room for a segment without payload. */
    static final int HEADERS = 128;

    private final Endpoints endpoints = new Endpoints();
    private final PacketCursor cursor = new PacketCursor();
    private final int room;
    private MemorySegment memory = MemorySegment.NULL;
    private int device;
    private MemorySegment options = MemorySegment.NULL;

    /** A builder of frames that are at most so long; memory is taken when the first one is made. */
    SegmentBuilder(int room) {
        this.room = room;
    }

    /** TCP options of the segment that is made next: native memory, at most {@link #LONGEST_OPTIONS} bytes. */
    SegmentBuilder options(MemorySegment next) {
        options = next;
        return this;
    }

    /** The frame made last. */
    Packet packet() {
        return cursor.packet();
    }

    /** The device that the segment made last leaves by. */
    int device() {
        return device;
    }

    /** Whether anything is known of how packets of a flow travel. */
    static boolean isPossible(FlowTable table, int flow) {
        return LinkHeader.isKnown(table.get(flow, FlowWords.link(0))) || LinkHeader.isKnown(table.get(flow, FlowWords.link(1)));
    }

    /**
     * Makes a segment.
     *
     * @param table   of the flow
     * @param flow    of an inline source, {@link #isPossible}
     * @param from    the side it comes from, 0 or 1
     * @param time    of the segment
     * @param payload native memory; null for none
     * @param length  bytes of it, 0 to {@link #LONGEST_PAYLOAD}
     * @return the frame, valid until the next one is made
     */
    Packet make(FlowTable table, int flow, int from, int flags, int sequence, int acknowledgement, int window, long time,
            MemorySegment payload, int length) {
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate(room, Long.BYTES);
            cursor.region(memory);
        }
        final int link = link(table.memory(flow), table.base(flow), from);
        final int linkType = LinkHeader.linkType(table.get(flow, FlowWords.link(knownSide(table, flow, from))));
        endpoints.of(table, flow, table.get(flow, FlowWords.STATE));
        final boolean ipv4 = endpoints.ipVersion() == 4;
        final int tcp = link + (ipv4 ? IPV4 : IPV6);
        final int header = TCP + ((int) options.byteSize() + 3 & ~3);
        if (LinkHeader.isPppoe(table.get(flow, FlowWords.link(knownSide(table, flow, from))))) {
            memory.set(SHORT, link - 4L, (short) (tcp + header + length - link + Short.BYTES));
        }
        network(link, ipv4, from, header + length);
        memory.set(SHORT, tcp, (short) endpoints.port(FlowWords.sideOf(from)));
        memory.set(SHORT, tcp + 2, (short) endpoints.port(FlowWords.sideOf(1 - from)));
        memory.set(INT, tcp + 4, sequence);
        memory.set(INT, tcp + 8, acknowledgement);
        memory.set(SHORT, tcp + 12, (short) (header / 4 << 12 | flags & 0xfff));
        memory.set(SHORT, tcp + 14, (short) window);
        memory.set(INT, tcp + 16, 0);
        memory.asSlice(tcp + TCP, header - TCP).fill((byte) 0).copyFrom(options);
        options = MemorySegment.NULL;
        if (length > 0) {
            MemorySegment.copy(payload, 0, memory, tcp + header, length);
        }
        final int frame = tcp + header + length;
        cursor.move(0, frame, frame, time, 0, linkType, 0);
        final long pseudo = Checksums.pseudo(cursor.packet(), IpProtocol.TCP, header + length);
        memory.set(SHORT, tcp + 16, (short) ~Checksums.fold(pseudo + Checksums.sum(memory, tcp, header + length)));
        cursor.move(0, frame, frame, time, 0, linkType, 0);
        return cursor.packet();
    }

    /** The side whose header is used: the sender's own, else the other one's turned round. */
    private static int knownSide(FlowTable table, int flow, int from) {
        return LinkHeader.isKnown(table.get(flow, FlowWords.link(from))) ? from : 1 - from;
    }

    /** Writes the link header; its length. */
    private int link(long[] words, int base, int from) {
        final int own = base + FlowWords.link(from);
        if (LinkHeader.isKnown(words[own])) {
            LinkHeader.write(words, own, memory);
            device = 1 - LinkHeader.device(words[own]);
            return LinkHeader.length(words[own]);
        }
        final int other = base + FlowWords.link(1 - from);
        LinkHeader.write(words, other, memory);
        LinkHeader.turn(memory, LinkHeader.linkType(words[other]));
        device = LinkHeader.device(words[other]);
        return LinkHeader.length(words[other]);
    }

    private void network(int at, boolean ipv4, int from, int length) {
        final Side source = FlowWords.sideOf(from);
        final Side destination = FlowWords.sideOf(1 - from);
        if (ipv4) {
            memory.set(INT, at, 0x4500 << 16 | IPV4 + length);
            memory.set(INT, at + 4, 0x4000);
            memory.set(INT, at + 8, TTL << 24 | IpProtocol.TCP << 16);
            memory.set(INT, at + 12, (int) endpoints.addressLow(source));
            memory.set(INT, at + 16, (int) endpoints.addressLow(destination));
            memory.set(SHORT, at + 10, (short) ~Checksums.fold(Checksums.sum(memory, at, IPV4)));
        } else {
            memory.set(INT, at, 6 << 28);
            memory.set(SHORT, at + 4, (short) length);
            memory.set(BYTE, at + 6, (byte) IpProtocol.TCP);
            memory.set(BYTE, at + 7, (byte) TTL);
            memory.set(LONG, at + 8, endpoints.addressHigh(source));
            memory.set(LONG, at + 16, endpoints.addressLow(source));
            memory.set(LONG, at + 24, endpoints.addressHigh(destination));
            memory.set(LONG, at + 32, endpoints.addressLow(destination));
        }
    }
}
