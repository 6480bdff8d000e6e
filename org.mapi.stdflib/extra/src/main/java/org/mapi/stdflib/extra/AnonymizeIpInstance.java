package org.mapi.stdflib.extra;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.function.ScalarInstance;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;
import org.mapi.result.ResultBlock;
import org.mapi.stdflib.extra.rewrite.PacketSums;
import org.mapi.stdflib.extra.rewrite.PrefixPreserving;

/** Replaces the addresses of each packet. */
final class AnonymizeIpInstance extends ScalarInstance {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int REDIRECT = 5;
    private static final int NEIGHBOUR_SOLICITATION = 135;
    private static final int NEIGHBOUR_REDIRECT = 137;
    private final PacketSums sums = new PacketSums();
    private byte[] key;
    private PrefixPreserving pseudonyms;
    private MemorySegment memory = MemorySegment.NULL;
    private long start;

    AnonymizeIpInstance(byte[] key) {
        use(key);
    }

    private void use(byte[] newKey) {
        key = newKey.clone();
        pseudonyms = new PrefixPreserving(key);
    }

    @Override
    public boolean process(Packet packet) {
        if (packet.ipVersion() == 0) {
            value++;
            return false;
        }
        memory = packet.writableSegment();
        start = packet.offset();
        sums.before(packet);
        targets(packet);
        blank(packet);
        for (int i = 0; i < sums.headers(); i++) {
            final int at = sums.header(i);
            if (packet.getUnsignedByte(at) >>> 4 == 4) {
                replace(packet, at + 12);
                replace(packet, at + 16);
            } else {
                replaceWide(packet, at + 8);
                replaceWide(packet, at + 24);
            }
        }
        sums.after(packet);
        packet.modified(packet.captureLength(), Math.max(packet.wireLength(), packet.captureLength()));
        return true;
    }

    private void replace(Packet packet, int at) {
        memory.set(INT, start + at, pseudonyms.map(packet.getInt(at)));
    }

    private void replaceWide(Packet packet, int at) {
        pseudonyms.map(packet.getLong(at), packet.getLong(at + Long.BYTES));
        memory.set(LONG, start + at, pseudonyms.high());
        memory.set(LONG, start + at + Long.BYTES, pseudonyms.low());
    }

    /** Addresses in the messages of ICMP redirects and neighbour discovery. */
    private void targets(Packet packet) {
        final Layers layers = packet.innermost();
        final int at = layers.transportOffset();
        final int length = layers.networkPayloadLength();
        final int type = layers.icmpType();
        if (layers.protocol() == IpProtocol.ICMP && type == REDIRECT && length >= 8) {
            replace(packet, at + 4);
        }
        if (layers.protocol() == IpProtocol.ICMPV6 && type >= NEIGHBOUR_SOLICITATION && type <= NEIGHBOUR_REDIRECT) {
            if (length >= 24) {
                replaceWide(packet, at + 8);
            } else {
                blank(at + 8, at + length);
            }
            if (type == NEIGHBOUR_REDIRECT && length >= 40) {
                replaceWide(packet, at + 24);
            } else if (type == NEIGHBOUR_REDIRECT) {
                blank(at + 24, at + length);
            }
        }
    }

    /** An IP header in a tunnel of which only a part was captured may hold a part of an address. */
    private void blank(Packet packet) {
        if (packet.tunnel() == Tunnel.NONE) {
            return;
        }
        final Layers layers = packet.innermost();
        final int type = layers.etherType();
        if (layers.ipVersion() == 0 && layers.networkOffset() >= 0 && (type == EtherType.IPV4 || type == EtherType.IPV6)) {
            blank(layers.networkOffset(), layers.payloadOffset() + layers.payloadLength());
        }
    }

    private void blank(int from, int to) {
        for (int i = from; i < to; i++) {
            memory.set(ValueLayout.JAVA_BYTE, start + i, (byte) 0);
        }
    }

    @Override
    public void reset() {
        value = 0;
    }

    /** The key goes to the successor: one by chance would be another there. */
    @Override
    public void save(StateWriter state) {
        super.save(state);
        state.putBytes(key);
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        super.restore(block, state);
        use(state.getBytes(PrefixPreserving.KEY_LENGTH));
    }
}
