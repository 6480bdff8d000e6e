package org.mapi.mos;

/** The parts of a frame that can be changed. The numbers are the original's flags. */
public enum PacketPart {
    /** The Ethernet header (MOS_ETH_HDR); of a frame without an IP packet, ARP for instance, all of it. */
    ETHERNET(1),
    /** The IP header (MOS_IP_HDR). */
    IP(1 << 1),
    /** The TCP header, options included (MOS_TCP_HDR). */
    TCP(1 << 2),
    /** The payload (MOS_TCP_PAYLOAD). */
    PAYLOAD(1 << 3);

    private final int number;

    PacketPart(int number) {
        this.number = number;
    }

    /** The original's flag. */
    public int number() {
        return number;
    }
}
