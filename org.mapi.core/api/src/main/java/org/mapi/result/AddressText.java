package org.mapi.result;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** IP addresses in result memory and as text. */
final class AddressText {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;
    private static final int MAPPED = 12;

    private AddressText() { }

    /** The address of 16 bytes; an IPv4 one for an IPv4-mapped address. */
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: length=" + bytes.length + ", expected 4 or 16", e);
        }
    }

    /** The 16 bytes of an address, null being the unspecified one. */
    static byte[] bytes(InetAddress address) {
        final byte[] bytes = new byte[IPV6];
        if (address != null) {
            final byte[] own = address.getAddress();
            if (own.length == IPV4) {
                bytes[MAPPED - 2] = (byte) 0xff;
                bytes[MAPPED - 1] = (byte) 0xff;
            }
            System.arraycopy(own, 0, bytes, IPV6 - own.length, own.length);
        }
        return bytes;
    }

    /** The text of an address, IPv6 in the form of RFC 5952: the longest run of zeros is left out. */
    static String of(InetAddress address) {
        final byte[] bytes = address.getAddress();
        if (bytes.length == IPV4) {
            return address.getHostAddress();
        }
        final int[] groups = new int[IPV6 / 2];
        Arrays.setAll(groups, i -> (bytes[2 * i] & 0xff) << 8 | bytes[2 * i + 1] & 0xff);
        int from = 0;
        int length = 0;
        for (int i = 0; i < groups.length; i++) {
            int run = 0;
            while (i + run < groups.length && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                from = i;
                length = run;
            }
        }
        return length < 2 ? join(groups, 0, groups.length)
            : join(groups, 0, from) + "::" + join(groups, from + length, groups.length);
    }

    private static String join(int[] groups, int from, int to) {
        final StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i > from ? ":" : "").append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
