package org.mapi.stdflib.anon;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;
import org.mapi.stdflib.extra.rewrite.PacketSums;

/**
 * Puts contents of another length into a packet: the lengths of IP, UDP, PPPoE, 802.3, NFLOG, GTP and PPTP around it, those of
 * the packet and all checksums follow. A length that was wrong stays as wrong as it was, one of 0 (left to the network card)
 * stays 0.
 *
 * <p>What is a part of a fragment keeps its length on the wire, since the other fragments would not fit any more: a longer
 * content is cut, a shorter one is followed by zeros. A packet of up to {@value #LARGEST_FRAME} bytes grows to that at most; one
 * that is longer already, put together by COOKING or a network card, as long as its lengths can tell. A late segment keeps its
 * length, too ({@link #keepLength}).
 */
final class PacketEdit {
    /** Longest packet that a change may make longer. */
    static final int LARGEST_FRAME = 1514;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MOST_LENGTHS = 5 * (Layers.MAX_TUNNELS + 1) + 1;
    private static final ValueLayout.OfShort LITTLE = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int PPPOE_HEADER = 6;
    private static final int NFLOG_HEADER = 4;
    private static final int NFLOG_PAYLOAD = 9;
    private static final int LARGEST_LENGTH = 0xffff;

    private final PacketSums sums = new PacketSums();
    private final int[] lengths = new int[MOST_LENGTHS];
    private int lengthCount;
    /** Where the length of NFLOG's payload is, little endian; -1 without. */
    private int nflogAt;
    private boolean keep;
    private boolean fragment;

    /** The checksums of the packet at work. */
    PacketSums sums() {
        return sums;
    }

    /** Whether packets keep their length from now on. */
    void keepLength(boolean kept) {
        keep = kept;
    }

    /** Whether the content cannot change its length. */
    boolean isFixed() {
        return keep || fragment;
    }

    /** Whether the content is a part of a fragment. */
    boolean isFragment() {
        return fragment;
    }

    /** Begins with a packet: notes checksums and lengths down to the layers that are going to be changed. */
    void begin(Packet packet, Layers last) {
        sums.before(packet);
        lengthCount = 0;
        nflog(packet);
        fragment = false;
        Layers layers = packet;
        while (true) {
            link(layers);
            network(layers);
            fragment |= layers.isFragment();
            if (layers == last || layers.tunnel() == Tunnel.NONE) {
                return;
            }
            tunnel(layers);
            layers = layers.inner();
        }
    }

    /** The payload's attribute has its length and type in the order of the machine that captured. */
    private void nflog(Packet packet) {
        final int at = packet.networkOffset() - NFLOG_HEADER;
        nflogAt = -1;
        if (packet.linkType() != LinkType.NFLOG || at < 0) {
            return;
        }
        if (packet.getUnsignedByte(at + 2) == NFLOG_PAYLOAD) {
            nflogAt = at;
        } else {
            note(at);
        }
    }

    private void link(Layers layers) {
        final Packet packet = layers.packet();
        if (layers.pppoeSession() >= 0) {
            pppoe(packet, layers);
        }
        if (layers.llcOffset() >= 0 && layers.linkType() == LinkType.ETHERNET) {
            note(layers.llcOffset() - 2);
        }
    }

    /** The header is somewhere between the link header and the network header; its session tells which one it is. */
    private void pppoe(Packet packet, Layers layers) {
        for (int at = layers.networkOffset() - PPPOE_HEADER; at >= layers.linkOffset(); at--) {
            final boolean announced = at >= 2 && packet.getUnsignedShort(at - 2) == EtherType.PPPOE_SESSION
                || layers.linkType() == LinkType.PPP_ETHER && at == layers.linkOffset();
            if (announced && packet.getUnsignedShort(at + 2) == layers.pppoeSession()) {
                note(at + 4);
                return;
            }
        }
    }

    private void network(Layers layers) {
        if (layers.ipVersion() == 4) {
            note(layers.networkOffset() + 2);
        } else if (layers.ipVersion() == 6) {
            note(layers.networkOffset() + 4);
        }
        if (layers.protocol() == IpProtocol.UDP && layers.transportHeaderLength() >= 8) {
            note(layers.transportOffset() + 4);
        }
    }

    private void tunnel(Layers layers) {
        if (layers.tunnel() == Tunnel.GTP_U) {
            note(layers.payloadOffset() + 2);
        } else if (layers.tunnel() == Tunnel.GRE && (layers.packet().getUnsignedShort(layers.transportOffset()) & 7) == 1) {
            note(layers.transportOffset() + 4);
        }
    }

    private void note(int at) {
        lengths[lengthCount++] = at;
    }

    /** How long a content of some length may become. */
    int most(Packet packet, int length) {
        if (isFixed()) {
            return length;
        }
        final int now = Math.max(packet.wireLength(), packet.captureLength());
        int room = packet.writableLength() - packet.captureLength();
        if (now <= LARGEST_FRAME) {
            room = Math.min(room, LARGEST_FRAME - now);
        }
        for (int i = 0; i < lengthCount; i++) {
            room = Math.min(room, LARGEST_LENGTH - packet.getUnsignedShort(lengths[i]));
        }
        return length + Math.max(0, room);
    }

    /**
     * Puts a content in place of another.
     *
     * @param at        offset of the old content
     * @param length    its captured length
     * @param wire      its length on the wire, at least the captured one
     * @param content   the new one
     * @param newLength its captured length, not more than {@link #most}
     * @param newWire   its length on the wire
     * @param filler    follows a shorter content where the length is kept
     */
    void replace(Packet packet, int at, int length, int wire, byte[] content, int newLength, int newWire, char filler) {
        final MemorySegment memory = packet.writableSegment();
        final long where = packet.offset() + at;
        if (isFixed()) {
            MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, where, newLength);
            memory.asSlice(where + newLength, length - newLength).fill((byte) filler);
            return;
        }
        final int behind = packet.captureLength() - at - length;
        if (newLength != length && behind > 0) {
            MemorySegment.copy(memory, where + length, memory, where + newLength, behind);
        }
        MemorySegment.copy(content, 0, memory, ValueLayout.JAVA_BYTE, where, newLength);
        final int captured = packet.captureLength() + newLength - length;
        final int change = newWire - wire;
        for (int i = 0; i < lengthCount; i++) {
            final int old = packet.getUnsignedShort(lengths[i]);
            if (old != 0 && lengths[i] < at) {    // a length behind the place is of something that only moves
                memory.set(SHORT, packet.offset() + lengths[i], (short) Math.max(0, old + change));
            }
        }
        if (nflogAt >= 0) {
            memory.set(LITTLE, packet.offset() + nflogAt,
                (short) (Short.reverseBytes(packet.getShort(nflogAt)) + change));
        }
        final int wireLength = Math.max(captured, Math.max(packet.wireLength(), packet.captureLength()) + change);
        sums.spliced(at, newLength - length);
        if (newWire == newLength && wire > length) {
            sums.complete(at + newLength);
        }
        packet.modified(captured, wireLength);
    }

    /** Sets the checksums of the changed packet. */
    void end(Packet packet) {
        sums.after(packet);
        packet.modified(packet.captureLength(), Math.max(packet.wireLength(), packet.captureLength()));
    }
}
