package org.mapi.stdflib.anon;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.function.Downstream;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/** Passes the pieces of large packets on in their place. */
final class UncookInstance implements FunctionInstance {
    /** Longest packet of COOKING with its link header, and room for a piece. */
    private static final int LONGEST = 128 << 10;
    private static final int LONGEST_IP = 65_535;
    /** Usual headers of IP and TCP. */
    private static final int HEADERS = 60;
    private static final int LAST = TcpFlags.FIN | TcpFlags.PSH;

    private final int mtu;
    private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
    private final PacketCursor cursor = new PacketCursor();
    private final PacketEdit edit = new PacketEdit();
    private final HeaderPlace place = new HeaderPlace();
    private final byte[] content = new byte[LONGEST];
    private Downstream downstream;

    UncookInstance(int mtu) {
        this.mtu = mtu;
        cursor.region(memory);
    }

    @Override
    public void init(InstanceContext context) {
        downstream = context.downstream();
    }

    @Override
    public boolean process(Packet packet) {
        final Layers layers = packet.innermost();
        final int headers = layers.payloadOffset() - layers.networkOffset();
        final int length = layers.payloadLength();
        final boolean cut = layers.protocol() == IpProtocol.TCP && layers.transportOffset() >= 0 && !packet.isFragment()
            && !layers.isFragment() && headers + length > mtu && headers < mtu && packet.captureLength() <= LONGEST;
        if (!cut) {
            return true;
        }
        final int step = mtu - headers;
        for (int from = 0; from < length; from += step) {
            piece(packet, layers.payloadOffset(), layers.payloadWireLength(), from, Math.min(step, length - from),
                from + step >= length, from / step);
        }
        return false;
    }

    /** Makes a copy of the headers and a part of the payload, and lets lengths and checksums follow. */
    private void piece(Packet packet, int at, int wire, int from, int length, boolean last, int number) {
        packet.copyTo(0, memory, 0, at);
        packet.copyTo(at + from, memory, at, length);
        MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, at, content, 0, length);
        cursor.move(0, at + length, Math.max(packet.wireLength(), packet.captureLength()), packet.timestamp(),
            packet.interfaceIndex(), packet.linkType(), packet.number());
        cursor.writable(LONGEST);
        final Packet copy = cursor.packet();
        final Layers layers = copy.innermost();
        edit.begin(copy, layers);
        change(copy, layers, RuleField.SEQUENCE_NUMBER, from);
        if (layers.ipVersion() == 4) {
            change(copy, layers, RuleField.ID, number);
        }
        if (!last && place.find(RuleProtocol.TCP, RuleField.FLAGS, layers)) {
            place.put(copy, place.get(copy) & ~LAST);
        }
        edit.replace(copy, at, length, Math.max(wire, length), content, length, length, (char) 0);
        edit.end(copy);
        copy.mark(packet.mark());
        downstream.pass(copy);
    }

    private void change(Packet copy, Layers layers, RuleField field, int by) {
        if (place.find(RuleProtocol.TCP, field, layers)) {
            place.put(copy, place.get(copy) + by);
        }
    }

    /** The largest packet becomes so many: there has to be room for all pieces of each, where there ever is. */
    @Override
    public int capacity() {
        final int room = downstream.capacity();
        return room == Integer.MAX_VALUE ? room : Math.min(room, Math.max(1, room / (LONGEST_IP / (mtu - HEADERS) + 1)));
    }
}
