package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketPart;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * What applications do to the frame at hand: whether it goes on, and a copy with their changes as soon as there is one. The
 * frame as it came is never touched.
 */
final class FrameEdit {
    /** Longest frame that can be made. */
    static final int LONGEST = 65_535 + 256;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int IP_LENGTH_FIELD = 2;
    private static final int IPV6_LENGTH_FIELD = 4;
    private static final int IPV6_HEADER = 40;
    private static final int IP_CHECKSUM_FIELD = 10;
    private static final int TCP_CHECKSUM_FIELD = 16;
    private static final int UDP_LENGTH_FIELD = 4;
    /** How far before the IP header the length in a PPPoE header is. */
    private static final int PPPOE_LENGTH_BEFORE = 4;
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int MASK = 0xffff;

    private final PacketCursor cursor = new PacketCursor();
    private final boolean inline;
    private MemorySegment memory = MemorySegment.NULL;
    private boolean edited;
    private boolean dropped;
    private boolean partial;
    private int longestPiece;
    private Translator translator;

    FrameEdit(boolean inline) {
        this.inline = inline;
    }

    void translator(Translator newTranslator) {
        translator = newTranslator;
    }

    static FrameEdit require(FrameEdit edit) {
        if (edit == null) {
            throw new MosException(Errno.EACCES, "this packet is a copy, expected the packet that is being processed");
        }
        return edit;
    }

    /** A new frame is at hand. */
    void begin() {
        edited = false;
        dropped = false;
        partial = false;
        longestPiece = 0;
    }

    boolean isInline() {
        return inline;
    }

    /** The checksum of the frame at hand is that of the pseudo-header only. */
    void partial() {
        partial = true;
    }

    boolean isEdited() {
        return edited;
    }

    boolean isDropped() {
        return dropped;
    }

    boolean isForwarded() {
        return inline && !dropped;
    }

    Packet packet() {
        return cursor.packet();
    }

    void drop() {
        dropped = true;
    }

    void overwrite(Packet frame, PacketPart part, int offset, MemorySegment data, ChecksumUpdate update) {
        copy(frame);
        final int start = begin(part);
        require(part, offset, data.byteSize(), end(part) - start);
        MemorySegment.copy(data, 0, memory, start + offset, data.byteSize());
        finish(frame, cursor.packet().captureLength(), cursor.packet().wireLength(), update);
    }

    void chomp(Packet frame, PacketPart part, int offset, int length, ChecksumUpdate update, boolean translate) {
        translatable(translate);
        resizable(part);
        copy(frame);
        final int start = begin(part);
        require(part, offset, length, end(part) - start);
        if (translate && part == PacketPart.PAYLOAD && length > 0 && !translator.change(offset, length, null, 0, null)) {
            return;
        }
        change(frame, part, start + offset + length, -length);
        finish(frame, cursor.packet().captureLength() - length, cursor.packet().wireLength() - length, update);
    }

    void insert(Packet frame, PacketPart part, int offset, MemorySegment data, ChecksumUpdate update, boolean translate) {
        translatable(translate);
        resizable(part);
        copy(frame);
        final int start = begin(part);
        final int length = (int) Math.min(data.byteSize(), LONGEST);
        require(part, offset, 0, end(part) - start);
        final int datagram = cursor.packet().wireLength() - cursor.packet().networkOffset() + length;
        if (datagram > LARGEST_DATAGRAM) {
            throw new MosException(Errno.EINVAL, "IP packet would be " + datagram + " bytes long, expected at most "
                + LARGEST_DATAGRAM);
        }
        if (translate && part == PacketPart.PAYLOAD && length > 0 && !translator.change(offset, 0, data, length,
            offset == 0 ? null : memory.asSlice(start + offset - 1L, 1))) {
            return;
        }
        change(frame, part, start + offset, length);
        MemorySegment.copy(data, 0, memory, start + offset, length);
        finish(frame, cursor.packet().captureLength() + length, cursor.packet().wireLength() + length, update);
    }

    /** The memory of a copy of the frame, to be changed. */
    MemorySegment open(Packet frame) {
        copy(frame);
        return memory;
    }

    /** Replaces bytes of the payload, as much of them as there is; lengths and checksums follow. */
    void replace(Packet frame, int offset, int removed, MemorySegment data, int from, int added) {
        copy(frame);
        final Packet packet = cursor.packet();
        final int payload = packet.payloadLength();
        final int at = packet.payloadOffset() + Math.min(offset, payload);
        final int gone = Math.min(removed, payload - Math.min(offset, payload));
        final int by = added - gone;
        if (packet.captureLength() + by <= LONGEST && packet.captureLength() + by - packet.networkOffset() <= LARGEST_DATAGRAM) {
            change(frame, PacketPart.PAYLOAD, at + gone, by);
            MemorySegment.copy(data, from, memory, at, added);
            finish(frame, packet.captureLength() + by, packet.wireLength() + by, ChecksumUpdate.BOTH);
        }
    }

    /** Corrects the checksum of TCP for a change of its header; both are sums of the whole header. */
    void adjust(long before, long after) {
        final Packet packet = cursor.packet();
        if (partial) {
            transportChecksum();
        } else {
            final int at = packet.transportOffset() + TCP_CHECKSUM_FIELD;
            final long sum = (~memory.get(SHORT, at) & MASK) + (~Checksums.fold(before) & MASK) + Checksums.fold(after);
            memory.set(SHORT, at, (short) ~Checksums.fold(sum));
            place(packet, packet.captureLength(), packet.wireLength());
        }
    }

    /** The segment leaves in pieces with so much payload each. */
    void pieces(int longest) {
        longestPiece = longest;
    }

    /** The longest payload of a piece; 0 if it leaves in one. */
    int longestPiece() {
        return longestPiece;
    }

    /** Later packets cannot be translated where none are sent. */
    private void translatable(boolean translate) {
        if (translate && !inline) {
            throw new MosException(Errno.EPERM, "the source is passive: it sends no packets whose numbers could be translated");
        }
    }

    private void copy(Packet frame) {
        if (edited) {
            return;
        }
        if (memory.byteSize() == 0) {
            memory = Arena.ofAuto().allocate(LONGEST, Long.BYTES);
        }
        if (frame.captureLength() > LONGEST) {
            throw new MosException(Errno.EINVAL, "frame is " + frame.captureLength() + " bytes long, expected at most "
                + LONGEST);
        }
        frame.copyTo(memory, 0, frame.captureLength());
        place(frame, frame.captureLength(), frame.wireLength());
        edited = true;
    }

    private void place(Packet frame, int captured, int wire) {
        cursor.region(memory);
        cursor.move(0, captured, wire, frame.timestamp(), frame.interfaceIndex(), frame.linkType(), frame.number());
    }

    private int begin(PacketPart part) {
        final Packet packet = cursor.packet();
        final int at = switch (part) {
            case ETHERNET -> packet.linkOffset();
            case IP -> packet.networkOffset();
            case TCP -> packet.transportOffset();
            case PAYLOAD -> packet.transportOffset() < 0 ? -1 : packet.payloadOffset();
        };
        if (at < 0) {
            throw new MosException(Errno.EINVAL, "packet has no " + part + " part");
        }
        return at;
    }

    private int end(PacketPart part) {
        final Packet packet = cursor.packet();
        return switch (part) {
            case ETHERNET -> packet.ipVersion() == 0 ? packet.captureLength() : packet.networkOffset();
            case IP -> packet.networkPayloadOffset();
            case TCP -> packet.transportOffset() + packet.transportHeaderLength();
            case PAYLOAD -> packet.payloadOffset() + packet.payloadLength();
        };
    }

    private static void resizable(PacketPart part) {
        if (part == PacketPart.ETHERNET) {
            throw new MosException(Errno.EACCES, "the Ethernet header cannot change its length");
        }
    }

    private static void require(PacketPart part, int offset, long length, int available) {
        if (offset < 0 || length < 0 || offset + length > available) {
            throw new MosException(Errno.EINVAL, "bytes " + offset + " to " + (offset + length) + " of the " + part
                + " part, expected 0 to " + available);
        }
    }

    /** Moves what is behind a place and corrects the lengths in the headers. */
    private void change(Packet frame, PacketPart part, int from, int by) {
        final Packet packet = cursor.packet();
        final int network = packet.networkOffset();
        final int captured = packet.captureLength();
        if (captured + by > LONGEST) {
            throw new MosException(Errno.EINVAL, "frame would be " + (captured + by) + " bytes long, expected at most "
                + LONGEST);
        }
        if (part != PacketPart.PAYLOAD && by % Integer.BYTES != 0) {
            throw new MosException(Errno.EINVAL, "length of the " + part + " header would change by " + by
                + ", expected a multiple of 4");
        }
        final int transport = packet.transportOffset();
        final boolean ipv4 = packet.ipVersion() == 4;
        final int lengthField = network + (ipv4 ? IP_LENGTH_FIELD : IPV6_LENGTH_FIELD);
        final int datagram = packet.networkPayloadOffset() + packet.networkPayloadWireLength() - network;
        MemorySegment.copy(memory, from, memory, from + by, captured - from);
        memory.set(SHORT, lengthField, (short) (datagram + by - (ipv4 ? 0 : IPV6_HEADER)));
        if (part == PacketPart.PAYLOAD && packet.protocol() == IpProtocol.UDP) {
            memory.set(SHORT, transport + UDP_LENGTH_FIELD, (short) (memory.get(SHORT, transport + UDP_LENGTH_FIELD) + by));
        }
        if (packet.pppoeSession() >= 0) {
            final int pppoe = network - PPPOE_LENGTH_BEFORE;
            memory.set(SHORT, pppoe, (short) (memory.get(SHORT, pppoe) + by));
        }
        if (part == PacketPart.IP && ipv4) {
            nibble(network, 0xf0, 0, by);
        } else if (part == PacketPart.TCP) {
            nibble(transport + 12, 0x0f, 4, by);
        }
    }

    /** Adds to a header length that is counted in words of four bytes. */
    private void nibble(int at, int kept, int shift, int by) {
        final int value = memory.get(ValueLayout.JAVA_BYTE, at) & 0xff;
        final int words = ((value & ~kept) >>> shift) + by / Integer.BYTES;
        memory.set(ValueLayout.JAVA_BYTE, at, (byte) (value & kept | words << shift));
    }

    private void finish(Packet frame, int captured, int wire, ChecksumUpdate update) {
        place(frame, captured, wire);
        if (update == ChecksumUpdate.IP || update == ChecksumUpdate.BOTH) {
            networkChecksum();
        }
        if (update == ChecksumUpdate.TRANSPORT || update == ChecksumUpdate.BOTH) {
            transportChecksum();
        }
    }

    /** Computes the checksum of the IPv4 header anew. */
    void networkChecksum() {
        final Packet packet = cursor.packet();
        if (packet.ipVersion() == 4) {
            final int at = packet.networkOffset();
            memory.set(SHORT, at + IP_CHECKSUM_FIELD, (short) 0);
            final int length = (packet.getUnsignedByte(at) & 0xf) * Integer.BYTES;
            memory.set(SHORT, at + IP_CHECKSUM_FIELD, (short) ~Checksums.fold(Checksums.sum(memory, at, length)));
            place(packet, packet.captureLength(), packet.wireLength());
        }
    }

    /** Computes the checksum of TCP or UDP anew. */
    void transportChecksum() {
        final Packet packet = cursor.packet();
        final int protocol = packet.protocol();
        final int field = protocol == IpProtocol.TCP ? TCP_CHECKSUM_FIELD : 6;
        final int at = packet.transportOffset();
        final int length = packet.networkPayloadLength();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP || at < 0 || length < field + 2) {
            return;
        }
        memory.set(SHORT, at + field, (short) 0);
        final int sum = ~Checksums.fold(Checksums.pseudo(packet, protocol, length) + Checksums.sum(memory, at, length)) & MASK;
        memory.set(SHORT, at + field, (short) (sum == 0 && protocol == IpProtocol.UDP ? MASK : sum));
        place(packet, packet.captureLength(), packet.wireLength());
    }
}
