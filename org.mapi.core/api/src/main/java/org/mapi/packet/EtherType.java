package org.mapi.packet;

/** EtherTypes (IEEE 802 numbers) that the decoder knows, for comparison with {@link Layers#etherType()}. */
public final class EtherType {
    /** No EtherType: an IEEE 802.3 frame without SNAP, or a link that has none. */
    public static final int NONE = -1;
    /** IPv4. */
    public static final int IPV4 = 0x0800;
    /** Address resolution protocol. */
    public static final int ARP = 0x0806;
    /** IEEE 802.1Q customer VLAN tag. */
    public static final int VLAN = 0x8100;
    /** Reverse ARP. */
    public static final int RARP = 0x8035;
    /** Transparent Ethernet bridging: a whole Ethernet frame, in GRE and other tunnels. */
    public static final int ETHERNET = 0x6558;
    /** IPv6. */
    public static final int IPV6 = 0x86dd;
    /** PPP inside enhanced GRE (PPTP). */
    public static final int PPP = 0x880b;
    /** MPLS, unicast. */
    public static final int MPLS = 0x8847;
    /** MPLS with upstream-assigned label (multicast). */
    public static final int MPLS_MULTICAST = 0x8848;
    /** PPPoE discovery. */
    public static final int PPPOE_DISCOVERY = 0x8863;
    /** PPPoE session: PPP frames follow. */
    public static final int PPPOE_SESSION = 0x8864;
    /** IEEE 802.1ad service VLAN tag (the outer tag of QinQ). */
    public static final int VLAN_SERVICE = 0x88a8;
    /** Link layer discovery protocol. */
    public static final int LLDP = 0x88cc;
    /** VLAN tag of equipment older than 802.1ad. */
    public static final int VLAN_9100 = 0x9100;
    /** VLAN tag of equipment older than 802.1ad. */
    public static final int VLAN_9200 = 0x9200;
    /** VLAN tag of equipment older than 802.1ad. */
    public static final int VLAN_9300 = 0x9300;

    private EtherType() {
    }

    /** Tells whether a type announces a VLAN tag: one of the five {@code VLAN} constants. */
    public static boolean isVlan(final int etherType) {
        return etherType == VLAN || etherType == VLAN_SERVICE
            || etherType == VLAN_9100 || etherType == VLAN_9200 || etherType == VLAN_9300;
    }
}
