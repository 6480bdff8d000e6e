package org.mapi.run.launcher.mos;

import org.mapi.core.tracking.IpText;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** Writes an end of a flow: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
final class Endpoint {
    private Endpoint() { }

    static String of(FlowEndpoints ends, Side side) {
        return of(ends.ipVersion(), ends.addressHigh(side), ends.addressLow(side), ends.port(side));
    }

    /** The same from numbers; IPv6 is shortened as RFC 5952 wants it, as other programs do. */
    static String of(int version, long high, long low, int port) {
        final String address = IpText.of(version, high, low);
        return (version == 6 ? "[" + address + "]" : address) + ":" + port;
    }
}
