package org.mapi.stdflib.anon;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultReader;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.result.CapturedPacket;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;

/** Copies packets into its queue, in pieces where they are large. */
final class UncookInstance implements FunctionInstance {
    private static final int USUAL_PACKET = 2048;
    private static final int LONGEST_FIT = 4;
    /** Longest packet of COOKING with its link header, and those of a piece. */
    private static final int LONGEST = 128 << 10;
    /** Most pieces of one packet: for how many there is room before a packet is taken. */
    private static final int MOST_PIECES = 128;
    private static final int LAST = TcpFlags.FIN | TcpFlags.PSH;

    private final int mtu;
    private final boolean wait;
    private final int packets;
    private final int captureLength;
    private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
    private final PacketCursor cursor = new PacketCursor();
    private final PacketEdit edit = new PacketEdit();
    private final HeaderPlace place = new HeaderPlace();
    private final byte[] content = new byte[LONGEST];
    private ResultQueue queue;

    UncookInstance(int mtu, boolean wait, int packets, int captureLength) {
        this.mtu = mtu;
        this.wait = wait;
        this.packets = packets;
        this.captureLength = captureLength;
        cursor.region(memory);
    }

    @Override
    public void init(InstanceContext context) {
        final int longest = PieceDescriptor.HEADER_LENGTH + Math.max(captureLength, USUAL_PACKET);
        final long room = Math.max((long) packets * Math.min(longest, USUAL_PACKET), (long) LONGEST_FIT * longest);
        queue = context.queue(Math.max(room, (long) 2 * MOST_PIECES * USUAL_PACKET), longest);
    }

    @Override
    public boolean process(Packet packet) {
        final Layers layers = packet.innermost();
        final int headers = layers.payloadOffset() - layers.networkOffset();
        final int length = layers.payloadLength();
        final boolean cut = layers.protocol() == IpProtocol.TCP && layers.transportOffset() >= 0 && !packet.isFragment()
            && !layers.isFragment() && headers + length > mtu && headers < mtu && packet.captureLength() <= LONGEST;
        if (!cut) {
            put(packet);
            return true;
        }
        final int step = mtu - headers;
        for (int from = 0; from < length; from += step) {
            piece(packet, layers.payloadOffset(), layers.payloadWireLength(), from, Math.min(step, length - from),
                from + step >= length, from / step);
        }
        return true;
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
        edit.replace(copy, at, length, Math.max(wire, length), content, length, length);
        edit.end(copy);
        put(copy);
    }

    private void change(Packet copy, Layers layers, RuleField field, int by) {
        if (place.find(RuleProtocol.TCP, field, layers)) {
            place.put(copy, place.get(copy) + by);
        }
    }

    private void put(Packet packet) {
        final int captured = Math.min(packet.captureLength(), queue.maximumLength() - PieceDescriptor.HEADER_LENGTH);
        final long at = queue.claim(PieceDescriptor.HEADER_LENGTH + captured);
        if (at < 0) {
            queue.lost(1);
            return;
        }
        PieceDescriptor.header(queue.segment(), at, packet, captured);
        packet.copyTo(queue.segment(), at + PieceDescriptor.HEADER_LENGTH, captured);
        queue.commit();
    }

    /** One packet may become many: there has to be room for all pieces of each. */
    @Override
    public int capacity() {
        return wait ? queue.free() / MOST_PIECES + (queue.free() > 0 && queue.free() < MOST_PIECES ? 1 : 0) : Integer.MAX_VALUE;
    }

    @Override
    public void end() {
        queue.end();
    }

    @Override
    public ResultReader<CapturedPacket> openReader() {
        return new PieceReader(queue.reader());
    }

    /** The client side. */
    private static final class PieceReader implements ResultReader<CapturedPacket> {
        private final QueueReader reader;
        private CapturedPacket taken;

        PieceReader(QueueReader reader) {
            this.reader = reader;
        }

        @Override
        public CapturedPacket read(long nanos) throws InterruptedException {
            taken = null;
            if (!reader.poll(this::take) && nanos > 0 && reader.await(nanos)) {
                reader.poll(this::take);
            }
            return taken;
        }

        private void take(MemorySegment segment, long at, int length) {
            taken = PieceDescriptor.read(segment, at, length);
        }

        @Override
        public boolean ended() {
            return reader.ended();
        }

        @Override
        public long lost() {
            return reader.lost();
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
