package org.mapi.run.launcher.mos;

import org.mapi.packet.Packet;

/** Writes the ends of a packet that belongs to no flow. */
final class AddressText {
    private AddressText() { }

    static String source(Packet packet) {
        return end(packet, packet.sourceAddressOffset(), packet.sourcePort());
    }

    static String destination(Packet packet) {
        return end(packet, packet.destinationAddressOffset(), packet.destinationPort());
    }

    private static String end(Packet packet, int at, int port) {
        return switch (packet.addressLength()) {
            case Integer.BYTES -> Endpoint.of(4, 0, packet.getUnsignedInt(at), port);
            case 2 * Long.BYTES -> Endpoint.of(6, packet.getLong(at), packet.getLong(at + Long.BYTES), port);
            default -> "-";
        };
    }
}
