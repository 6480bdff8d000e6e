package org.mapi.mos;

import java.lang.foreign.MemorySegment;
import org.mapi.packet.Packet;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A packet at an event: the frame and what the stack knows of it (the original's pkt_info). Scalars are numbers in host order.
 *
 * <p>Changes are made to the frame that is forwarded; later callbacks of the same packet see them, the stack itself goes on with
 * the packet as it came. Exactly one of {@link #drop}, {@link #overwrite}, {@link #chomp}, {@link #insert} per call, as in
 * setlastpkt(3). On a passive source changes are seen by later callbacks only.
 */
@ProviderType
public interface MonitoredPacket {
    /** The frame with its layers. */
    Packet frame();

    /** The side that sent it. */
    Side sender();

    /** Number of the device it came in by: 0, or 1 for the second one of an inline source. */
    int inputDevice();

    /** When it was captured, nanoseconds since the Unix epoch. */
    long time();

    /** Offset of its payload in the receiver's stream; of the next expected byte if it has none. */
    long streamOffset();

    /** Length of its payload. */
    int payloadLength();

    /** Sequence number of TCP, 0 to 2^32 - 1. */
    long sequence();

    /** Acknowledgement number of TCP, 0 to 2^32 - 1. */
    long acknowledgement();

    /** Window of TCP as in the header. */
    int window();

    /** Whether it will be forwarded: false after {@link #drop} and on a passive source. */
    boolean isForwarded();

    /** Does not forward this packet (later ones of the flow are not affected). */
    void drop();

    /**
     * Overwrites bytes of a part.
     *
     * @param part   which part
     * @param offset first byte within the part
     * @param data   native memory with the bytes
     * @param update which checksums are computed anew
     * @throws MosException EINVAL if the bytes are not within the part, EACCES if this is a copy
     */
    void overwrite(PacketPart part, int offset, MemorySegment data, ChecksumUpdate update);

    /**
     * Takes bytes out; lengths of the IP header follow.
     *
     * @param translate whether sequence and acknowledgement numbers of later packets of both directions are translated, so that
     *     the ends do not notice; EPERM on a passive source
     * @throws MosException EACCES for the Ethernet header or if this is a copy, EINVAL if the bytes are not within the part
     */
    void chomp(PacketPart part, int offset, int length, ChecksumUpdate update, boolean translate);

    /**
     * Puts bytes in before the one at the offset; every byte stays, lengths of the IP header follow.
     *
     * @param translate as in {@link #chomp}
     * @throws MosException EACCES for the Ethernet header or if this is a copy, EINVAL if the offset is not within the part or
     *     the frame would be too long
     */
    void insert(PacketPart part, int offset, MemorySegment data, ChecksumUpdate update, boolean translate);
}
