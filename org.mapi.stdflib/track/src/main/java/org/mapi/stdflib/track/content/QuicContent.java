package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * QUIC version 1 (RFC 9000, 17.2) and version 2 (RFC 9369): a packet with a long header at the start of a datagram.
 *
 * <pre>
 *   0               1                   5          6
 *   +-+-+----+------+-------------------+----------+-------------+----------+--------+-----------------------
 *   |1|1|type|      | version           | length   | destination | length   | source | Initial: token
 *   | | |    |      | 1 or 0x6b3343cf   | 0 to 20  | connection  | 0 to 20  |        | all but Retry: length
 *   +-+-+----+------+-------------------+----------+-------------+----------+--------+-----------------------
 * </pre>
 */
public final class QuicContent implements Recogniser {
    static final int VERSION_1 = 1;
    static final int VERSION_2 = 0x6b33_43cf;

    private static final int WINDOW = 1200;
    private static final int SHORTEST = 7 + 16;
    private static final int LONG_HEADER = 0xc0;
    private static final int IDENTIFIERS = 5;
    private static final int LONGEST_IDENTIFIER = 20;
    private static final int INITIAL = 0;
    private static final int RETRY = 3;
    /** A packet number and a sample of the protected payload. */
    private static final int SHORTEST_PAYLOAD = 4 + 16;

    @Override
    public int window() {
        return WINDOW;
    }

    @Override
    public boolean candidate(Layers layers) {
        if (layers.protocol() != IpProtocol.UDP || layers.payloadWireLength() < SHORTEST) {
            return false;
        }
        final int at = layers.payloadOffset();
        final int version = layers.packet().getInt(at + 1);
        return (layers.packet().getByte(at) & LONG_HEADER) == LONG_HEADER && (version == VERSION_1 || version == VERSION_2);
    }

    @Override
    public int examine(Content content) {
        final int length = content.length();
        final int version = content.i32(1);
        if (content.stream() || length <= IDENTIFIERS || (content.u8(0) & LONG_HEADER) != LONG_HEADER
            || version != VERSION_1 && version != VERSION_2) {
            return NO;
        }
        final int destination = content.u8(IDENTIFIERS);
        final int sourceAt = IDENTIFIERS + 1 + destination;
        final int source = content.u8(sourceAt);
        final int at = sourceAt + 1 + source;
        if (destination > LONGEST_IDENTIFIER || source > LONGEST_IDENTIFIER || at > content.total()) {
            return NO;
        }
        if (sourceAt >= length) {
            return content.whole() ? NO : YES;
        }
        return rest(content, at, type(content, version)) ? YES : NO;
    }

    /** The kind of packet in the numbers of version 1; version 2 counts from the Retry packet on. */
    private static int type(Content content, int version) {
        final int bits = content.u8(0) >>> 4 & 3;
        return version == VERSION_1 ? bits : bits + 3 & 3;
    }

    /** Whether the lengths behind the identifiers fit into the datagram, as far as they were captured. */
    private static boolean rest(Content content, int start, int type) {
        if (type == RETRY) {
            return content.total() >= start + 16;
        }
        long at = start;
        if (type == INITIAL) {
            if (!there(content, at)) {
                return !content.whole();
            }
            at += size(content, (int) at) + number(content, (int) at);
        }
        if (at >= content.total()) {
            return false;
        }
        if (!there(content, at)) {
            return !content.whole();
        }
        final long payload = number(content, (int) at);
        return payload >= SHORTEST_PAYLOAD && at + size(content, (int) at) + payload <= content.total();
    }

    private static boolean there(Content content, long at) {
        return at < content.length() && at + size(content, (int) at) <= content.length();
    }

    /** How many bytes a number of variable length has (RFC 9000, 16). */
    private static int size(Content content, int at) {
        return 1 << (content.u8(at) >>> 6);
    }

    private static long number(Content content, int at) {
        return switch (size(content, at)) {
            case 1 -> content.u8(at) & 0x3f;
            case 2 -> content.u16(at) & 0x3fff;
            case 4 -> content.i32(at) & 0x3fff_ffffL;
            default -> (content.i32(at) & 0x3fff_ffffL) << 32 | content.i32(at + 4) & 0xffff_ffffL;
        };
    }
}
