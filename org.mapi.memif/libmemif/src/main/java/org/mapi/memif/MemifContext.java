package org.mapi.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SocketAddress;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.MessageCodec;
import org.mapi.memif.internal.wire.MessageDescriptor;

/**
 * What libmemif keeps in a global or per-thread database: sockets, interfaces, timers, and the descriptors to watch. Control
 * events are either polled inside ({@link #pollEvent}) or by the application's event loop ({@link Builder#onControlFdUpdate}).
 *
 * <p>All methods may be called from any thread; they take the context's lock. Callbacks run with the lock held.
 */
public final class MemifContext implements AutoCloseable {
    /** memif protocol version 2.0. */
    public static final int VERSION = MessageDescriptor.VERSION;
    /** Default application name. */
    public static final String DEFAULT_APPLICATION_NAME = "libmemif-app";
    /** Address of the default socket. */
    public static final String DEFAULT_SOCKET = "/run/vpp/memif.sock";
    /** {@link #cancelPollEvent()} exists (MEMIF_HAVE_CANCEL_POLL_EVENT). */
    public static final boolean HAVE_CANCEL_POLL_EVENT = true;
    private static final Duration DEFAULT_REQUEST_TIMER = Duration.ofSeconds(2);
    private static final Duration DEFAULT_HANDSHAKE_TIMEOUT = Duration.ofSeconds(10);
    private static final long HOUSEKEEPING = Duration.ofSeconds(1).toNanos();

    private final SystemCalls system;
    private final String applicationName;
    private final boolean isMixed;
    private final long handshakeTimeout;
    private final MemorySegment messageBuffer;
    private final ControlLoop loop;
    private final ControlTimer requestTimer;
    private final ControlTimer housekeeping;
    private final List<MemifSocket> sockets = new ArrayList<>();
    private ExternalRegions externalRegions;
    private MemifSocket defaultSocket;
    private boolean isRetrying;
    private boolean isClosed;

    /** Options of a context; every one has a default. */
    public static final class Builder {
        private SystemCalls system;
        private String applicationName = DEFAULT_APPLICATION_NAME;
        private Object privateContext;
        private MemifCallbacks.ControlFdUpdate onControlFdUpdate;
        private SegmentAllocator allocator = Arena.ofAuto();
        private Duration initial = DEFAULT_REQUEST_TIMER;
        private Duration every = DEFAULT_REQUEST_TIMER;
        private Duration handshakeTimeout = DEFAULT_HANDSHAKE_TIMEOUT;
        private ExternalRegions externalRegions;
        private boolean isMixed;

        private Builder() {
        }

        Builder systemCalls(final SystemCalls calls) {
            system = calls;
            return this;
        }

        /**
         * Sets the application name that peers are told.
         *
         * @param name cut to 32 bytes
         * @return this
         */
        public Builder applicationName(final String name) {
            applicationName = MessageCodec.fit(name, MessageDescriptor.NAME_LENGTH);
            return this;
        }

        /**
         * Sets the object that the fd callback is given.
         *
         * @param context anything, may be null
         * @return this
         */
        public Builder privateContext(final Object context) {
            privateContext = context;
            return this;
        }

        /**
         * Leaves the waiting to the application's event loop.
         *
         * @param callback told about descriptors; null for internal polling
         * @return this
         */
        public Builder onControlFdUpdate(final MemifCallbacks.ControlFdUpdate callback) {
            onControlFdUpdate = callback;
            return this;
        }

        /**
         * Sets where the context's native scratch memory comes from; stands for libmemif's alloc, realloc and free.
         *
         * @param source gives native memory that lives as long as the context
         * @return this
         */
        public Builder allocator(final SegmentAllocator source) {
            allocator = source;
            return this;
        }

        /**
         * Sets the timer on which disconnected slaves request a connection; 2 s and 2 s by default, as in libmemif 3.
         *
         * @param first until the first request, zero for no timer (the default of libmemif 4)
         * @param later between requests, zero for one request only
         * @return this
         */
        public Builder connectionRequestTimer(final Duration first, final Duration later) {
            initial = first;
            every = later;
            return this;
        }

        /**
         * Sets how long a peer may take for its handshake before it is dropped.
         *
         * @param limit default 10 s
         * @return this
         */
        public Builder handshakeTimeout(final Duration limit) {
            handshakeTimeout = limit;
            return this;
        }

        /**
         * Sets application-supplied buffer memory.
         *
         * @param regions null for none
         * @return this
         */
        public Builder externalRegions(final ExternalRegions regions) {
            externalRegions = regions;
            return this;
        }

        /**
         * Sets whether one socket may hold masters and slaves at once, as in libmemif 4; in libmemif 3 the first interface
         * decides.
         *
         * @param on default false
         * @return this
         */
        public Builder mixedRoles(final boolean on) {
            isMixed = on;
            return this;
        }

        /**
         * Makes the context (memif_init, memif_per_thread_init).
         *
         * @return a context
         * @throws MemifException NOMEM, CB_FDUPDATE, or a system call's error; nothing is left behind then
         */
        public MemifContext open() {
            if (system == null) {
                system = LinuxSystemCalls.instance();
            }
            return new MemifContext(this);
        }
    }

    private MemifContext(final Builder builder) {
        system = builder.system;
        applicationName = builder.applicationName;
        isMixed = builder.isMixed;
        handshakeTimeout = builder.handshakeTimeout.toNanos();
        externalRegions = builder.externalRegions;
        messageBuffer = allocate(builder.allocator);
        loop = new ControlLoop(system, builder.onControlFdUpdate, builder.privateContext);
        ControlTimer first = null;
        try {
            first = new ControlTimer(system, loop, this::requestConnections);
            first.set(builder.initial.toNanos(), builder.every.toNanos());
            requestTimer = first;
            housekeeping = new ControlTimer(system, loop, this::keepHouse);
            housekeeping.set(HOUSEKEEPING, HOUSEKEEPING);
        } catch (MemifException failed) {
            if (first != null) {
                first.close();
            }
            loop.close();
            throw failed;
        }
    }

    private static MemorySegment allocate(final SegmentAllocator allocator) {
        try {
            final MemorySegment memory = allocator.allocate(MessageDescriptor.LENGTH, Long.BYTES);
            if (!memory.isNative()) {
                throw new MemifException(MemifError.INVAL_ARG, "allocator: memory=" + memory + ", expected native memory");
            }
            return memory;
        } catch (OutOfMemoryError | IndexOutOfBoundsException none) {
            throw new MemifException(MemifError.NOMEM, "allocator: size=" + MessageDescriptor.LENGTH, none);
        }
    }

    /**
     * Starts a context's description.
     *
     * @return defaults: internal polling, name libmemif-app, request timer 2 s
     */
    public static Builder builder() {
        return new Builder();
    }

    SystemCalls system() {
        return system;
    }

    ControlLoop loop() {
        return loop;
    }

    MemorySegment messageBuffer() {
        return messageBuffer;
    }

    ExternalRegions externalRegions() {
        return externalRegions;
    }

    boolean isMixed() {
        return isMixed;
    }

    long handshakeDeadline() {
        return System.nanoTime() + handshakeTimeout;
    }

    /**
     * The name that peers are told.
     *
     * @return at most 32 bytes
     */
    public String applicationName() {
        return applicationName;
    }

    /**
     * memif_get_version.
     *
     * @return 0x0200
     */
    public static int version() {
        return VERSION;
    }

    /**
     * The version as text (libmemif 4's memif_get_version_str).
     *
     * @return 2.0
     */
    public static String versionString() {
        return (VERSION >> Byte.SIZE) + "." + (VERSION & 0xff);
    }

    /**
     * Creates a socket handle (memif_create_socket); nothing is opened before its first interface.
     *
     * @param address        path, or @name for an abstract address
     * @param privateContext anything, may be null
     * @return the socket
     * @throws MemifException INVAL_ARG if the address is malformed, or another socket of this context listens there
     */
    public MemifSocket createSocket(final String address, final Object privateContext) {
        loop.lock.lock();
        try {
            checkOpen();
            final SocketAddress parsed;
            try {
                parsed = new SocketAddress(address);
            } catch (IllegalArgumentException wrong) {
                throw new MemifException(MemifError.INVAL_ARG, wrong.getMessage(), wrong);
            }
            for (final MemifSocket other : sockets) {
                if (other.isListening() && other.filename().equals(address)) {
                    throw new MemifException(MemifError.INVAL_ARG, "socket is in use: name=" + address);
                }
            }
            final MemifSocket socket = new MemifSocket(this, parsed, privateContext);
            sockets.add(socket);
            return socket;
        } finally {
            loop.lock.unlock();
        }
    }

    /**
     * The socket that is used when none is named: {@value #DEFAULT_SOCKET}, private context null.
     *
     * @return the same one each time
     */
    public MemifSocket defaultSocket() {
        loop.lock.lock();
        try {
            if (defaultSocket == null) {
                defaultSocket = createSocket(DEFAULT_SOCKET, null);
            }
            return defaultSocket;
        } finally {
            loop.lock.unlock();
        }
    }

    /**
     * Creates an interface on the default socket (memif_create with socket NULL).
     *
     * @param options what it is to be
     * @return the interface
     * @throws MemifException as {@link MemifSocket#create}
     */
    public Memif create(final MemifOptions options) {
        return defaultSocket().create(options);
    }

    /**
     * Sets application-supplied buffer memory for connections made from now on (memif_register_external_region).
     *
     * @param regions null for none
     */
    public void registerExternalRegions(final ExternalRegions regions) {
        loop.lock.lock();
        try {
            externalRegions = regions;
        } finally {
            loop.lock.unlock();
        }
    }

    /**
     * Waits for one control event and handles it (memif_poll_event). Unlike the C library's documentation says, the unit is
     * milliseconds there, too.
     *
     * @param milliseconds 0 to look only, -1 to wait for ever
     * @return SUCCESS also if nothing came; POLL_CANCEL; or why a connection ended
     * @throws MemifException INVAL_ARG if the application's event loop watches this context, or a system call's error
     */
    public MemifError pollEvent(final int milliseconds) {
        return loop.poll(milliseconds);
    }

    /**
     * Makes one {@link #pollEvent} return POLL_CANCEL, the current or the next one (memif_cancel_poll_event).
     *
     * @throws MemifException INT_WRITE if the wake-up could not be written
     */
    public void cancelPollEvent() {
        if (loop.isInternal()) {
            loop.cancel();
        }
    }

    /**
     * Handles a descriptor that is ready (memif_control_fd_handler).
     *
     * @param fd     a descriptor from the callback; an unknown one is no error
     * @param events {@link MemifEvents} bits
     * @return SUCCESS, or why a connection ended
     */
    public MemifError controlFdHandler(final int fd, final int events) {
        return loop.handle(fd, events);
    }

    /**
     * Handles a descriptor that is ready, in the way of libmemif 4.
     *
     * @param handle from the callback; one whose descriptor is gone is no error
     * @param events {@link MemifEvents} bits
     * @return SUCCESS, or why a connection ended
     */
    public MemifError controlFdHandler(final Object handle, final int events) {
        return loop.handle(handle, events);
    }

    /**
     * Sets the timer on which disconnected slaves request a connection (memif_set_connection_request_timer).
     *
     * @param first until the first request, zero for no timer
     * @param later between requests, zero for one request only
     */
    public void setConnectionRequestTimer(final Duration first, final Duration later) {
        loop.lock.lock();
        try {
            requestTimer.set(first.toNanos(), later.toNanos());
        } finally {
            loop.lock.unlock();
        }
    }

    /** Arms the timers if there is something for them to do; called after every change, with the lock held. */
    void updateTimers() {
        if (isClosed || isRetrying) {
            return;
        }
        boolean isWanting = false;
        boolean isBusy = false;
        for (final MemifSocket socket : sockets) {
            isWanting |= socket.hasDisconnectedSlave();
            isBusy |= socket.needsHousekeeping();
        }
        requestTimer.arm(isWanting);
        housekeeping.arm(isBusy);
    }

    boolean isRequestTimerArmed() {
        return requestTimer.isArmed();
    }

    private MemifError requestConnections() {
        isRetrying = true;
        try {
            for (final MemifSocket socket : new ArrayList<>(sockets)) {
                socket.retrySlaves();
            }
        } finally {
            isRetrying = false;
            updateTimers();
        }
        return MemifError.SUCCESS;
    }

    private MemifError keepHouse() {
        for (final MemifSocket socket : new ArrayList<>(sockets)) {
            socket.keepHouse(System.nanoTime());
        }
        updateTimers();
        return MemifError.SUCCESS;
    }

    void removeSocket(final MemifSocket socket) {
        sockets.remove(socket);
        if (socket == defaultSocket) {
            defaultSocket = null;
        }
    }

    void checkOpen() {
        if (isClosed) {
            throw new MemifException(MemifError.INVAL_ARG, "context is closed");
        }
    }

    /**
     * Frees the context if no interface is left (memif_cleanup).
     *
     * @throws MemifException INVAL_ARG if an interface exists; nothing is freed then
     */
    public void cleanup() {
        loop.lock.lock();
        try {
            for (final MemifSocket socket : sockets) {
                if (socket.isUsed()) {
                    throw new MemifException(MemifError.INVAL_ARG, "cleanup: socket is in use: name=" + socket.filename());
                }
            }
            close();
        } finally {
            loop.lock.unlock();
        }
    }

    /** Deletes all interfaces and sockets and frees the context (memif_per_thread_cleanup). A second call does nothing. */
    @Override
    public void close() {
        loop.lock.lock();
        try {
            if (isClosed) {
                return;
            }
            for (final MemifSocket socket : new ArrayList<>(sockets)) {
                socket.closeAll();
            }
            sockets.clear();
            isClosed = true;
            requestTimer.close();
            housekeeping.close();
            loop.close();
        } finally {
            loop.lock.unlock();
        }
    }
}
