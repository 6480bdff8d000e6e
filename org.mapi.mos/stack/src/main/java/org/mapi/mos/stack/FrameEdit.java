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
    private static final int LARGEST_DATAGRAM = 65_535;
    private static final int MASK = 0xffff;

    private final PacketCursor cursor = new PacketCursor();
    private final boolean inline;
    private MemorySegment memory = MemorySegment.NULL;
    private boolean edited;
    private boolean dropped;
    FrameEdit(boolean inline) {
        this.inline = inline;
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
        change(frame, part, start + offset, length);
        MemorySegment.copy(data, 0, memory, start + offset, length);
        finish(frame, cursor.packet().captureLength() + length, cursor.packet().wireLength() + length, update);
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
            case ETHERNET -> packet.networkOffset() < 0 ? packet.captureLength() : packet.networkOffset();
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
        final int field = protocol == IpProtocol.TCP ? 16 : 6;
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
