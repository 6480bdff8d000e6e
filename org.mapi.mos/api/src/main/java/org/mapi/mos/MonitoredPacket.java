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
 *
 * <p><b>Translation.</b> Bytes that are taken out of a TCP payload or put in would leave both ends with different ideas of the
 * sequence numbers. With {@code translate} the source translates the numbers of everything that follows (sequence and
 * acknowledgement numbers, selective acknowledgements, windows) until the connection ends, so that neither end notices. The
 * change is remembered until the receiver acknowledges it, and made again when the sender sends the bytes again; a change that
 * touches bytes that were sent before is therefore not made: what was done to them the first time stays. The decision is made
 * when the last byte of the stream so far comes by: bytes that were lost before the source saw them cannot be changed later. A
 * segment that becomes longer than its receiver takes leaves in pieces. Of a segment that is taken out whole the sender is told
 * in the receiver's name that it has arrived.
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
     * @param translate whether numbers of later packets of both directions are translated (for the payload of TCP, see above)
     * @throws MosException EACCES for the Ethernet header or if this is a copy, EINVAL if the bytes are not within the part; with
     *     translate EPERM on a passive source, ENOTCONN if the packet belongs to no connection, ENOMEM if too many changes are
     *     not acknowledged yet (1024, or a MiB)
     */
    void chomp(PacketPart part, int offset, int length, ChecksumUpdate update, boolean translate);

    /**
     * Puts bytes in before the one at the offset; every byte stays, lengths of the IP header follow.
     *
     * @param translate as in {@link #chomp}
     * @throws MosException EACCES for the Ethernet header or if this is a copy, EINVAL if the offset is not within the part or
     *     the frame would be too long; with translate as {@link #chomp}
     */
    void insert(PacketPart part, int offset, MemorySegment data, ChecksumUpdate update, boolean translate);
}
