package org.mapi.mos.c;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;

/** MOS_SOCK_MONITOR_STREAM_ACTIVE: a flow as one monitor sees it. There is one for every flow, so that it has to be small. */
final class ActiveSock {
    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = (1 << PORT_BITS) - 1;

    final MonitorSock monitor;
    final long flow;
    final int number;
    Object uctx;
    /** The addresses as numbers, so that only who asks for a name pays for it. */
    private final long clientLow;
    private final long serverLow;
    /** The higher halves by side; null for IPv4. */
    private final long[] high;
    private final int ports;
    /** By side; null before one was asked for. */
    private InetSocketAddress[] names;
    /** Bit of a side: its receive buffer was switched off for this flow. */
    private byte unbuffered;
    /** Bit of a side: it is not monitored any more. */
    private byte stopped;

    ActiveSock(MonitorSock monitor, FlowContext context) {
        this.monitor = monitor;
        flow = context.id();
        final FlowEndpoints ends = context.endpoints();
        clientLow = ends.addressLow(Side.CLIENT);
        serverLow = ends.addressLow(Side.SERVER);
        high = ends.ipVersion() == 4 ? null : new long[] {ends.addressHigh(Side.CLIENT), ends.addressHigh(Side.SERVER)};
        ports = ends.port(Side.SERVER) << PORT_BITS | ends.port(Side.CLIENT);
        number = monitor.mctx.takeNumber();
        monitor.mctx.flows.put(this);
    }

    /** Client or server. */
    InetSocketAddress name(int side) {
        names = names == null ? new InetSocketAddress[2] : names;
        if (names[side] == null) {
            final long low = side == 0 ? clientLow : serverLow;
            final byte[] bytes = high == null ? ByteBuffer.allocate(Integer.BYTES).putInt((int) low).array()
                : ByteBuffer.allocate(2 * Long.BYTES).putLong(high[side]).putLong(low).array();
            try {
                names[side] = new InetSocketAddress(InetAddress.getByAddress(bytes), ports >>> side * PORT_BITS & PORT_MASK);
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }
        return names[side];
    }

    void buffered(int side, boolean on) {
        unbuffered = (byte) (on ? unbuffered & ~(1 << side) : unbuffered | 1 << side);
    }

    boolean isUnbuffered(int side) {
        return (unbuffered >> side & 1) != 0;
    }

    /** Ends the monitoring of a side or of both; then the flow is over for the program, whatever else its packet brings. */
    void stop(FlowContext context, Side side) {
        stopped |= (byte) (side == Side.BOTH ? 3 : 1 << side.number());
        if (stopped == 3) {
            monitor.left(flow);
        }
        context.stop(side);
    }

    void release() {
        monitor.mctx.flows.remove(this);
    }
}
