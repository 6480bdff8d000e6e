package org.mapi.stdflib.extra.cooking;

import java.lang.foreign.MemorySegment;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.OverlapPolicy;
import org.mapi.core.tracking.stream.StreamBuffer;
import org.mapi.core.tracking.stream.StreamCursor;
import org.mapi.core.tracking.stream.StreamListener;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** One direction of a connection: its bytes, and the headers of its last segment with a payload. */
final class CookedSide {
    /** Longest headers that are kept: link, IP with options or extension headers, TCP. */
    static final int MOST_HEADERS = 384;
    /** Longest packet that is made, with room for functions that make it longer. */
    static final int LONGEST = 128 << 10;
    private static final int LARGEST_8023 = 1500;
    private static final int NFLOG_HEADER = 4;
    private static final int NFLOG_PAYLOAD = 9;

    final StreamBuffer stream;
    private final StreamCursor cursor;
    private final MemorySegment headers;
    private int length;
    private int linkType;
    private int interfaceIndex;
    private int mark;
    private int network;
    private int transport;
    /** Where a length of the link header is, -1 without; where what it counts begins (the IP header without); the most of it. */
    private int linkLengthAt;
    private boolean linkLengthReversed;
    private int linkContent;
    private int mostContent;
    private boolean begun;
    private long end;

    CookedSide(BlockPool pool, MemorySegment headers) {
        stream = new StreamBuffer(pool);
        cursor = stream.cursor();
        this.headers = headers;
    }

    void begin() {
        begun = false;
        length = 0;
        end = Long.MAX_VALUE;
    }

    boolean isBegun() {
        return begun;
    }

    void open(int firstSequence, long window, StreamListener listener) {
        stream.open(firstSequence, window, OverlapPolicy.FIRST, listener);
        begun = true;
    }

    /** Remembers the headers of a segment; those that are too long are not kept, and the bytes cannot be passed on. */
    void headers(Packet segment) {
        final int size = segment.payloadOffset();
        if (size > MOST_HEADERS) {
            length = 0;
            return;
        }
        length = segment.copyTo(headers, 0, size);
        linkType = segment.linkType();
        interfaceIndex = segment.interfaceIndex();
        mark = segment.mark();
        network = segment.networkOffset();
        transport = segment.transportOffset();
        linkLengthReversed = false;
        if (segment.pppoeSession() >= 0) {
            linkLengthAt = network - 4;
            linkContent = network - 2;
            mostContent = CookedPacket.LONGEST;
        } else if (linkType == LinkType.NFLOG && network >= NFLOG_HEADER) {
            linkLengthAt = network - NFLOG_HEADER;
            linkLengthReversed = segment.getByte(network - 2) == NFLOG_PAYLOAD;
            linkContent = linkLengthAt;
            mostContent = CookedPacket.LONGEST;
        } else if (linkType == LinkType.ETHERNET && segment.llcOffset() >= 2) {
            linkLengthAt = segment.llcOffset() - 2;
            linkContent = segment.llcOffset();
            mostContent = LARGEST_8023;
        } else {
            linkLengthAt = -1;
            linkContent = network;
            mostContent = CookedPacket.LONGEST;
        }
    }

    /** The direction ends at a position. */
    void end(long position) {
        end = position;
    }

    boolean isComplete() {
        return begun && stream.expected() >= end;
    }

    /**
     * How many bytes can be passed on now: as many as are in order when they are enough, or when nothing that would make them
     * more can come.
     *
     * @param threshold how many are enough
     * @param over      whether the connection has ended
     */
    int ready(int threshold, boolean over) {
        if (!begun) {
            return 0;
        }
        long available = cursor.available();
        if (available == 0 && over && stream.gap() > 0) {
            stream.skipGap();
            available = cursor.available();
        }
        final boolean last = over || isComplete() || cursor.position() + available < stream.expected();
        if (available >= threshold || available > 0 && last) {
            return (int) Math.min(Integer.MAX_VALUE, available);
        }
        return 0;
    }

    /** Goes behind bytes that are missing; returns how many they are. */
    long pass() {
        long missing = 0;
        while (begun && cursor.available() == 0 && cursor.position() < stream.expected()) {
            missing -= cursor.read(headers, 0, 0);
        }
        return missing;
    }

    /** Bytes that are held back in order. */
    long held() {
        return begun ? Math.max(0, cursor.available()) : 0;
    }

    /** Gives up all bytes up to what is expected next; returns how many they were. */
    long drop() {
        final long dropped = held();
        cursor.position(stream.expected());
        stream.discard(stream.expected());
        return dropped;
    }

    /** The pool took the bytes away; returns how many there were that had not been passed on. */
    long lose() {
        final long gone = Math.max(0, stream.expected() - cursor.position());
        cursor.position(stream.expected());
        return gone;
    }

    /** Whether no packet can carry the bytes, because the headers are too long to be kept. */
    boolean isStuck() {
        return length == 0;
    }

    /**
     * Makes a packet of the next bytes.
     *
     * @param cursor    what the packet is of, with room for {@link #LONGEST} bytes
     * @param memory    where it is made, from its start on
     * @param wanted    how many bytes
     * @param timestamp the packet's time
     * @param number    the packet's number
     * @return how many bytes it carries
     */
    int write(PacketCursor cursor, MemorySegment memory, int wanted, long timestamp, long number) {
        final int most = mostContent - (length - linkContent);
        final int sequence = stream.sequence(this.cursor.position());
        MemorySegment.copy(headers, 0, memory, 0, length);
        final int count = (int) Math.max(0, this.cursor.read(memory, length, Math.min(wanted, most)));
        stream.discard(this.cursor.position());
        if (linkLengthAt >= 0) {
            final int size = length + count - linkContent;
            CookedPacket.put16(memory, linkLengthAt, linkLengthReversed ? Short.reverseBytes((short) size) : size);
        }
        CookedPacket.complete(memory, network, transport, length + count, sequence);
        cursor.move(0, length + count, length + count, timestamp, interfaceIndex, linkType, number);
        cursor.mark(mark);
        cursor.writable(LONGEST);
        return count;
    }

    void recycle() {
        stream.close();
        begun = false;
    }
}
