package org.mapi.run.launcher.mos;

import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** Writes an end of a flow: {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}. */
final class Endpoint {
    private Endpoint() { }

    static String of(FlowEndpoints ends, Side side) {
        final String address = ends.address(side).getHostAddress();
        return (ends.ipVersion() == 6 ? "[" + address + "]" : address) + ":" + ends.port(side);
    }
}
