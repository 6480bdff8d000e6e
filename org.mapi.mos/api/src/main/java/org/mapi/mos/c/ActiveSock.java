package org.mapi.mos.c;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** MOS_SOCK_MONITOR_STREAM_ACTIVE: a flow as one monitor sees it. */
final class ActiveSock {
    private static final Side[] SIDES = {Side.CLIENT, Side.SERVER};

    final MonitorSock monitor;
    final long flow;
    final int number;
    Object uctx;
    /** Receive buffers that were switched off for this flow, by side. */
    final boolean[] unbuffered = new boolean[2];
    /** The addresses as numbers, so that only who asks for a name pays for it. */
    private final long[] high = new long[2];
    private final long[] low = new long[2];
    private final int[] port = new int[2];
    private final boolean ipv4;
    private final InetSocketAddress[] names = new InetSocketAddress[2];

    ActiveSock(MonitorSock monitor, FlowContext context) {
        this.monitor = monitor;
        flow = context.id();
        final FlowEndpoints ends = context.endpoints();
        ipv4 = ends.ipVersion() == 4;
        for (Side side : SIDES) {
            high[side.number()] = ends.addressHigh(side);
            low[side.number()] = ends.addressLow(side);
            port[side.number()] = ends.port(side);
        }
        number = monitor.mctx.add(this);
    }

    /** Client or server. */
    InetSocketAddress name(int side) {
        if (names[side] == null) {
            final byte[] bytes = ipv4 ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low[side]).array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(high[side]).putLong(low[side]).array();
            try {
                names[side] = new InetSocketAddress(InetAddress.getByAddress(bytes), port[side]);
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return names[side];
    }

    void release() {
        monitor.mctx.remove(number);
    }
}
