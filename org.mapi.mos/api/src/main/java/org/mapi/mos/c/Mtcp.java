package org.mapi.mos.c;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.UserEvent;

/**
 * The functions of mos_api.h, on one source: what a process of the original was. Each returns what the C function returns, -1
 * (or what is said) on errors, and then {@link #errno} tells why.
 *
 * <p>EACCES everywhere: the context is null, closed or another Mtcp's. EPERM: outside of a callback of the context, where the
 * original wants its own thread. A flow's socket can be asked for its name and user context in every callback and timer of its
 * context; all else wants the flow of the running callback (ENOTCONN). MOS_SIDE_BOTH is EINVAL where one side is meant.
 */
public final class Mtcp implements AutoCloseable {
    /** Bytes kept per side unless MOS_CLIBUF or MOS_SVRBUF says otherwise (rmem_size of mos.conf). */
    public static final int DEFAULT_BUFFER = 8192;

    private static final long FIRST_DEFINED = 1 << 12;
    private static final int MOST_DEFINED = 30_240;
    private static final long MASK = 0xffff_ffffL;
    private static final Map<Long, BuiltInEvent> BUILT_IN = new HashMap<>();

    static {
        for (BuiltInEvent event : BuiltInEvent.values()) {
            BUILT_IN.put(event.number(), event);
        }
    }

    private final BiFunction<MonitorOptions, MonitorApplication, MonitorHandle> monitors;
    private final Supplier<MosSource> source;
    private final Map<Integer, Mctx> contexts = new HashMap<>();
    private final Map<Long, UserDefined> defined = new ConcurrentHashMap<>();
    /** Guards changes of {@link #attached}; taken while a socket is locked, and nothing is locked inside. */
    private final Object attachments = new Object();
    private volatile MonitorSock[] attached = {};
    private volatile boolean keepsLastFrames = true;
    private volatile int errno;
    private long nextEvent = FIRST_DEFINED;

    /**
     * The functions on a source of the stack.
     *
     * @param mos    the service
     * @param source name of the source; it must exist when a context is created
     */
    public Mtcp(Mos mos, String source) {
        this.source = () -> mos.source(source).orElseThrow(() -> new MosException(Errno.ENOENT, "there is no source " + source));
        monitors = (options, application) -> mos.monitor(options.on(source), application);
    }

    /** The functions on a source that is fed by the program. */
    public Mtcp(PacketFollower source) {
        this.source = () -> source;
        monitors = source::monitor;
    }

    /** The errno of a context's last error; null: of the last error without a valid context. 0 if there was none. */
    public int errno(Mctx mctx) {
        return mctx == null ? errno : mctx.errno;
    }

    /**
     * Says whether the last frame of each side is kept for {@link #mtcp_getlastpkt}; on at first. A program that only asks for
     * the packet of the running callback saves a copy per packet by switching it off, before it binds its sockets. How much
     * memory the copies may take: {@link Registrations#recordFrames}.
     */
    public void keepLastFrames(boolean on) {
        keepsLastFrames = on;
    }

    /** Closes all contexts. */
    @Override
    public synchronized void close() {
        List.copyOf(contexts.values()).forEach(this::mtcp_destroy_context);
    }

    // ---- contexts and sockets -----------------------------------------------------------------------------------------------

    /**
     * A context for a worker; null if there is no such worker, or one exists already (EINVAL), there is no source (ENOENT), or
     * the source has its 64 applications (ENFILE).
     */
    public synchronized Mctx mtcp_create_context(int cpu) {
        try {
            final int workers = source.get().information().options().workers();
            if (cpu < 0 || cpu >= workers || contexts.containsKey(cpu)) {
                throw new MosException(Errno.EINVAL, "worker " + cpu + ", expected a free one below " + workers);
            }
            final Mctx mctx = new Mctx(this, cpu);
            mctx.timers.handle = monitors.apply(MonitorOptions.packets("mtcp timers " + cpu, ""), mctx.timers);
            contexts.put(cpu, mctx);
            return mctx;
        } catch (MosException e) {
            errno = e.error().number();
            return null;
        }
    }

    /** Closes a context with its sockets and timers. */
    public int mtcp_destroy_context(Mctx mctx) {
        return guarded(mctx, false, () -> {
            mctx.all().forEach(MonitorSock::close);
            mctx.timers.handle.close();
            mctx.closed = true;
            synchronized (this) {
                contexts.remove(mctx.cpu);
            }
            return 0;
        });
    }

    /** Waits until the source is at its end. */
    public void mtcp_app_join(Mctx mctx) {
        try {
            while (!source.get().awaitEnd(Duration.ofHours(1))) {
                Thread.onSpinWait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (MosException e) {
            fail(mctx, e);
        }
    }

    /**
     * A monitoring socket.
     *
     * @param domain AF_INET, otherwise EAFNOSUPPORT
     * @param type   MOS_SOCK_MONITOR_STREAM or MOS_SOCK_MONITOR_RAW, otherwise EINVAL
     * @return its number; -1 with ENFILE if the context has 63 already
     */
    public int mtcp_socket(Mctx mctx, int domain, int type, int protocol) {
        return guarded(mctx, false, () -> {
            if (domain != MosApi.AF_INET) {
                throw new MosException(Errno.EAFNOSUPPORT, "domain " + domain + ", expected AF_INET");
            }
            return switch (type) {
                case MosApi.MOS_SOCK_MONITOR_STREAM -> mctx.add(MonitorKind.STREAM).number;
                case MosApi.MOS_SOCK_MONITOR_RAW -> mctx.add(MonitorKind.PACKET).number;
                default -> throw new MosException(Errno.EINVAL, "type " + type + ", expected MOS_SOCK_MONITOR_STREAM or _RAW");
            };
        });
    }

    /** Closes a monitor with all its flows; a flow's socket: ends its monitoring. EBADF. */
    public int mtcp_close(Mctx mctx, int sock) {
        return guarded(mctx, false, () -> {
            if (mctx.require(sock) instanceof MonitorSock monitor) {
                monitor.close();
                mctx.remove(sock);
            } else {
                mctx.requireInside();
                mctx.active(sock, Errno.EBADF).stop(mctx.atHand(sock, Errno.EBADF), Side.BOTH);
            }
            return 0;
        });
    }

    /**
     * Says what a monitor is told of; null: nothing changes. EBADF, EINVAL (expression), ENOPROTOOPT (a flow's socket), ENFILE
     * (the source has its 64 applications).
     */
    public int mtcp_bind_monitor_filter(Mctx mctx, int sock, MonitorFilter ft) {
        return guarded(mctx, false, () -> {
            final MonitorSock monitor = mctx.monitor(sock, Errno.ENOPROTOOPT);
            if (ft != null && monitor.kind == MonitorKind.STREAM) {
                monitor.bind(ft.stream_syn_filter, ft.stream_orphan_filter);
            } else if (ft != null) {
                monitor.bind(ft.raw_pkt_filter, null);
            }
            return 0;
        });
    }

    // ---- events -------------------------------------------------------------------------------------------------------------

    /**
     * Registers a callback, on a flow's socket for this flow only; null takes it back. EINVAL; ENFILE if it is a monitor's first
     * one and the source has its 64 applications. Stream sockets hear of TCP only: MOS_ON_PKT_IN is not told of UDP and ICMP,
     * whose pseudo-flows have events of their own.
     */
    public int mtcp_register_callback(Mctx mctx, int sock, long event, int hook, Callback callback) {
        return guarded(mctx, false, () -> {
            register(mctx, sock, event, hook, callback);
            return 0;
        });
    }

    /** Takes a callback back; EINVAL if there is none. */
    public int mtcp_unregister_callback(Mctx mctx, int sock, long event, int hook) {
        return guarded(mctx, false, () -> {
            if (!register(mctx, sock, event, hook, null)) {
                throw new MosException(Errno.EINVAL, "nothing is registered for event " + event);
            }
            return 0;
        });
    }

    private boolean register(Mctx mctx, int sock, long event, int hook, Callback callback) {
        final BuiltInEvent builtIn = builtIn(event);
        final BuiltInEvent root = builtIn != null ? builtIn : defined(event).root();
        final Hook place = Arrays.stream(Hook.values()).filter(one -> one.number() == hook).findFirst()
            .orElseThrow(() -> new MosException(Errno.EINVAL, "hook " + hook + ", expected MOS_NULL, MOS_HK_RCV or MOS_HK_SND"));
        final Object socket;
        try {
            socket = mctx.require(sock);
        } catch (MosException none) {
            throw new MosException(Errno.EINVAL, none.getMessage());
        }
        if (socket instanceof MonitorSock monitor) {
            monitor.check(root, place);
            return monitor.register(event, place, callback);
        }
        final MonitorSock monitor = ((ActiveSock) socket).monitor;
        monitor.check(root, place);
        mctx.requireInside();
        final FlowContext flow = mctx.atHand(sock, Errno.EINVAL);
        if (callback == null) {
            return flow.remove(place, monitor.event(event, flow.monitor()));
        }
        flow.at(place, monitor.event(event, flow.monitor()), monitor.calling(event, callback));
        return true;
    }

    /** Defines an event; its number, or MOS_NULL_EVENT with EINVAL (filter null, bytes missing, base unknown) or ENOMEM. */
    public synchronized long mtcp_define_event(long event, Filter filter, FilterArg arg) {
        try {
            if (filter == null || arg != null && (arg.len() < 0 || (arg.arg() == null ? 0 : arg.arg().length) < arg.len())) {
                throw new MosException(Errno.EINVAL, "filter is " + filter + ", argument is " + arg + ", expected a filter and "
                    + "as many bytes as the argument says");
            }
            final FilterArg copy = arg == null ? null
                : new FilterArg(arg.arg() == null ? new byte[0] : Arrays.copyOf(arg.arg(), arg.len()), arg.len());
            for (UserDefined known : defined.values()) {
                if (known.is(event, filter, copy)) {
                    return known.number;
                }
            }
            return add(event, filter, copy);
        } catch (MosException e) {
            errno = e.error().number();
            return MosApi.MOS_NULL_EVENT;
        }
    }

    /**
     * An event without a filter, to be raised when its parent is ({@link #mtcp_raise_event}); MOS_NULL_EVENT with EINVAL (the
     * parent is unknown) or ENOMEM.
     */
    public synchronized long mtcp_alloc_event(long parent) {
        try {
            return add(parent, null, null);
        } catch (MosException e) {
            errno = e.error().number();
            return MosApi.MOS_NULL_EVENT;
        }
    }

    private long add(long base, Filter filter, FilterArg arg) {
        final BuiltInEvent builtIn = builtIn(base);
        final UserDefined parent = builtIn == null ? defined(base) : null;
        if (defined.size() == MOST_DEFINED) {
            throw new MosException(Errno.ENOMEM, "there are " + MOST_DEFINED + " user-defined events already");
        }
        final long number = nextEvent++;
        defined.put(number, new UserDefined(this, number, builtIn != null ? builtIn : parent.root(), parent, filter, arg));
        return number;
    }

    /** Forgets a user-defined event and all its callbacks; EINVAL if it is unknown or another one rests on it. */
    public int mtcp_remove_ude(long event) {
        try {
            final UserDefined removed = defined(event);
            if (defined.values().stream().anyMatch(other -> other.parent() == removed)) {
                throw new MosException(Errno.EINVAL, "another event rests on event " + event);
            }
            final List<Mctx> all;
            synchronized (this) {
                all = List.copyOf(contexts.values());
            }
            for (Mctx mctx : all) {
                mctx.forget(event);
            }
            defined.remove(event);
            return 0;
        } catch (MosException e) {
            errno = e.error().number();
            return -1;
        }
    }

    /**
     * Raises an allocated event: in the filter or callback of its parent, or in the filter of another event on the same parent;
     * EINVAL elsewhere.
     */
    public int mtcp_raise_event(Mctx mctx, long event) {
        return guarded(mctx, true, () -> {
            if (mctx.flow == null || builtIn(event) != null) {
                throw new MosException(Errno.EINVAL, "event " + event + " cannot be raised here");
            }
            mctx.flow.raise((UserEvent) mctx.sock.event(event, mctx.flow.monitor()));
            return 0;
        });
    }

    /**
     * Calls back once when the source's clock has advanced: with the id as socket.
     *
     * @return 0, or -1 with EINVAL if the time or the callback is null or the time negative
     */
    public int mtcp_settimer(Mctx mctx, int id, Duration timeout, Callback callback) {
        return guarded(mctx, false, () -> {
            if (timeout == null || callback == null || timeout.isNegative()) {
                throw new MosException(Errno.EINVAL, "timeout is " + timeout + ", callback is " + callback + ", expected both");
            }
            mctx.timers.set(timeout, () -> mctx.timer(id, callback));
            return 0;
        });
    }

    /** The source's clock in microseconds, modulo 2^32; 0 for a wrong context. */
    public long mtcp_cb_get_ts(Mctx mctx) {
        return isValid(mctx) ? mctx.timers.now() / 1000 & MASK : 0;
    }

    // ---- flows --------------------------------------------------------------------------------------------------------------

    /** Sets what belongs to a flow, or to a monitor. Silent if the socket is wrong, but errno is set. */
    public void mtcp_set_uctx(Mctx mctx, int sock, Object uctx) {
        guarded(mctx, false, () -> {
            if (mctx.require(sock) instanceof ActiveSock active) {
                mctx.requireInside();
                active.uctx = uctx;
            } else {
                mctx.monitor(sock, Errno.EBADF).uctx = uctx;
            }
            return 0;
        });
    }

    /** What belongs to a flow or monitor; null with EPERM or EBADF. */
    public Object mtcp_get_uctx(Mctx mctx, int sock) {
        final Object[] found = new Object[1];
        guarded(mctx, false, () -> {
            if (mctx.require(sock) instanceof ActiveSock active) {
                mctx.requireInside();
                found[0] = active.uctx;
            } else {
                found[0] = mctx.monitor(sock, Errno.EBADF).uctx;
            }
            return 0;
        });
        return found[0];
    }

    /**
     * The addresses of a flow.
     *
     * @param addr one element for one side, two for MOS_SIDE_BOTH (the client first); any other length is EINVAL
     * @return 0, or -1 with EBADF, EPERM, EINVAL, ENOTCONN
     */
    public int mtcp_getpeername(Mctx mctx, int sock, InetSocketAddress[] addr, int side) {
        return guarded(mctx, true, () -> {
            final ActiveSock active = mctx.active(sock, Errno.ENOTCONN);
            if (side < 0 || side > MosApi.MOS_SIDE_BOTH || addr == null
                || addr.length != (side == MosApi.MOS_SIDE_BOTH ? 2 : 1)) {
                throw new MosException(Errno.EINVAL, "side is " + side + " for " + (addr == null ? 0 : addr.length)
                    + " addresses, expected one side for one, both for two");
            }
            for (int i = 0; i < addr.length; i++) {
                addr[i] = active.name(addr.length == 2 ? i : side);
            }
            return 0;
        });
    }

    /**
     * Reads what a side received, from the reading position on.
     *
     * @param buf native memory
     * @return bytes; 0 if there is nothing now; -n with ENODATA when n bytes were lost before they were read; -1 with EBADF,
     *     ENOTSOCK (a monitor), EINVAL (not buffered, wrong side or memory)
     */
    public int mtcp_peek(Mctx mctx, int sock, int side, MemorySegment buf, int len) {
        return guarded(mctx, true, () -> {
            final FlowContext flow = mctx.atHand(sock, Errno.ENOTSOCK);
            final int count = flow.stream(Arguments.side(side)).peek(Arguments.memory(buf, len), 0, len);
            if (count < 0) {
                mctx.errno = Errno.ENODATA.number();
            }
            return count;
        });
    }

    /**
     * Reads what a side received at an offset; the reading position stays.
     *
     * @return bytes; -1 with ESOCKTNOSUPPORT (a monitor), EACCES (not buffered), ENODATA (no byte is kept there)
     */
    public int mtcp_ppeek(Mctx mctx, int sock, int side, MemorySegment buf, int count, long offset) {
        return guarded(mctx, true, () -> {
            final FlowContext flow = mctx.atHand(sock, Errno.ESOCKTNOSUPPORT);
            final Side receiver = Arguments.side(side);
            final MemorySegment target = Arguments.memory(buf, count);
            final int read;
            try {
                read = flow.stream(receiver).peekAt(offset, target, 0, count);
            } catch (MosException unbuffered) {
                throw new MosException(Errno.EACCES, unbuffered.getMessage());
            }
            if (read < 0) {
                mctx.errno = Errno.ENODATA.number();
            }
            return read;
        });
    }

    /** Asks for an option, see {@link MosApi}. EBADF, ENOTSOCK (a monitor), ENOSYS (option), EINVAL (value), EPERM. */
    public int mtcp_getsockopt(Mctx mctx, int sock, int level, int option, Object optval) {
        return guarded(mctx, true, () -> SocketOptions.get(mctx, sock, level, option, optval));
    }

    /** Sets an option, see {@link MosApi}. EBADF, ENOTSOCK, ENOSYS (option), EFAULT (no buffer yet), EINVAL (value). */
    public int mtcp_setsockopt(Mctx mctx, int sock, int level, int option, int... optval) {
        return guarded(mctx, false, () -> SocketOptions.set(mctx, sock, level, option, optval));
    }

    /** Ends the monitoring of a side of a flow, or of both. */
    public int mtcp_cb_stop(Mctx mctx, int sock, int side) {
        return mtcp_setsockopt(mctx, sock, MosApi.SOL_MONSOCKET, MosApi.MOS_STOP_MON, side);
    }

    /** Ends a connection by RSTs to both ends. EBADF, EINVAL (a monitor), EPERM (passive source). */
    public int mtcp_reset_conn(Mctx mctx, int sock) {
        return guarded(mctx, true, () -> {
            mctx.atHand(sock, Errno.EINVAL).reset();
            return 0;
        });
    }

    // ---- packets ------------------------------------------------------------------------------------------------------------

    /**
     * A copy of the last frame that a side sent, the running callback's one included; in callbacks without a flow, of the
     * packet at hand. EPERM, EBADF (no such socket, or a monitor while a flow is at hand), ENODATA (none yet).
     */
    public int mtcp_getlastpkt(Mctx mctx, int sock, int side, PktInfo pkt) {
        return guarded(mctx, true, () -> PacketCalls.last(mctx, sock, side, pkt));
    }

    /**
     * Changes or drops the packet of the running callback; on passive sources only later callbacks see it.
     *
     * @return 0, or -1: EBADF; ESOCKTNOSUPPORT, a monitor while a flow is at hand; ENOTCONN, the connection has ended;
     *     ENODATA, no packet; EAGAIN, not one action and one part; EACCES, the Ethernet header cannot change its length;
     *     EINVAL, bytes outside of the part, or payload of a side whose buffer was switched off for this flow; EPERM
     */
    public int mtcp_setlastpkt(Mctx mctx, int sock, int side, long offset, MemorySegment data, int datalen, int option) {
        return guarded(mctx, true, () -> PacketCalls.change(mctx, sock, side, offset, data, datalen, option));
    }

    /** Does not forward the packet of the running callback. */
    public int mtcp_cb_dropcurpkt(Mctx mctx) {
        return guarded(mctx, true, () -> {
            PacketCalls.present(mctx).drop();
            return 0;
        });
    }

    /**
     * Sends a TCP packet of a flow, as the info says: addresses and ports of its headers tell the direction; flag ACK. EBADF,
     * EPERM (passive source), ENODATA (no headers), EINVAL (headers of another flow). A monitor's socket: nothing, 0.
     */
    public int mtcp_sendpkt(Mctx mctx, int sock, PktInfo pkt) {
        return guarded(mctx, true, () -> PacketCalls.send(mctx, sock, pkt));
    }

    /** Copies an info and its frame into other native memory; -1 with EINVAL if the frame does not fit. */
    public int mtcp_clonepkt(Mctx mctx, PktInfo to, MemorySegment frame, PktInfo from) {
        return guarded(mctx, false, () -> PacketCalls.copy(to, frame, from));
    }

    /** What {@link #mtcp_set_debug_string} was called with. */
    public String mtcp_get_debug_string(Mctx mctx) {
        return isValid(mctx) ? mctx.debugString : "";
    }

    /** Keeps a text. */
    public void mtcp_set_debug_string(Mctx mctx, String text) {
        guarded(mctx, false, () -> {
            mctx.debugString = text;
            return 0;
        });
    }

    // ---- for the package ----------------------------------------------------------------------------------------------------

    private boolean isValid(Mctx mctx) {
        return mctx != null && mctx.mtcp == this && !mctx.closed;
    }

    private int guarded(Mctx mctx, boolean inside, IntSupplier body) {
        try {
            if (!isValid(mctx)) {
                throw new MosException(Errno.EACCES, "the context is not valid");
            }
            if (inside) {
                mctx.requireInside();
            }
            return body.getAsInt();
        } catch (MosException e) {
            return fail(mctx, e);
        }
    }

    private int fail(Mctx mctx, MosException e) {
        if (isValid(mctx)) {
            mctx.errno = e.error().number();
        } else {
            errno = e.error().number();
        }
        return -1;
    }

    boolean keepsLastFrames() {
        return keepsLastFrames;
    }

    MonitorHandle monitor(MonitorOptions options, MonitorApplication application) {
        return monitors.apply(options, application);
    }

    void attached(MonitorSock sock) {
        detached(sock);
        synchronized (attachments) {
            attached = Arrays.copyOf(attached, attached.length + 1);
            attached[attached.length - 1] = sock;
        }
    }

    void detached(MonitorSock sock) {
        synchronized (attachments) {
            attached = Arrays.stream(attached).filter(one -> one != sock).toArray(MonitorSock[]::new);
        }
    }

    MonitorSock sock(Registrations on) {
        for (MonitorSock sock : attached) {
            if (sock.on == on) {
                return sock;
            }
        }
        return null;
    }

    static BuiltInEvent builtIn(long number) {
        return BUILT_IN.get(number);
    }

    UserDefined defined(long number) {
        final UserDefined event = defined.get(number);
        if (event == null) {
            throw new MosException(Errno.EINVAL, "event " + number + " is neither built in nor defined");
        }
        return event;
    }
}
