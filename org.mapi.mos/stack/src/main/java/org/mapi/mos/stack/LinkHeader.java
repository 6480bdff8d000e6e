package org.mapi.mos.stack;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;

/**
 * The link header of the last packet that a side of a flow has sent, with the device it came in by: what a packet needs that is
 * made in this side's name. It lies in the words of the flow, see {@link FlowWords#LINKS}.
 */
final class LinkHeader {
    /** The longest one that is kept: Ethernet with two VLAN tags and four MPLS labels, or with PPPoE. */
    static final int LONGEST = (FlowWords.LINK_WORDS - 1) * Long.BYTES;

    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final int DEVICE_SHIFT = 8;
    private static final int TYPE_SHIFT = 16;
    private static final long PPPOE = 1L << 32;
    private static final long KNOWN = 1L << 33;
    private static final int ADDRESS = 6;

    private LinkHeader() { }

    /** Remembers the header of a packet. */
    static void record(long[] words, int at, Packet packet, int device) {
        final int length = packet.networkOffset();
        if (length > LONGEST || length < 0) {
            return;
        }
        words[at] = KNOWN | length | (long) device << DEVICE_SHIFT | (long) (packet.linkType() & 0xffff) << TYPE_SHIFT
            | (packet.pppoeSession() >= 0 ? PPPOE : 0);
        final MemorySegment segment = packet.segment();
        final long from = packet.offset();
        int done = 0;
        for (int i = 1; done < length; i++, done += Long.BYTES) {
            if (done + Long.BYTES <= packet.captureLength()) {
                words[at + i] = segment.get(LONG, from + done);
            }
        }
    }

    static boolean isKnown(long word) {
        return (word & KNOWN) != 0;
    }

    static int length(long word) {
        return (int) word & 0xff;
    }

    /** The device that the packets came in by. */
    static int device(long word) {
        return (int) (word >>> DEVICE_SHIFT) & 0xff;
    }

    static int linkType(long word) {
        return (int) (word >>> TYPE_SHIFT) & 0xffff;
    }

    static boolean isPppoe(long word) {
        return (word & PPPOE) != 0;
    }

    /** Writes the header to the begin of a buffer, which has room for the longest one. */
    static void write(long[] words, int at, MemorySegment into) {
        for (int i = 1; i < FlowWords.LINK_WORDS; i++) {
            into.set(LONG, (i - 1L) * Long.BYTES, words[at + i]);
        }
    }

    /** Exchanges the addresses of an Ethernet header at the begin of a buffer: the way back. */
    static void turn(MemorySegment header, int linkType) {
        if (linkType == LinkType.ETHERNET) {
            for (int i = 0; i < ADDRESS; i++) {
                final byte destination = header.get(BYTE, i);
                header.set(BYTE, i, header.get(BYTE, i + ADDRESS));
                header.set(BYTE, i + ADDRESS, destination);
            }
        }
    }
}
