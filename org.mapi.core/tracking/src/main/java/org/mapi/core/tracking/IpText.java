package org.mapi.core.tracking;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** Addresses as people write them. Allocates: for reports, not for packet code. */
public final class IpText {
    private IpText() { }

    /**
     * The text of an address, as in {@link FlowKey}.
     *
     * @param version 4 or 6
     * @param high    first eight bytes, unused for IPv4
     * @param low     last eight bytes; an IPv4 address is in the last four
     */
    public static String of(int version, long high, long low) {
        return version == 4 ? ipv4((int) low) : ipv6(high, low);
    }

    private static String ipv4(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 0xff) + '.' + (address >>> 8 & 0xff) + '.' + (address & 0xff);
    }

    /** As RFC 5952 wants it: lower case, the longest run of two or more zero groups left out. */
    private static String ipv6(long high, long low) {
        int bestStart = -1;
        int bestLength = 1;
        for (int start = 0; start < 8; start++) {
            int length = 0;
            while (start + length < 8 && group(high, low, start + length) == 0) {
                length++;
            }
            if (length > bestLength) {
                bestStart = start;
                bestLength = length;
            }
        }
        final StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                    .append(Integer.toHexString(group(high, low, i)));
            }
        }
        return text.toString();
    }

    private static int group(long high, long low, int index) {
        return (int) ((index < 4 ? high : low) >>> 48 - 16 * (index & 3)) & 0xffff;
    }

    /** The address object; no name look-up. */
    public static InetAddress address(int version, long high, long low) {
        final byte[] bytes = version == 4 ? ByteBuffer.allocate(4).putInt((int) low).array()
            : ByteBuffer.allocate(16).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("address of " + bytes.length + " bytes", e);
        }
    }
}
