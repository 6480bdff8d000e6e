package org.mapi.core.tracking.fragment;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import org.mapi.core.tracking.FlowColumn;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.core.tracking.stream.BlockPool;
import org.mapi.core.tracking.stream.OverlapPolicy;
import org.mapi.core.tracking.stream.SparseBytes;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/**
 * Puts IP fragments together. A whole datagram comes out as a packet of its own, with the time of the fragment that completed it.
 *
 * <p>Fragments belong together that have the same addresses, identification and outermost VLAN, and for IPv4 the same protocol.
 * Time
 * is that of the packets. Memory is bounded by {@link DefragmenterOptions}: the oldest incomplete datagrams are given up for new
 * ones. Nothing is allocated once as many datagrams have been in work as ever are at a time.
 *
 * <p>Used by one thread; {@link #close()} from any, when all work is done.
 */
public final class Defragmenter implements AutoCloseable {
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int FRAGMENT_HEADER = 8;
    private static final int LONGEST = 65_535;
    private static final int TCP_HEADER = 20;
    private static final int BLOCK = 1024;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final FlowKey key = new FlowKey(FlowKey.DIRECTED);
    private final FlowTable table;
    private final FlowColumn<Datagram> datagrams = new FlowColumn<>();
    private final ArrayDeque<Datagram> spare = new ArrayDeque<>();
    private final BlockPool pool;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment whole = arena.allocate(Datagram.MOST_HEADERS + LONGEST + 1L);
    private final PacketCursor cursor = new PacketCursor();
    private final FragmentCounters counters = new FragmentCounters();
    private final FragmentPolicy ipv4;
    private final FragmentPolicy ipv6;

    /** A defragmenter without datagrams. */
    public Defragmenter(DefragmenterOptions options) {
        ipv4 = options.ipv4;
        ipv6 = options.ipv6;
        pool = new BlockPool(options.budget, BLOCK);
        table = new FlowTable(new FlowTableOptions(options.datagrams).idleTimeouts(options.timeout).hash(options.hash),
            this::ended);
        cursor.region(whole);
    }

    /**
     * Gives a packet.
     *
     * @param layers the packet, or the layers inside its tunnel whose IP packet may be a fragment
     * @return the packet of {@code layers} itself if it is no fragment; the whole datagram if this was its last missing fragment,
     *     valid until the next call: its link type is that of the first fragment, or RAW without link header if the layers are
     *     inside a tunnel or the link header has a length of its own (PPPoE, 802.3, 802.11); null if the fragment was kept or
     *     given up
     */
    public Packet add(Layers layers) {
        if (!layers.isFragment()) {
            if (layers.ipVersion() == 6 && layers.identification() != 0 && layers.nextHeader() == IpProtocol.FRAGMENT) {
                counters.atomic++;
            }
            return layers.packet();
        }
        counters.fragments++;
        final Packet packet = layers.packet();
        table.expire(packet.timestamp(), Integer.MAX_VALUE);
        final int header = layers.ipVersion() == 4 ? ipv4Header(layers) : fragmentHeader(layers);
        final int from = layers.ipVersion() == 4 ? header : header + FRAGMENT_HEADER;
        final int payload = layers.networkPayloadOffset();
        if (header < 0 || payload < from) {
            counters.invalid++;
            return null;
        }
        final int length = payload - from + layers.networkPayloadLength();
        if (length < payload - from + layers.networkPayloadWireLength()) {
            counters.cut++;
            return null;
        }
        return accept(layers, header, from, length);
    }

    private static int ipv4Header(Layers layers) {
        return layers.networkOffset() + ((layers.packet().getByte(layers.networkOffset()) & 0x0f) << 2);
    }

    /** Where the fragment header is; -1 if it cannot be found. */
    private static int fragmentHeader(Layers layers) {
        final Packet packet = layers.packet();
        int next = layers.nextHeader();
        int at = layers.networkOffset() + IPV6_HEADER;
        for (int i = 0; next != IpProtocol.FRAGMENT && i < Layers.MAX_EXTENSIONS; i++) {
            next = packet.getUnsignedByte(at);
            at += packet.getUnsignedByte(at + 1) + 1 << 3;
        }
        return next == IpProtocol.FRAGMENT && packet.has(at, FRAGMENT_HEADER) ? at : -1;
    }

    private Packet accept(Layers layers, int header, int from, int length) {
        final int offset = layers.fragmentOffset();
        if (length == 0 || layers.moreFragments() && (length & 7) != 0) {
            counters.invalid++;
            return null;
        }
        final int before = header - layers.networkOffset() - (layers.ipVersion() == 4 ? 0 : IPV6_HEADER);
        if (before + offset + length > LONGEST) {
            counters.tooLong++;
            return null;
        }
        final Datagram datagram = datagram(layers);
        if (datagram.givenUp) {
            counters.repeated++;
            return null;
        }
        if (offset == 0 && datagram.headers == 0 && !keepHeaders(datagram, layers, header)) {
            return null;
        }
        if (!put(datagram, layers, from, offset, length)) {
            return null;
        }
        return datagram.isWhole() ? whole(datagram, layers) : null;
    }

    private Datagram datagram(Layers layers) {
        final int vlan = layers.vlanId(0) + 1;
        key.domain(layers.identification());
        if (layers.ipVersion() == 4) {
            key.setIpv4(layers.sourceAddressIpv4(), vlan, layers.destinationAddressIpv4(), 0, layers.nextHeader());
        } else {
            key.setIpv6(layers.sourceAddressHigh(), layers.sourceAddressLow(), vlan, layers.destinationAddressHigh(),
                layers.destinationAddressLow(), 0, IpProtocol.FRAGMENT);
        }
        int handle = table.find(key);
        if (handle != FlowTable.NONE) {
            return datagrams.get(handle);
        }
        handle = table.insert(key, 0, layers.packet().timestamp());
        final Datagram datagram = spare.isEmpty() ? new Datagram(pool, this) : spare.pop();
        datagram.begin(handle);
        datagrams.set(handle, datagram);
        return datagram;
    }

    /** Keeps link and IP headers of the first fragment, without the fragment header. */
    private boolean keepHeaders(Datagram datagram, Layers layers, int header) {
        final boolean raw = layers != layers.packet() || layers.pppoeSession() >= 0 || layers.llcOffset() >= 0;
        final int start = raw ? layers.networkOffset() : 0;
        final int length = header - start;
        if (length > Datagram.MOST_HEADERS) {
            counters.invalid++;
            return false;
        }
        final Packet packet = layers.packet();
        if (datagram.bytes.put(0, packet.segment(), packet.offset() + start, length) != SparseBytes.TAKEN) {
            counters.noMemory++;
            return false;
        }
        datagram.headers = length;
        datagram.network = layers.networkOffset() - start;
        datagram.linkType = raw ? LinkType.RAW : layers.linkType();
        datagram.nextHeaderAt = -1;
        if (layers.ipVersion() == 6) {
            datagram.nextHeader = packet.getUnsignedByte(header);
            datagram.nextHeaderAt = lastNextHeader(layers, header) - start;
        }
        if (layers.protocol() == IpProtocol.TCP && layers.networkPayloadLength() < TCP_HEADER) {
            counters.tiny++;
        }
        return true;
    }

    /** Where the number is that announces the fragment header. */
    private static int lastNextHeader(Layers layers, int header) {
        final Packet packet = layers.packet();
        int at = layers.networkOffset() + IPV6_HEADER;
        if (at == header) {
            return layers.networkOffset() + 6;
        }
        int next = at + (packet.getUnsignedByte(at + 1) + 1 << 3);
        while (next < header) {
            at = next;
            next = at + (packet.getUnsignedByte(at + 1) + 1 << 3);
        }
        return at;
    }

    private boolean put(Datagram datagram, Layers layers, int from, int offset, int length) {
        final Packet packet = layers.packet();
        final FragmentPolicy policy = layers.ipVersion() == 4 ? ipv4 : ipv6;
        final int end = offset + length;
        final int known = datagram.bytes.ranges() == 0 ? 0
            : (int) datagram.bytes.end(datagram.bytes.ranges() - 1) - Datagram.PAYLOAD;
        if (datagram.total >= 0 && (end > datagram.total || !layers.moreFragments() && end != datagram.total)
            || !layers.moreFragments() && known > end) {
            giveUp(datagram);
            return false;
        }
        datagram.bytes.policy(policy == FragmentPolicy.LAST ? OverlapPolicy.LAST : OverlapPolicy.FIRST);
        final int put = datagram.bytes.put(Datagram.PAYLOAD + offset, packet.segment(), packet.offset() + from, length);
        if (put != SparseBytes.TAKEN) {
            counters.noMemory++;
            return false;
        }
        if (!layers.moreFragments()) {
            datagram.total = end;
        }
        if (datagram.bytes.repeatedBytes() > 0) {
            if (datagram.bytes.newBytes() == 0 && datagram.bytes.differingBytes() == 0) {
                counters.repeated++;
            } else {
                counters.overlaps++;
                if (policy == FragmentPolicy.DISCARD) {
                    giveUp(datagram);
                    return false;
                }
            }
        }
        return true;
    }

    /** Keeps the place of a datagram, so that its other fragments are recognised, but none of its bytes. */
    private void giveUp(Datagram datagram) {
        counters.discarded++;
        datagram.givenUp = true;
        datagram.bytes.clear(0);
    }

    private Packet whole(Datagram datagram, Layers layers) {
        final Packet packet = layers.packet();
        final int length = datagram.headers + datagram.total;
        datagram.bytes.get(0, whole, 0, datagram.headers);
        datagram.bytes.get(Datagram.PAYLOAD, whole, datagram.headers, datagram.total);
        final int ip = datagram.network;
        final int ipLength = length - ip;
        if (datagram.nextHeaderAt < 0) {
            whole.set(SHORT, ip + 2, (short) ipLength);
            whole.set(SHORT, ip + 6, (short) (whole.get(SHORT, ip + 6) & 0x4000));
            checksum(ip);
        } else {
            whole.set(SHORT, ip + 4, (short) (ipLength - IPV6_HEADER));
            whole.set(ValueLayout.JAVA_BYTE, datagram.nextHeaderAt, (byte) datagram.nextHeader);
        }
        final int linkType = datagram.linkType;
        table.remove(datagram.handle);
        free(datagram);
        counters.complete++;
        cursor.move(0, length, length, packet.timestamp(), packet.interfaceIndex(), linkType, packet.number());
        return cursor.packet();
    }

    private void checksum(int ip) {
        whole.set(SHORT, ip + 10, (short) 0);
        final int length = (whole.get(ValueLayout.JAVA_BYTE, ip) & 0x0f) << 2;
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            sum += whole.get(SHORT, ip + i) & 0xffff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        whole.set(SHORT, ip + 10, (short) ~(sum + (sum >>> 16)));
    }

    private void free(Datagram datagram) {
        datagrams.set(datagram.handle, null);
        datagram.bytes.clear(0);
        spare.push(datagram);
    }

    /** The table has timed a datagram out or needs its place. */
    private void ended(int handle, FlowEnd end) {
        final Datagram datagram = datagrams.get(handle);
        if (!datagram.givenUp) {
            if (end == FlowEnd.IDLE) {
                counters.timedOut++;
            } else {
                counters.evicted++;
            }
        }
        free(datagram);
    }

    /** The pool needs a datagram's memory. */
    void evicted(Datagram datagram) {
        counters.evicted++;
        table.remove(datagram.handle);
        free(datagram);
    }

    /** Gives up datagrams that have waited for too long; also done with every fragment. */
    public void expire(long now) {
        table.expire(now, Integer.MAX_VALUE);
    }

    /** What was seen; always the same object. */
    public FragmentCounters counters() {
        return counters;
    }

    /** Incomplete datagrams. */
    public int size() {
        return table.size();
    }

    /** Bytes of memory, give or take some per datagram. */
    public long memory() {
        return pool.memory() + table.memory() + whole.byteSize();
    }

    @Override
    public void close() {
        pool.close();
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
