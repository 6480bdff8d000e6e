package org.mapi.mos.c;

import org.mapi.mos.ByteStream;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Side;

/** mtcp_getsockopt and mtcp_setsockopt. */
final class SocketOptions {
    private static final long MASK = 0xffff_ffffL;

    private SocketOptions() { }

    static int get(Mctx mctx, int sock, int level, int option, Object optval) {
        mctx.active(sock, Errno.ENOTSOCK);
        requireLevel(level);
        final FlowContext flow = mctx.atHand(sock, Errno.ENOTSOCK);
        switch (option) {
            case MosApi.MOS_FRAGINFO_CLIBUF -> fragments(flow.stream(Side.CLIENT), value(optval, TcpRingFragment[].class));
            case MosApi.MOS_FRAGINFO_SVRBUF -> fragments(flow.stream(Side.SERVER), value(optval, TcpRingFragment[].class));
            case MosApi.MOS_INFO_CLIBUF -> buffer(flow.stream(Side.CLIENT), value(optval, TcpBufInfo.class));
            case MosApi.MOS_INFO_SVRBUF -> buffer(flow.stream(Side.SERVER), value(optval, TcpBufInfo.class));
            case MosApi.MOS_TCP_STATE_CLI -> number(optval, flow.state(Side.CLIENT).number());
            case MosApi.MOS_TCP_STATE_SVR -> number(optval, flow.state(Side.SERVER).number());
            case MosApi.MOS_TIMESTAMP -> number(optval, (int) (flow.time() / 1000));
            default -> throw unknown(option);
        }
        return 0;
    }

    private static void requireLevel(int level) {
        if (level != MosApi.SOL_MONSOCKET) {
            throw new MosException(Errno.ENOSYS, "level " + level + ", expected SOL_MONSOCKET");
        }
    }

    private static MosException unknown(int option) {
        return new MosException(Errno.ENOSYS, "there is no such option: " + option);
    }

    private static <T> T value(Object optval, Class<T> type) {
        if (!type.isInstance(optval)) {
            throw new MosException(Errno.EINVAL, "value is " + optval + ", expected a " + type.getSimpleName());
        }
        return type.cast(optval);
    }

    private static void number(Object optval, int number) {
        final int[] value = value(optval, int[].class);
        if (value.length != 1) {
            throw new MosException(Errno.EINVAL, "value has " + value.length + " numbers, expected 1");
        }
        value[0] = number;
    }

    private static void fragments(ByteStream stream, TcpRingFragment[] into) {
        for (int i = 0; i < into.length; i++) {
            if (into[i] == null) {
                into[i] = new TcpRingFragment();
            }
            final boolean there = i < stream.fragments();
            into[i].offset = there ? stream.fragmentOffset(i) : 0;
            into[i].len = there ? stream.fragmentLength(i) : 0;
            if (!there) {
                return;
            }
        }
    }

    private static void buffer(ByteStream stream, TcpBufInfo into) {
        final long first = stream.initialSequence();
        into.tcpbi_init_seq = first;
        into.tcpbi_last_byte_read = first + stream.position() & MASK;
        into.tcpbi_next_byte_expected = first + stream.contiguousEnd() & MASK;
        into.tcpbi_last_byte_received = first + stream.receivedEnd() & MASK;
    }

    static int set(Mctx mctx, int sock, int level, int option, int... optval) {
        final Object socket = mctx.require(sock);
        if (socket instanceof MonitorSock monitor && monitor.kind == MonitorKind.PACKET) {
            throw new MosException(Errno.ENOTSOCK, "socket " + sock + " is raw, expected a stream");
        }
        requireLevel(level);
        if (optval == null || optval.length != 1) {
            throw new MosException(Errno.EINVAL, "expected one number");
        }
        switch (option) {
            case MosApi.MOS_CLIBUF -> resize(mctx, socket, Side.CLIENT, optval[0]);
            case MosApi.MOS_SVRBUF -> resize(mctx, socket, Side.SERVER, optval[0]);
            case MosApi.MOS_CLIOVERLAP -> overlap(mctx, socket, Side.CLIENT, optval[0]);
            case MosApi.MOS_SVROVERLAP -> overlap(mctx, socket, Side.SERVER, optval[0]);
            case MosApi.MOS_STOP_MON -> stop(mctx, sock, optval[0]);
            default -> throw unknown(option);
        }
        return 0;
    }

    private static FlowContext flow(Mctx mctx, int sock) {
        mctx.requireInside();
        return mctx.atHand(sock, Errno.ENOTSOCK);
    }

    private static void resize(Mctx mctx, Object socket, Side side, int size) {
        if (size < 0) {
            throw new MosException(Errno.EINVAL, "size is " + size + ", expected 0 or more");
        }
        if (socket instanceof MonitorSock monitor) {
            monitor.buffer(side.number(), size);
            return;
        }
        final ActiveSock active = (ActiveSock) socket;
        flow(mctx, active.number).stream(side).resize(size);
        active.buffered(side.number(), size != 0);
    }

    private static void overlap(Mctx mctx, Object socket, Side side, int policy) {
        if (policy < 0 || policy >= MosApi.MOS_OVERLAP_CNT) {
            throw new MosException(Errno.EINVAL, "policy is " + policy + ", expected 0 or 1");
        }
        final OverlapPolicy wanted = OverlapPolicy.values()[policy];
        if (socket instanceof MonitorSock monitor) {
            monitor.overlap(side.number(), wanted);
            return;
        }
        final FlowContext flow = flow(mctx, ((ActiveSock) socket).number);
        final ByteStream stream;
        try {
            stream = flow.stream(side);
        } catch (MosException unbuffered) {
            throw new MosException(Errno.EFAULT, unbuffered.getMessage());
        }
        stream.overlap(wanted);
    }

    private static void stop(Mctx mctx, int sock, int side) {
        if (side < 0 || side > MosApi.MOS_SIDE_BOTH) {
            throw new MosException(Errno.EINVAL, "side is " + side + ", expected 0 to 2");
        }
        final ActiveSock active = mctx.active(sock, Errno.ENOTSOCK);
        active.stop(flow(mctx, sock), Side.values()[side]);
    }
}
