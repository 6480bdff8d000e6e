package org.mapi.mos.c;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketOrder;
import org.mapi.mos.PacketPart;
import org.mapi.mos.Side;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/** The functions that look at, change and send packets. */
final class PacketCalls {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ACTIONS = MosApi.MOS_OVERWRITE | MosApi.MOS_CHOMP | MosApi.MOS_INSERT;
    private static final int PARTS = MosApi.MOS_ETH_HDR | MosApi.MOS_IP_HDR | MosApi.MOS_TCP_HDR | MosApi.MOS_TCP_PAYLOAD;
    private static final int MILLISECOND = 1_000_000;
    private static final long MASK = 0xffff_ffffL;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private PacketCalls() { }

    /** The packet of the running callback. */
    static MonitoredPacket present(Mctx mctx) {
        if (mctx.flow == null) {
            throw new MosException(Errno.ENODATA, "a timer comes without a packet");
        }
        return mctx.flow.packet();
    }

    // ---- looking ------------------------------------------------------------------------------------------------------------

    static int last(Mctx mctx, int sock, int side, PktInfo into) {
        if (into == null) {
            throw new MosException(Errno.EINVAL, "pkt_info is null");
        }
        final MonitoredPacket packet;
        if (mctx.require(sock) instanceof MonitorSock monitor) {
            requireWithoutFlow(mctx, monitor, Errno.EBADF);
            packet = present(mctx);
        } else {
            final FlowContext flow = mctx.atHand(sock, Errno.EBADF);
            final Side sender = Arguments.side(side);
            packet = flow.hasPacket() && flow.packet().sender() == sender ? flow.packet() : flow.lastPacket(sender);
        }
        fill(into, packet, mctx);
        return 0;
    }

    private static void requireWithoutFlow(Mctx mctx, MonitorSock monitor, Errno otherwise) {
        if (mctx.flow != null && (mctx.sock != monitor || mctx.flow.id() != 0)) {
            throw new MosException(otherwise, "socket " + monitor.number + " is a monitor, expected the flow at hand");
        }
    }

    private static void fill(PktInfo into, MonitoredPacket packet, Mctx mctx) {
        final Packet frame = packet.frame();
        final int length = frame.captureLength();
        final MemorySegment copy = mctx.copy(length);
        frame.copyTo(copy, 0, length);
        into.cur_ts = packet.time() / MILLISECOND & MASK;
        into.in_ifidx = packet.inputDevice();
        into.eth_len = frame.wireLength();
        into.ip_len = frame.networkOffset() < 0 ? 0
            : frame.networkPayloadOffset() + frame.networkPayloadWireLength() - frame.networkOffset();
        into.offset = packet.streamOffset();
        into.payloadlen = packet.payloadLength();
        into.seq = packet.sequence();
        into.ack_seq = packet.acknowledgement();
        into.window = packet.window();
        final int end = frame.networkOffset() < 0 ? length : frame.networkPayloadOffset() + frame.networkPayloadLength();
        into.ethh = part(copy, frame.linkOffset(), length);
        into.iph = part(copy, frame.networkOffset(), end);
        final boolean tcp = frame.transportOffset() >= 0 && frame.protocol() == IpProtocol.TCP;
        into.tcph = tcp ? part(copy, frame.transportOffset(), end) : null;
        into.payload = tcp ? part(copy, frame.payloadOffset(), end) : null;
    }

    private static MemorySegment part(MemorySegment frame, int from, int to) {
        return from < 0 || from > to ? null : frame.asSlice(from, to - from);
    }

    static int copy(PktInfo to, MemorySegment frame, PktInfo from) {
        if (to == null || from == null || from.ethh == null || frame == null || !frame.isNative()
            || frame.byteSize() < from.ethh.byteSize()) {
            throw new MosException(Errno.EINVAL, "frame to be copied or native memory for it is missing or too small");
        }
        for (MemorySegment part : new MemorySegment[] {from.iph, from.tcph, from.payload}) {
            if (part != null && !contains(from.ethh, part)) {
                throw new MosException(Errno.EINVAL, "part of the packet is " + part + ", expected one within its frame "
                    + from.ethh);
            }
        }
        final MemorySegment copy = Arguments.memory(frame, (int) from.ethh.byteSize()).asSlice(0, from.ethh.byteSize());
        copy.copyFrom(from.ethh);
        to.scalars(from);
        to.ethh = copy;
        to.iph = same(copy, from.ethh, from.iph);
        to.tcph = same(copy, from.ethh, from.tcph);
        to.payload = same(copy, from.ethh, from.payload);
        return 0;
    }

    private static boolean contains(MemorySegment frame, MemorySegment part) {
        final long at = part.address() - frame.address();
        return part.isNative() && at >= 0 && at <= frame.byteSize() && part.byteSize() <= frame.byteSize() - at;
    }

    private static MemorySegment same(MemorySegment copy, MemorySegment frame, MemorySegment part) {
        return part == null ? null : copy.asSlice(part.address() - frame.address(), part.byteSize());
    }

    // ---- changing -----------------------------------------------------------------------------------------------------------

    static int change(Mctx mctx, int sock, int side, long offset, MemorySegment data, int datalen, int option) {
        final ActiveSock active = changeable(mctx, sock, side);
        final MonitoredPacket packet = present(mctx);
        if ((option & MosApi.MOS_DROP) != 0) {
            packet.drop();
            return 0;
        }
        if (Integer.bitCount(option & ACTIONS) != 1 || Integer.bitCount(option & PARTS) != 1) {
            throw new MosException(Errno.EAGAIN, "option is " + option + ", expected one action and one part");
        }
        final PacketPart part = PacketPart.values()[Integer.numberOfTrailingZeros(option & PARTS)];
        if (offset < 0 || offset > Integer.MAX_VALUE || datalen < 0) {
            throw new MosException(Errno.EINVAL, "offset is " + offset + ", length is " + datalen + ", expected 0 or more");
        }
        final Side receiver = packet.sender().opposite();
        if (part == PacketPart.PAYLOAD && active != null && receiver != Side.BOTH && active.isUnbuffered(receiver.number())) {
            throw new MosException(Errno.EINVAL, "the buffer of side " + receiver + " was switched off for this flow");
        }
        final int at = (int) offset;
        final ChecksumUpdate update = update(option);
        final boolean translate = (option & MosApi.MOS_TRANSLATE_SEQ) != 0;
        switch (option & ACTIONS) {
            case MosApi.MOS_OVERWRITE -> packet.overwrite(part, at, Arguments.memory(data, datalen).asSlice(0, datalen), update);
            case MosApi.MOS_CHOMP -> packet.chomp(part, at, datalen, update, translate);
            default -> packet.insert(part, at, Arguments.memory(data, datalen).asSlice(0, datalen), update, translate);
        }
        return 0;
    }

    /** The flow whose packet is to be changed; null for a packet without a flow. */
    private static ActiveSock changeable(Mctx mctx, int sock, int side) {
        if (side < 0 || side > MosApi.MOS_SIDE_BOTH) {
            throw new MosException(Errno.EINVAL, "side is " + side + ", expected 0 to 2");
        }
        if (mctx.require(sock) instanceof MonitorSock monitor) {
            requireWithoutFlow(mctx, monitor, Errno.ESOCKTNOSUPPORT);
            return null;
        }
        if (mctx.flow == null) {
            throw new MosException(Errno.ENODATA, "a timer comes without a packet");
        }
        final FlowContext flow = mctx.atHand(sock, Errno.ESOCKTNOSUPPORT);
        if (flow.event().root() == BuiltInEvent.CONN_END) {
            throw new MosException(Errno.ENOTCONN, "the connection has ended");
        }
        return mctx.active(sock, Errno.ESOCKTNOSUPPORT);
    }

    private static ChecksumUpdate update(int option) {
        final boolean ip = (option & MosApi.MOS_UPDATE_IP_CHKSUM) != 0;
        final boolean tcp = (option & MosApi.MOS_UPDATE_TCP_CHKSUM) != 0;
        return ip ? tcp ? ChecksumUpdate.BOTH : ChecksumUpdate.IP : tcp ? ChecksumUpdate.TRANSPORT : ChecksumUpdate.NONE;
    }

    // ---- sending ------------------------------------------------------------------------------------------------------------

    static int send(Mctx mctx, int sock, PktInfo packet) {
        if (mctx.require(sock) instanceof MonitorSock) {
            return 0;
        }
        final FlowContext flow = mctx.atHand(sock, Errno.EBADF);
        if (packet == null || packet.iph == null || packet.tcph == null || packet.tcph.byteSize() < Integer.BYTES) {
            throw new MosException(Errno.ENODATA, "packet to be sent has no IP or TCP header");
        }
        final MemorySegment payload = packet.payload == null ? MemorySegment.NULL
            : Arguments.memory(packet.payload, packet.payloadlen).asSlice(0, packet.payloadlen);
        flow.send(new PacketOrder(sender(flow.endpoints(), packet), TcpFlags.ACK, packet.seq & MASK, packet.ack_seq & MASK,
            packet.window, payload));
        return 0;
    }

    private static Side sender(FlowEndpoints ends, PktInfo packet) {
        final MemorySegment ip = packet.iph;
        final int port = packet.tcph.get(SHORT, 0) & 0xffff;
        final boolean ipv4 = ip.byteSize() >= IPV4_HEADER && ip.get(ValueLayout.JAVA_BYTE, 0) >>> 4 == 4;
        if (!ipv4 && ip.byteSize() < IPV6_HEADER) {
            throw new MosException(Errno.ENODATA, "packet to be sent has no IP header");
        }
        final long high = ipv4 ? 0 : ip.get(LONG, 8);
        final long low = ipv4 ? 0xffff_0000_0000L | ip.get(INT, 12) & MASK : ip.get(LONG, 16);
        for (Side side : new Side[] {Side.CLIENT, Side.SERVER}) {
            if (ends.port(side) == port && ends.addressHigh(side) == high && ends.addressLow(side) == low) {
                return side;
            }
        }
        throw new MosException(Errno.EINVAL, "packet to be sent is not from one of the flow's ends");
    }
}
