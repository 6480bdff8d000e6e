package org.mapi.run.launcher.mos;

import java.net.InetAddress;
import java.net.UnknownHostException;
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
        final byte[] address = new byte[packet.addressLength()];
        for (int i = 0; i < address.length; i++) {
            address[i] = packet.getByte(at + i);
        }
        try {
            final String text = InetAddress.getByAddress(address).getHostAddress();
            return (address.length == 4 ? text : "[" + text + "]") + ":" + port;
        } catch (UnknownHostException notIp) {
            return "-";
        }
    }
}
