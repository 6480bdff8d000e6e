package org.mapi.stdflib.extra;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/** The header fields that TOP can count, with the original's numbers. */
enum TopField {
    IP_TOS(1), IP_LENGTH(2), IP_ID(3), IP_OFFSET(4), IP_TTL(5), IP_PROTOCOL(6), IP_CHECKSUM(7), IP_SRCIP(8), IP_DSTIP(9),
    TCP_SRCPORT(10), TCP_DSTPORT(11), TCP_SEQ(12), TCP_ACK(13), TCP_FLAGS(14), TCP_WIN(15), TCP_CRC(16), TCP_URGENT(17),
    UDP_SRCPORT(18), UDP_DSTPORT(19), UDP_LENGTH(20), UDP_CHECKSUM(21);

    /** What {@link #value} answers when the packet has no such field. */
    static final long NONE = -1;
    private static final int IP = 1;
    private static final int TCP = 2;
    private static final int UDP = 3;

    private final int number;

    TopField(int number) {
        this.number = number;
    }

    static boolean isProtocol(int protocol) {
        return protocol >= IP && protocol <= UDP;
    }

    private int protocol() {
        return number < TCP_SRCPORT.number ? IP : number < UDP_SRCPORT.number ? TCP : UDP;
    }

    /** The field of a number if it belongs to the protocol, otherwise null. */
    static TopField of(int protocol, int number) {
        return Arrays.stream(values()).filter(field -> field.number == number && field.protocol() == protocol).findFirst()
            .orElse(null);
    }

    /** The fields of a protocol, for people. */
    static String names(int protocol) {
        return Arrays.stream(values()).filter(field -> field.protocol() == protocol)
            .map(field -> field.name() + " (" + field.number + ")").collect(Collectors.joining(", "));
    }

    boolean isAddress() {
        return this == IP_SRCIP || this == IP_DSTIP;
    }

    /** The outermost layers that have this field's protocol, or null. */
    Layers find(Layers outermost) {
        Layers layers = outermost;
        while (layers.isPresent()) {
            if (applies(layers)) {
                return layers;
            }
            final Layers inner = layers.inner();
            if (inner == layers) {
                return null;
            }
            layers = inner;
        }
        return null;
    }

    private boolean applies(Layers layers) {
        return switch (protocol()) {
            case IP -> layers.ipVersion() != 0;
            case TCP -> layers.protocol() == IpProtocol.TCP && layers.transportOffset() >= 0;
            default -> layers.protocol() == IpProtocol.UDP && layers.transportOffset() >= 0;
        };
    }

    /**
     * The field's value.
     *
     * @param layers what {@link #find} found
     * @return 0 or more, or {@link #NONE} when there is no such field or it was not captured; not for addresses
     */
    long value(Layers layers) {
        return switch (this) {
            case IP_TOS -> layers.trafficClass();
            case IP_LENGTH -> layers.ipLength();
            case IP_ID -> layers.identification() & 0xffff_ffffL;
            case IP_OFFSET -> layers.fragmentOffset();
            case IP_TTL -> layers.timeToLive();
            case IP_PROTOCOL -> layers.protocol();
            case IP_CHECKSUM -> layers.ipVersion() == 4 ? layers.packet().getUnsignedShort(layers.networkOffset() + 10) : NONE;
            case TCP_SRCPORT, UDP_SRCPORT -> layers.sourcePort();
            case TCP_DSTPORT, UDP_DSTPORT -> layers.destinationPort();
            case TCP_SEQ -> word(layers, 4);
            case TCP_ACK -> word(layers, 8);
            case TCP_FLAGS -> has(layers, 13, 1) ? layers.tcpFlags() : NONE;
            case TCP_WIN -> half(layers, 14);
            case TCP_CRC -> half(layers, 16);
            case TCP_URGENT -> half(layers, 18);
            case UDP_LENGTH -> half(layers, 4);
            case UDP_CHECKSUM -> half(layers, 6);
            case IP_SRCIP, IP_DSTIP -> NONE;
        };
    }

    private static boolean has(Layers layers, int at, int length) {
        return layers.transportHeaderLength() >= at + length;
    }

    private static long half(Layers layers, int at) {
        return has(layers, at, Short.BYTES) ? layers.packet().getUnsignedShort(layers.transportOffset() + at) : NONE;
    }

    private static long word(Layers layers, int at) {
        return has(layers, at, Integer.BYTES) ? layers.packet().getUnsignedInt(layers.transportOffset() + at) : NONE;
    }
}
