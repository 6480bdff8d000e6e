package org.mapi.mos.samples.accounting;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/**
 * An address as a 128-bit number, IPv4 as ::ffff:a.b.c.d.
 *
 * @param high first half
 * @param low  second half
 */
record UserAddress(long high, long low) {
    private static final long IPV4 = 0xffff_0000_0000L;

    static UserAddress of(FlowEndpoints ends, Side side) {
        return new UserAddress(ends.addressHigh(side), ends.addressLow(side));
    }

    static UserAddress of(InetAddress address) {
        final byte[] bytes = address.getAddress();
        final ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == Integer.BYTES ? new UserAddress(0, IPV4 | buffer.getInt() & 0xffff_ffffL)
            : new UserAddress(buffer.getLong(), buffer.getLong());
    }

    boolean isIpv4() {
        return high == 0 && (low & ~0xffff_ffffL) == IPV4;
    }

    /** The address as text. */
    String text() {
        final byte[] bytes = isIpv4() ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array()
            : ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array();
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
