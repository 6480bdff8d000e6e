package org.mapi.core.trace.generate;

/** A host asks for the MAC address of its gateway: ARP, or neighbour discovery for IPv6. */
final class NeighbourConversation extends Conversation {
    private static final long BROADCAST = 0xffffffffffffL;
    private static final long SOLICITED_MAC = 0x3333ff000000L;
    private static final long SOLICITED_HIGH = 0xff02000000000000L;
    private static final long SOLICITED_LOW = 0x00000001ff000000L;
    private static final long LOW_24_BITS = 0xffffff;
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;
    private static final int SOURCE_OPTION = 0x0101;
    private static final int TARGET_OPTION = 0x0201;
    private static final int SOLICITED_OVERRIDE = 0x60000000;
    private static final int NEIGHBOUR_HOPS = 255;
    private static final int ETHER_6 = 0x86dd;

    private boolean asked;

    NeighbourConversation(GeneratorRandom random, Peers peers) {
        super(random, peers);
    }

    @Override
    long next(FrameBuilder frame, long now) {
        if (peers.version6) {
            discover(frame, !asked);
        } else {
            arp(frame, !asked);
        }
        if (asked) {
            return OVER;
        }
        asked = true;
        return random.skewed(60 * MICROSECOND, 2 * MILLISECOND);
    }

    private void arp(FrameBuilder frame, boolean request) {
        if (request) {
            frame.ethernet(peers, BROADCAST, peers.clientMac, FrameBuilder.ETHER_ARP);
        } else {
            frame.ethernet(peers, false, FrameBuilder.ETHER_ARP);
        }
        int gateway = peers.client4 & 0xffff0000 | 0xfffe;
        frame.intValue(0x00010800);
        frame.shortValue(0x0604);
        frame.shortValue(request ? 1 : 2);
        mac(frame, request ? peers.clientMac : peers.serverMac);
        frame.intValue(request ? peers.client4 : gateway);
        mac(frame, request ? 0 : peers.clientMac);
        frame.intValue(request ? gateway : peers.client4);
        frame.pad();
    }

    private void discover(FrameBuilder frame, boolean request) {
        if (request) {
            frame.ethernet(peers, true, ETHER_6);
            frame.frame.set(FrameBuilder.INT, 0, (int) (SOLICITED_MAC >>> 16));
            frame.frame.set(FrameBuilder.SHORT, 4, (short) (peers.server6 & 0xffff));
            frame.frame.set(FrameBuilder.BYTE, 3, (byte) (peers.server6 >>> 16));
        } else {
            frame.ethernet(peers, false, ETHER_6);
        }
        frame.ipHeader(FrameBuilder.ICMP_6, 0, NEIGHBOUR_HOPS);
        if (request) {
            frame.destination6(SOLICITED_HIGH, SOLICITED_LOW | peers.server6 & LOW_24_BITS);
        }
        frame.byteValue(request ? SOLICITATION : ADVERTISEMENT);
        frame.byteValue(0);
        frame.shortValue(0);
        frame.intValue(request ? 0 : SOLICITED_OVERRIDE);
        frame.longValue(peers.network6(false));
        frame.longValue(peers.server6);
        frame.shortValue(request ? SOURCE_OPTION : TARGET_OPTION);
        mac(frame, request ? peers.clientMac : peers.serverMac);
        frame.finish();
    }

    private static void mac(FrameBuilder frame, long address) {
        frame.shortValue((int) (address >>> 32));
        frame.intValue((int) address);
    }
}
