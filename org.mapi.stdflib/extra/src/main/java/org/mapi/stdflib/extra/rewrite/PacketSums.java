package org.mapi.stdflib.extra.rewrite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;

/**
 * Keeps the Internet checksums of a packet as right as they were while it is changed: those of IPv4, TCP, UDP, ICMP, ICMPv6 and
 * GRE, in all layers, and of the packet that an ICMP error quotes. Also knows where the packet's IP headers are.
 *
 * <p>In this order: {@link #before}, changes of the packet's bytes, {@link #spliced} for each change of length, {@link #after}.
 * What each checksum was off by before, it is off by afterwards: a right one is right again, a wrong one is not made to look
 * right, and what was not captured needs not be known, for it did not change. A UDP checksum that was not used (0) stays so.
 * Where the part that was not captured is removed ({@link #complete}), the checksum is made from what is there.
 *
 * <p>Used by one thread; allocates nothing per packet and never throws because of what a packet contains.
 */
public final class PacketSums {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    /** Per set of layers an IPv4 header, a transport header and GRE; two for a quoted packet. */
    private static final int MOST = 3 * (Layers.MAX_TUNNELS + 1) + 2;
    private static final int MOST_HEADERS = Layers.MAX_TUNNELS + 2;
    private static final int RIGHT = 0xffff;
    /** End on the wire of what other packets go on with, or an ICMP error left out. */
    private static final int UNKNOWN = Integer.MAX_VALUE;
    private static final int GRE_CHECKSUM = 0x8000;
    private static final int QUOTE_OFFSET = 8;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;

    private final int[] start = new int[MOST];
    private final int[] end = new int[MOST];
    /** Where the covered bytes end on the wire. */
    private final int[] wireEnd = new int[MOST];
    private final int[] field = new int[MOST];
    /** Where the addresses of the pseudo header are; -1 for none. */
    private final int[] addresses = new int[MOST];
    private final int[] addressLength = new int[MOST];
    private final int[] protocol = new int[MOST];
    /** What the checksum covers adds up to; {@link #RIGHT} if all of it is there and right. */
    private final int[] sum = new int[MOST];
    private int count;

    private final int[] headers = new int[MOST_HEADERS];
    private int headerCount;
    private boolean quoted;

    /** Notes every checksum and every IP header of a packet. */
    public void before(Packet packet) {
        count = 0;
        headerCount = 0;
        quoted = false;
        Layers layers = packet;
        while (layers.isPresent()) {
            if (layers.ipVersion() != 0) {
                ip(layers);
                transport(layers);
            }
            if (layers.tunnel() == Tunnel.NONE) {
                quote(layers);
                break;
            }
            layers = layers.inner();
        }
        for (int i = 0; i < count; i++) {
            sum[i] = sum(packet, i);
        }
    }

    /** Number of IP headers whose fixed part was captured, outermost first. */
    public int headers() {
        return headerCount;
    }

    /** Offset of an IP header. */
    public int header(int index) {
        return headers[index];
    }

    /** Whether the last one is of a packet that an ICMP error quotes; it may be cut behind its fixed part. */
    public boolean isQuoted(int index) {
        return quoted && index == headerCount - 1;
    }

    private void ip(Layers layers) {
        final int at = layers.networkOffset();
        headers[headerCount++] = at;
        if (layers.ipVersion() == 4) {
            ipv4(layers.packet(), at);
        }
    }

    private void ipv4(Packet packet, int at) {
        final int length = (packet.getUnsignedByte(at) & 0x0f) << 2;
        if (length >= IPV4_HEADER && packet.has(at, length)) {
            add(at, at + length, at + length, at + 10);
        }
    }

    private void transport(Layers layers) {
        final int at = layers.transportOffset();
        if (at < 0) {
            return;
        }
        final int captured = layers.networkPayloadOffset() + layers.networkPayloadLength();
        final int wire = layers.isFragment() ? UNKNOWN
            : layers.networkPayloadOffset() + layers.networkPayloadWireLength();
        switch (layers.protocol()) {
            case IpProtocol.UDP -> datagram(layers, at);
            case IpProtocol.GRE -> {
                if ((layers.packet().getUnsignedShort(at) & GRE_CHECKSUM) != 0) {
                    add(at, captured, wire, at + 4);
                }
            }
            default -> {
                final int checksum = checksumAt(layers.protocol());
                if (checksum >= 0) {
                    add(at, captured, wire, at + checksum);
                    if (layers.protocol() != IpProtocol.ICMP) {
                        pseudo(layers.packet(), layers.networkOffset(), layers.protocol());
                    }
                }
            }
        }
    }

    private void datagram(Layers layers, int at) {
        if (layers.transportHeaderLength() >= 8 && layers.packet().getUnsignedShort(at + 6) != 0) {
            final int wire = layers.isFragment() ? UNKNOWN : layers.payloadOffset() + layers.payloadWireLength();
            add(at, layers.payloadOffset() + layers.payloadLength(), wire, at + 6);
            pseudo(layers.packet(), layers.networkOffset(), IpProtocol.UDP);
        }
    }

    private static int checksumAt(int protocol) {
        return switch (protocol) {
            case IpProtocol.TCP -> 16;
            case IpProtocol.UDP -> 6;
            case IpProtocol.ICMP, IpProtocol.ICMPV6 -> 2;
            default -> -1;
        };
    }

    /** An ICMP error carries the beginning of the packet it is about. */
    private void quote(Layers layers) {
        final Packet packet = layers.packet();
        final int at = layers.transportOffset() + QUOTE_OFFSET;
        if (!isError(layers)) {
            return;
        }
        final int end = layers.networkPayloadOffset() + layers.networkPayloadLength();
        final int version = at < end ? packet.getUnsignedByte(at) >>> 4 : 0;
        final int fixed = version == 4 ? IPV4_HEADER : IPV6_HEADER;
        if (version != 4 && version != 6 || at + fixed > end) {
            return;
        }
        headers[headerCount++] = at;
        quoted = true;
        final int length = version == 4 ? (packet.getUnsignedByte(at) & 0x0f) << 2 : IPV6_HEADER;
        if (version == 4 && length >= IPV4_HEADER && at + length <= end) {
            add(at, at + length, at + length, at + 10);
        }
        final int next = packet.getUnsignedByte(at + (version == 4 ? 9 : 6));
        final boolean first = version == 6 || (packet.getUnsignedShort(at + 6) & 0x1fff) == 0;
        final int checksum = checksumAt(next);
        final boolean unused = next == IpProtocol.UDP && packet.getUnsignedShort(at + length + checksum) == 0;
        if (first && length >= IPV4_HEADER && checksum >= 0 && at + length + checksum + 2 <= end && !unused) {
            add(at + length, end, UNKNOWN, at + length + checksum);
            if (next != IpProtocol.ICMP) {
                pseudo(packet, at, next);
            }
        }
    }

    private static boolean isError(Layers layers) {
        final int type = layers.icmpType();
        return switch (layers.protocol()) {
            case IpProtocol.ICMP -> type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
            case IpProtocol.ICMPV6 -> type >= 1 && type <= 4;
            default -> false;
        };
    }

    private void add(int from, int to, int wireTo, int checksum) {
        start[count] = from;
        end[count] = to;
        wireEnd[count] = Math.max(to, wireTo);
        field[count] = checksum + 2 <= to ? checksum : -1;
        addresses[count] = -1;
        count += field[count] < 0 ? 0 : 1;
    }

    /** The checksum added last covers addresses too. */
    private void pseudo(Packet packet, int networkOffset, int number) {
        final int last = count - 1;
        if (last < 0 || field[last] < 0 || addresses[last] >= 0) {
            return;
        }
        final boolean wide = packet.getUnsignedByte(networkOffset) >>> 4 == 6;
        addresses[last] = networkOffset + (wide ? 8 : 12);
        addressLength[last] = wide ? 32 : 8;
        protocol[last] = number;
    }

    private int sum(Packet packet, int i) {
        long total = sum(packet, start[i], end[i]);
        if (addresses[i] >= 0) {
            final long length = wireEnd[i] == UNKNOWN ? 0 : wireEnd[i] - start[i];
            total += sum(packet, addresses[i], addresses[i] + addressLength[i]) + protocol[i] + (length >>> 16)
                + (length & 0xffff);
        }
        return fold(total);
    }

    private static long sum(Packet packet, int from, int to) {
        long total = 0;
        int at = from;
        while (at + Long.BYTES <= to) {
            final long word = packet.getLong(at);
            total += (word >>> Integer.SIZE) + (word & 0xffff_ffffL);
            at += Long.BYTES;
        }
        while (at + Short.BYTES <= to) {
            total += packet.getUnsignedShort(at);
            at += Short.BYTES;
        }
        return at < to ? total + (packet.getUnsignedByte(at) << Byte.SIZE) : total;
    }

    /** Adds up to 16 bits with end-around carry; 0 only if all was 0. */
    static int fold(long total) {
        long folded = total;
        while (folded >>> 16 != 0) {
            folded = (folded >>> 16) + (folded & 0xffff);
        }
        return (int) folded;
    }

    /**
     * Notes that something got longer or shorter.
     *
     * @param at     offset of what got another length, at least a byte before: what lies behind it has moved
     * @param change how many bytes there are more; less than 0 for fewer
     */
    public void spliced(int at, int change) {
        for (int i = 0; i < count; i++) {
            if (start[i] > at) {
                start[i] += change;
                end[i] += change;
                wireEnd[i] += wireEnd[i] == UNKNOWN ? 0 : change;
                field[i] += field[i] < 0 ? 0 : change;
            } else if (end[i] > at) {
                final boolean more = wireEnd[i] > end[i];
                end[i] += change;
                wireEnd[i] += wireEnd[i] == UNKNOWN ? 0 : change;
                if (more && (change & 1) != 0) {    // what was not captured lies at odd places now
                    sum[i] = (sum[i] & 0xff) << Byte.SIZE | sum[i] >>> Byte.SIZE;
                }
            }
            addresses[i] += addresses[i] > at ? change : 0;
        }
    }

    /**
     * Notes that the packet ends at an offset: what was not captured behind it is no part of it any more, and what covered more
     * covers this much.
     *
     * @param at where the content that was cut ended in the captured bytes before
     */
    public void complete(int at) {
        for (int i = 0; i < count; i++) {
            if (wireEnd[i] > end[i] && start[i] < at && end[i] >= at && wireEnd[i] != UNKNOWN) {
                wireEnd[i] = end[i];
                sum[i] = RIGHT;
            }
        }
    }

    /** Lets a checksum be what it is: it was changed on purpose. */
    public void release(int checksumOffset) {
        for (int i = 0; i < count; i++) {
            if (field[i] == checksumOffset) {
                field[i] = -1;
            }
        }
    }

    /** Makes the checksum at an offset right, if all that it covers was captured; otherwise it stays. */
    public void correct(int checksumOffset) {
        for (int i = 0; i < count; i++) {
            if (field[i] == checksumOffset && wireEnd[i] == end[i]) {
                sum[i] = RIGHT;
            }
        }
    }

    /** As {@link #correct}, of the header that begins at an offset. */
    public void correctHeader(int headerOffset) {
        for (int i = 0; i < count; i++) {
            if (start[i] == headerOffset && wireEnd[i] == end[i]) {
                sum[i] = RIGHT;
            }
        }
    }

    /** Sets the checksums of the changed packet, innermost first. */
    public void after(Packet packet) {
        final MemorySegment memory = packet.writableSegment();
        for (int i = count - 1; i >= 0; i--) {
            final int now = field[i] < 0 || end[i] > packet.captureLength() || field[i] + 2 > end[i] ? sum[i] : sum(packet, i);
            if (now % RIGHT == sum[i] % RIGHT) {
                continue;    // all the same (0 and 0xffff are one number here): not a bit is touched
            }
            final int old = packet.getUnsignedShort(field[i]);
            final int others = fold((long) now + (~old & 0xffff));
            int value = fold((long) sum[i] + (~others & 0xffff)) % RIGHT;
            if (value == 0 && protocol[i] == IpProtocol.UDP && addresses[i] >= 0) {
                value = RIGHT;
            }
            memory.set(SHORT, packet.offset() + field[i], (short) value);
        }
    }
}
