package org.mapi.mos.samples.nat;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/** IPv4 addresses as numbers and text. */
final class Ipv4Text {
    private Ipv4Text() { }

    /**
     * Reads a dotted address.
     *
     * @throws IllegalArgumentException naming the text
     */
    static int parse(String text) {
        try {
            final byte[] bytes = InetAddress.ofLiteral(text.strip()).getAddress();
            if (bytes.length == Integer.BYTES) {
                return ByteBuffer.wrap(bytes).getInt();
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw new IllegalArgumentException("address is \"" + text + "\", expected an IPv4 address such as 192.0.2.1");
    }

    static String of(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + '.' + (address >>> 8 & 0xff) + '.' + (address & 0xff);
    }
}
