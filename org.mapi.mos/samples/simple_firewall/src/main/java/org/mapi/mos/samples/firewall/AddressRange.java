package org.mapi.mos.samples.firewall;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Addresses with a prefix in common; 128 bits, IPv4 as ::ffff:a.b.c.d.
 *
 * @param high first half
 * @param low  second half
 * @param bits length of the prefix, of 128
 */
record AddressRange(long high, long low, int bits) {
    /** Every address of either version. */
    static final AddressRange ANY = new AddressRange(0, 0, 0);

    private static final int ALL = 128;
    private static final long IPV4 = 0xffff_0000_0000L;

    /**
     * Reads {@code any}, an address, or an address with '/' and the length of a prefix.
     *
     * @throws IllegalArgumentException naming the text
     */
    static AddressRange parse(String text) {
        if (text.equals("any") || text.equals("*")) {
            return ANY;
        }
        final int slash = text.indexOf('/');
        try {
            final byte[] bytes = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
            final ByteBuffer buffer = ByteBuffer.wrap(bytes);
            final int most = bytes.length * Byte.SIZE;
            final int length = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (length >= 0 && length <= most) {
                return most == Integer.SIZE ? new AddressRange(0, IPV4 | buffer.getInt() & 0xffff_ffffL, ALL - most + length)
                    : new AddressRange(buffer.getLong(), buffer.getLong(), length);
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw new IllegalArgumentException("address is \"" + text + "\", expected any, an address, or one with '/' and the "
            + "length of a prefix");
    }

    boolean contains(long addressHigh, long addressLow) {
        return ((addressHigh ^ high) & mask(bits)) == 0 && ((addressLow ^ low) & mask(bits - Long.SIZE)) == 0;
    }

    private static long mask(int ones) {
        return ones <= 0 ? 0 : ones >= Long.SIZE ? -1 : -1L << Long.SIZE - ones;
    }
}
