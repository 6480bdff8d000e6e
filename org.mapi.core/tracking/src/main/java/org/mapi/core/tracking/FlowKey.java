package org.mapi.core.tracking;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * What tells one flow from another: two addresses, two ports, the protocol and, by option, the VLAN tags; beside them a number
 * of the caller's ({@link #domain(int)}: an interface, a tunnel). A mutable object that is filled again for every packet; used
 * by one thread.
 *
 * <p>Without {@link #DIRECTED} the two ends are put in order, so that both directions of a conversation have equal keys;
 * {@link #direction()} tells which of the two the packet was. The <i>lower</i> end is the one with the smaller address, or the
 * smaller port where the addresses are equal (unsigned comparison).
 *
 * <p>Ports are those of TCP, UDP and SCTP. ICMP queries and their replies (echo, timestamp ...) have their identifier as both
 * ports, so that a request and its reply are one flow. Everything else has the ports 0: other ICMP messages, other protocols,
 * and fragments that do not begin a datagram ({@link #isFragment()}: they make a flow of their own unless the caller reassembles
 * datagrams first). Headers that were not captured give port 0.
 */
public final class FlowKey {
    /** Option: the outermost and the innermost VLAN identifier belong to the key. */
    public static final int VLAN = 1;
    /** Option: the directions of a conversation are two flows; the lower end is the source. */
    public static final int DIRECTED = 1 << 1;

    private static final long PORT_MASK = 0xffff;
    private static final long DOMAIN_MASK = 0xffff_ffff_0000_0000L;
    private static final int PROTOCOL_SHIFT = 32;
    private static final long VERSION_6 = 1L << 40;
    private static final long FRAGMENT = 1L << 41;
    private static final long MAPPED = 0xffff_0000_0000L;
    private static final int ICMP_IDENTIFIER = 4;

    /** The key, in words: lower address, higher address, [version, protocol, lower port, higher port], [domain, VLANs]. */
    long w0;
    long w1;
    long w2;
    long w3;
    long w4;
    long w5;

    private final int options;
    private int direction;
    private int domain;

    /**
     * A key.
     *
     * @param options bits {@link #VLAN}, {@link #DIRECTED}; 0 for none
     */
    public FlowKey(int options) {
        this.options = options;
    }

    /**
     * Fills the key from a packet or from the content of its tunnel.
     *
     * @param layers the packet, or its {@code inner()} or {@code innermost()} layers
     * @return true; false if it is not IP: the key then has no meaning
     */
    public boolean set(Layers layers) {
        final int version = layers.ipVersion();
        if (version == 0) {
            return false;
        }
        final int protocol = layers.protocol();
        final int at = layers.transportOffset();
        final int ports;
        if ((protocol == IpProtocol.TCP || protocol == IpProtocol.UDP || protocol == IpProtocol.SCTP) && at >= 0
            && layers.networkPayloadLength() >= Integer.BYTES) {
            ports = layers.packet().getInt(at);
        } else {
            final boolean icmp = protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
            ports = icmp ? icmpIdentifier(layers, protocol) * 0x1_0001 : 0;
        }
        final long rest = (long) (protocol & 0xff) << PROTOCOL_SHIFT | (layers.fragmentOffset() != 0 ? FRAGMENT : 0);
        if (version == 4) {
            final long addresses = layers.packet().getLong(layers.sourceAddressOffset());
            order(0, MAPPED | addresses >>> 32, ports >>> 16, 0, MAPPED | addresses & 0xffff_ffffL, ports & 0xffff, rest);
        } else {
            order(layers.sourceAddressHigh(), layers.sourceAddressLow(), ports >>> 16, layers.destinationAddressHigh(),
                layers.destinationAddressLow(), ports & 0xffff, rest | VERSION_6);
        }
        w5 = (long) domain << 32 | ((options & VLAN) == 0 ? 0 : vlans(layers));
        return true;
    }

    /**
     * Fills the key with IPv4 addresses; no VLANs.
     *
     * @param source          address as a number, first byte most significant
     * @param sourcePort      0 to 65535
     * @param destination     address
     * @param destinationPort 0 to 65535
     * @param protocol        of IP, 0 to 255
     */
    public void setIpv4(int source, int sourcePort, int destination, int destinationPort, int protocol) {
        order(0, MAPPED | source & 0xffff_ffffL, sourcePort & 0xffff, 0, MAPPED | destination & 0xffff_ffffL,
            destinationPort & 0xffff, (long) (protocol & 0xff) << PROTOCOL_SHIFT);
        w5 = (long) domain << 32;
    }

    /** Fills the key with IPv6 addresses, each as its first and last eight bytes; no VLANs. */
    public void setIpv6(long sourceHigh, long sourceLow, int sourcePort, long destinationHigh, long destinationLow,
            int destinationPort, int protocol) {
        order(sourceHigh, sourceLow, sourcePort & 0xffff, destinationHigh, destinationLow, destinationPort & 0xffff,
            (long) (protocol & 0xff) << PROTOCOL_SHIFT | VERSION_6);
        w5 = (long) domain << 32;
    }

    /** Adds the VLAN tags of a packet to a key that was filled with addresses; does nothing without {@link #VLAN}. */
    public void tags(Layers layers) {
        if ((options & VLAN) != 0) {
            w5 = w5 & DOMAIN_MASK | vlans(layers);
        }
    }

    /**
     * Adds VLAN identifiers to a key that was filled with addresses, as {@link #outerVlan()} and {@link #innerVlan()} tell them;
     * does nothing without {@link #VLAN}.
     *
     * @param outer the outermost identifier, -1 for none
     * @param inner the innermost one of two or more, otherwise -1
     */
    public void tags(int outer, int inner) {
        if ((options & VLAN) != 0) {
            w5 = w5 & DOMAIN_MASK | (outer + 1L & PORT_MASK) << 16 | inner + 1L & PORT_MASK;
        }
    }

    /** A number of the caller's that belongs to the keys filled from now on; 0 at first. */
    public void domain(int value) {
        domain = value;
    }

    /** Makes this key equal to another one. */
    public void copy(FlowKey other) {
        w0 = other.w0;
        w1 = other.w1;
        w2 = other.w2;
        w3 = other.w3;
        w4 = other.w4;
        w5 = other.w5;
        direction = other.direction;
    }

    /** Takes the words of a record over. */
    void words(long[] record, int base) {
        w0 = record[base];
        w1 = record[base + 1];
        w2 = record[base + 2];
        w3 = record[base + 3];
        w4 = record[base + 4];
        w5 = record[base + 5];
        direction = 0;
    }

    private void order(long sourceHigh, long sourceLow, int sourcePort, long destinationHigh, long destinationLow,
            int destinationPort, long rest) {
        int compared = Long.compareUnsigned(sourceHigh, destinationHigh);
        compared = compared != 0 ? compared : Long.compareUnsigned(sourceLow, destinationLow);
        compared = compared != 0 ? compared : sourcePort - destinationPort;
        if (compared <= 0 || (options & DIRECTED) != 0) {
            direction = 0;
            w0 = sourceHigh;
            w1 = sourceLow;
            w2 = destinationHigh;
            w3 = destinationLow;
            w4 = rest | (long) sourcePort << 16 | destinationPort;
        } else {
            direction = 1;
            w0 = destinationHigh;
            w1 = destinationLow;
            w2 = sourceHigh;
            w3 = sourceLow;
            w4 = rest | (long) destinationPort << 16 | sourcePort;
        }
    }

    /** Identifiers are stored plus one, so that no tag differs from tag 0. */
    private static long vlans(Layers layers) {
        final int count = layers.vlanCount();
        if (count == 0) {
            return 0;
        }
        return layers.vlanId(0) + 1L << 16 | (count == 1 ? 0 : layers.vlanId(count - 1) + 1L);
    }

    private static int icmpIdentifier(Layers layers, int protocol) {
        final int type = layers.icmpType();
        final boolean query = protocol == IpProtocol.ICMP
            ? type == 0 || type == 8 || type >= 13 && type <= 18 : type == 128 || type == 129;
        return query && layers.transportHeaderLength() >= ICMP_IDENTIFIER + 2
            ? layers.packet().getUnsignedShort(layers.transportOffset() + ICMP_IDENTIFIER) : 0;
    }

    /** 0 if the packet goes from the lower end to the higher one (always with {@link #DIRECTED}), else 1. */
    public int direction() {
        return direction;
    }

    /** 4 or 6. */
    public int ipVersion() {
        return (w4 & VERSION_6) == 0 ? 4 : 6;
    }

    /** The protocol behind IP, 0 to 255. */
    public int protocol() {
        return (int) (w4 >>> PROTOCOL_SHIFT) & 0xff;
    }

    /** Whether these are fragments that do not begin a datagram. */
    public boolean isFragment() {
        return (w4 & FRAGMENT) != 0;
    }

    /** First eight bytes of the lower end's address; 0 for IPv4. */
    public long lowerAddressHigh() {
        return w0;
    }

    /** Last eight bytes of the lower end's address; an IPv4 address is in the last four, behind ffff. */
    public long lowerAddressLow() {
        return w1;
    }

    /** Port of the lower end, 0 to 65535. */
    public int lowerPort() {
        return (int) (w4 >>> 16 & PORT_MASK);
    }

    /** First eight bytes of the higher end's address; 0 for IPv4. */
    public long higherAddressHigh() {
        return w2;
    }

    /** Last eight bytes of the higher end's address. */
    public long higherAddressLow() {
        return w3;
    }

    /** Port of the higher end, 0 to 65535. */
    public int higherPort() {
        return (int) (w4 & PORT_MASK);
    }

    /** The outermost VLAN identifier; -1 if there is none or VLANs are not part of the key. */
    public int outerVlan() {
        return (int) (w5 >>> 16 & PORT_MASK) - 1;
    }

    /** The innermost VLAN identifier of two or more tags; otherwise -1. */
    public int innerVlan() {
        return (int) (w5 & PORT_MASK) - 1;
    }

    /** The caller's number. */
    public int domain() {
        return (int) (w5 >>> 32);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowKey that && w0 == that.w0 && w1 == that.w1 && w2 == that.w2 && w3 == that.w3 && w4 == that.w4
            && w5 == that.w5;
    }

    /** For collections in tests; tables use the keyed {@link FlowHash}. */
    @Override
    public int hashCode() {
        return Long.hashCode(31 * (31 * (31 * (31 * (31 * w0 + w1) + w2) + w3) + w4) + w5);
    }

    /** For people: {@code 192.0.2.1:80 <-> 198.51.100.7:1234 protocol 6}. Allocates. */
    @Override
    public String toString() {
        return IpText.of(ipVersion(), w0, w1) + ' ' + lowerPort() + ((options & DIRECTED) == 0 ? " <-> " : " -> ")
            + IpText.of(ipVersion(), w2, w3) + ' ' + higherPort() + " protocol " + protocol()
            + (outerVlan() < 0 ? "" : " vlan " + outerVlan() + (innerVlan() < 0 ? "" : "." + innerVlan()));
    }
}
