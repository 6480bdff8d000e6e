package org.mapi.mos.c;

import java.net.InetSocketAddress;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Side;

/** MOS_SOCK_MONITOR_STREAM_ACTIVE: a flow as one monitor sees it. */
final class ActiveSock {
    final MonitorSock monitor;
    final long flow;
    final int number;
    Object uctx;
    /** Receive buffers that were switched off for this flow, by side. */
    final boolean[] unbuffered = new boolean[2];
    private final InetSocketAddress[] names = new InetSocketAddress[2];

    ActiveSock(MonitorSock monitor, FlowContext context) {
        this.monitor = monitor;
        flow = context.id();
        number = monitor.mctx.add(this);
    }

    /** Client or server. */
    InetSocketAddress name(int side) {
        return names[side];
    }

    /** Looks the addresses up; while the flow is at hand. */
    void learn(FlowContext context) {
        if (names[0] == null) {
            for (Side side : new Side[] {Side.CLIENT, Side.SERVER}) {
                names[side.number()] = new InetSocketAddress(context.endpoints().address(side), context.endpoints().port(side));
            }
        }
    }

    void release() {
        monitor.mctx.remove(number);
    }
}
