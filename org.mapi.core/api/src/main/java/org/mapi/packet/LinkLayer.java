package org.mapi.packet;

/**
 * The link part of a packet's {@link Layers}: link header, VLAN tags, MPLS labels, PPPoE, and where the network header is.
 */
public abstract sealed class LinkLayer extends LayerState permits NetworkLayer {
    /** How many VLAN tags are followed. */
    public static final int MAX_VLANS = 16;
    /** How many MPLS labels are followed. */
    public static final int MAX_LABELS = 32;
    /** {@link #linkType()} of layers that are not there. */
    public static final int NO_LINK_TYPE = -1;

    LinkLayer() {
    }

    final void toLink() {
        if (level < LINK) {
            decode(LINK);
        }
    }

    /**
     * The kind of the first header, a constant of {@link LinkType}. Inner layers have {@link LinkType#ETHERNET}, {@link
     * LinkType#PPP} or {@link LinkType#RAW}; {@link #NO_LINK_TYPE} if they are not there.
     */
    public final int linkType() {
        if (inside) {
            toLink();
        }
        return linkType;
    }

    /**
     * Offset of the first header: 0 for a packet; for inner layers where the content of the tunnel begins, -1 if there is none.
     */
    public final int linkOffset() {
        if (!inside) {
            return 0;
        }
        toLink();
        return linkType == NO_LINK_TYPE ? -1 : start;
    }

    /** Offset of the 6-byte destination hardware address (Ethernet, 802.11); -1 if there is none. */
    public final int destinationMacOffset() {
        toLink();
        return destinationMacOffset;
    }

    /** Offset of the 6-byte source hardware address (Ethernet, 802.11, Linux cooked); -1 if there is none. */
    public final int sourceMacOffset() {
        toLink();
        return sourceMacOffset;
    }

    /** The destination hardware address as a 48-bit number, first byte most significant; -1 if there is none. */
    public final long destinationMac() {
        toLink();
        return mac(destinationMacOffset);
    }

    /** The source hardware address as a 48-bit number, first byte most significant; -1 if there is none. */
    public final long sourceMac() {
        toLink();
        return mac(sourceMacOffset);
    }

    private long mac(final int at) {
        return at < 0 ? -1 : (long) packet.getUnsignedShort(at) << 32 | packet.getInt(at + 2) & 0xffff_ffffL;
    }

    /**
     * The EtherType behind all VLAN tags and, if there is one, the SNAP header; see {@link EtherType}. MPLS and PPPoE have theirs
     * ({@link EtherType#MPLS}, {@link EtherType#PPPOE_SESSION}); for what is inside ask {@link Layers#ipVersion()}. Links without
     * EtherTypes (NULL, RAW, PPP ...) show the one of what they carry. {@link EtherType#NONE} (-1): 802.3 without SNAP, a cut
     * header, an unknown link or protocol.
     */
    public final int etherType() {
        toLink();
        return etherType;
    }

    /** Offset of the IEEE 802.2 LLC header (802.3 and 802.11 frames); -1 if there is none. */
    public final int llcOffset() {
        toLink();
        return llcOffset;
    }

    /** Number of VLAN tags in front of the {@link #etherType()}, 0 to {@link #MAX_VLANS}. */
    public final int vlanCount() {
        toLink();
        return vlanCount;
    }

    /** The VLAN identifier (0 to 4095) of a tag, 0 being the outermost; -1 if there is no tag of that number. */
    public final int vlanId(final int index) {
        return vlanControl(index, 0x0fff, 0);
    }

    /** The priority (0 to 7) of a tag, 0 being the outermost; -1 if there is no tag of that number. */
    public final int vlanPriority(final int index) {
        return vlanControl(index, 0xe000, 13);
    }

    /** The EtherType that announced a tag, such as {@link EtherType#VLAN_SERVICE}; -1 if there is no tag of that number. */
    public final int vlanType(final int index) {
        toLink();
        if (index < 0 || index >= vlanCount) {
            return -1;
        }
        return index == 0 ? vlanType : packet.getUnsignedShort(vlanOffset + 4 * index - 2);
    }

    private int vlanControl(final int index, final int mask, final int shift) {
        toLink();
        return index < 0 || index >= vlanCount ? -1 : (packet.getUnsignedShort(vlanOffset + 4 * index) & mask) >>> shift;
    }

    /** Number of labels in the MPLS stack, 0 to {@link #MAX_LABELS}. */
    public final int mplsCount() {
        toLink();
        return mplsCount;
    }

    /** A label (0 to 1,048,575) of the MPLS stack, 0 being the outermost; -1 if there is no label of that number. */
    public final int mplsLabel(final int index) {
        return mplsEntry(index, 12, 0xfffff);
    }

    /** The traffic class (0 to 7) of a label, 0 being the outermost; -1 if there is no label of that number. */
    public final int mplsTrafficClass(final int index) {
        return mplsEntry(index, 9, 7);
    }

    /** The time to live of a label, 0 being the outermost; -1 if there is no label of that number. */
    public final int mplsTimeToLive(final int index) {
        return mplsEntry(index, 0, 0xff);
    }

    private int mplsEntry(final int index, final int shift, final int mask) {
        toLink();
        return index < 0 || index >= mplsCount ? -1 : packet.getInt(mplsOffset + 4 * index) >>> shift & mask;
    }

    /** The PPPoE session (0 to 65535); -1 if the packet is not of a PPPoE session. */
    public final int pppoeSession() {
        toLink();
        return pppoeSession;
    }

    /** The protocol number of PPP, such as 0x0021 for IPv4, 0xc021 for LCP; -1 if there is no PPP. */
    public final int pppProtocol() {
        toLink();
        return pppProtocol;
    }

    /**
     * Offset of what the link carries: the IP header, or whatever else {@link #etherType()} names; -1 if the link is cut or
     * unknown.
     */
    public final int networkOffset() {
        toLink();
        return networkOffset;
    }
}
