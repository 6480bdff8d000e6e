package org.mapi.mos.samples.accounting;

import java.net.InetAddress;

/**
 * A network whose hosts are users.
 *
 * @param base the address
 * @param bits length of the prefix, of 128
 */
record UserNetwork(UserAddress base, int bits) {
    private static final int ALL = 128;

    /**
     * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32} or an address.
     *
     * @throws IllegalArgumentException naming the text
     */
    static UserNetwork parse(String text) {
        final int slash = text.indexOf('/');
        try {
            final UserAddress address = UserAddress.of(InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)));
            final int most = address.isIpv4() ? Integer.SIZE : ALL;
            final int bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
            if (bits >= 0 && bits <= most) {
                return new UserNetwork(address, ALL - most + bits);
            }
        } catch (IllegalArgumentException e) {
            // the one message below says it
        }
        throw new IllegalArgumentException("user network is \"" + text + "\", expected an address, or one with '/' and the "
            + "length of a prefix");
    }

    boolean contains(UserAddress address) {
        return ((address.high() ^ base.high()) & mask(bits)) == 0 && ((address.low() ^ base.low()) & mask(bits - Long.SIZE)) == 0;
    }

    private static long mask(int ones) {
        return ones <= 0 ? 0 : ones >= Long.SIZE ? -1 : -1L << Long.SIZE - ones;
    }
}
