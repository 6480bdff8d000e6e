package org.mapi.memif;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.mapi.memif.internal.sys.SocketAddress;

/**
 * A socket address with its interfaces (memif_socket_handle_t). Two ways to have one: {@link #open} gives one with a context and
 * a control thread of its own, and {@link MemifContext#createSocket} one among others in a context that the application polls.
 */
public final class MemifSocket implements AutoCloseable {
    private static final Duration RETRY = Duration.ofMillis(500);

    private final MemifContext context;
    private final SocketAddress address;
    private final Object privateContext;
    private final List<Memif> interfaces = new ArrayList<>();
    private final Listener listener;
    private Thread thread;
    private volatile boolean isStopping;
    private boolean isDeleted;

    MemifSocket(final MemifContext context, final SocketAddress address, final Object privateContext) {
        this.context = context;
        this.address = address;
        this.privateContext = privateContext;
        listener = new Listener(this, address);
    }

    /**
     * Opens a socket that needs no further care: a daemon thread handles its control events, disconnected slaves retry every
     * half second, and masters and slaves may share it. {@link #close()} ends everything.
     *
     * @param path socket file
     * @return the socket
     * @throws MemifException INVAL_ARG if the path is too long, or a system call's error
     */
    public static MemifSocket open(final Path path) {
        return open(path.toString());
    }

    /**
     * Like {@link #open(Path)}.
     *
     * @param address path, or @name for an abstract address
     * @return the socket
     */
    public static MemifSocket open(final String address) {
        return open(address, MemifContext.builder().connectionRequestTimer(RETRY, RETRY).mixedRoles(true));
    }

    /**
     * Like {@link #open(Path)}, with a context of the caller's description.
     *
     * @param address path, or @name for an abstract address
     * @param builder describes the context, which must use internal polling
     * @return the socket
     */
    public static MemifSocket open(final String address, final MemifContext.Builder builder) {
        final MemifContext context = builder.open();
        try {
            if (!context.loop().isInternal()) {
                throw new MemifException(MemifError.INVAL_ARG, "open: expected a context with internal polling");
            }
            final MemifSocket socket = context.createSocket(address, null);
            socket.thread = Thread.ofPlatform().daemon().name("memif " + address).start(socket::run);
            return socket;
        } catch (MemifException failed) {
            context.close();
            throw failed;
        }
    }

    private void run() {
        MemifError result = MemifError.SUCCESS;
        while (result != MemifError.POLL_CANCEL || !isStopping) {
            result = context.pollEvent(-1);
        }
    }

    /**
     * The context.
     *
     * @return never null
     */
    public MemifContext context() {
        return context;
    }

    /**
     * The address (memif_get_socket_filename).
     *
     * @return path or @name
     */
    public String filename() {
        return address.name();
    }

    /**
     * The object given at creation.
     *
     * @return may be null
     */
    public Object privateContext() {
        return privateContext;
    }

    /**
     * Sets the permissions of the socket file that a master makes; before that nobody can connect.
     *
     * @param mode for example 0660 octal; -1 leaves it to the process's umask
     * @return this
     */
    public MemifSocket permissions(final int mode) {
        listener.permissions(mode);
        return this;
    }

    /**
     * Listens on a descriptor that somebody else has bound (libmemif 4's memif_set_listener_fd, socket activation). It belongs
     * to the library from now on.
     *
     * @param fd listening SOCK_SEQPACKET socket
     * @throws MemifException INVAL_ARG if the socket listens already, CB_FDUPDATE
     */
    public void setListenerFd(final int fd) {
        context.loop().lock.lock();
        try {
            listener.adopt(fd);
        } finally {
            context.loop().lock.unlock();
        }
    }

    /**
     * The listening descriptor.
     *
     * @return -1 if the socket does not listen
     */
    public int listenerFd() {
        context.loop().lock.lock();
        try {
            return listener.fd();
        } finally {
            context.loop().lock.unlock();
        }
    }

    /**
     * Creates an interface (memif_create). A slave tries to connect at once; that this fails is no error, the timer tries again.
     *
     * @param options what it is to be
     * @return the interface
     * @throws MemifException INVAL_ARG if the socket is deleted, has the other role, or has a master with this id; for a master
     *     FILE_NOT_SOCK, ACCES, NO_FILE or another system call's error
     */
    public Memif create(final MemifOptions options) {
        context.loop().lock.lock();
        try {
            context.checkOpen();
            check(options);
            final Memif memif = new Memif(this, options);
            if (options.role() == Role.MASTER) {
                listener.open();
            }
            interfaces.add(memif);
            if (options.role() == Role.SLAVE) {
                memif.tryConnect();
            }
            context.updateTimers();
            return memif;
        } finally {
            context.loop().lock.unlock();
        }
    }

    private void check(final MemifOptions options) {
        if (isDeleted) {
            throw new MemifException(MemifError.INVAL_ARG, "socket is deleted: name=" + filename());
        }
        for (final Memif other : interfaces) {
            if (other.options().role() != options.role() && !context.isMixed()) {
                throw new MemifException(MemifError.INVAL_ARG, "socket has the other role: name=" + filename() + ", role="
                        + other.options().role());
            }
            if (options.role() == Role.MASTER && other.options().role() == Role.MASTER && other.options().id() == options.id()) {
                throw new MemifException(MemifError.INVAL_ARG, "interface exists: id=" + options.id());
            }
        }
    }

    /**
     * Creates a slave.
     *
     * @param options of a slave
     * @return the interface
     * @throws MemifException INVAL_ARG if the options are a master's, else as {@link #create}
     */
    public Memif connect(final MemifOptions options) {
        return create(expect(options, Role.SLAVE));
    }

    /**
     * Creates a master.
     *
     * @param options of a master
     * @return the interface
     * @throws MemifException INVAL_ARG if the options are a slave's, else as {@link #create}
     */
    public Memif listen(final MemifOptions options) {
        return create(expect(options, Role.MASTER));
    }

    private static MemifOptions expect(final MemifOptions options, final Role role) {
        if (options.role() != role) {
            throw new MemifException(MemifError.INVAL_ARG, "options: role=" + options.role() + ", expected " + role);
        }
        return options;
    }

    boolean hasThread() {
        return thread != null;
    }

    boolean isListening() {
        return listener.fd() >= 0;
    }

    boolean isUsed() {
        return !interfaces.isEmpty();
    }

    SocketAddress address() {
        return address;
    }

    /** The interface that a slave asks for: a master if there is one. */
    Memif find(final long id) {
        Memif found = null;
        for (final Memif memif : interfaces) {
            if (memif.options().id() == id && (found == null || memif.options().role() == Role.MASTER)) {
                found = memif;
            }
        }
        return found;
    }

    void settled(final Channel channel) {
        listener.settled(channel);
    }

    boolean hasDisconnectedSlave() {
        return interfaces.stream().anyMatch(memif -> memif.options().role() == Role.SLAVE && !memif.hasChannel());
    }

    boolean needsHousekeeping() {
        return listener.needsHousekeeping() || interfaces.stream().anyMatch(Memif::hasChannel);
    }

    void retrySlaves() {
        for (final Memif memif : new ArrayList<>(interfaces)) {
            if (memif.options().role() == Role.SLAVE && !memif.hasChannel() && interfaces.contains(memif)) {
                memif.tryConnect();
            }
        }
    }

    void keepHouse(final long now) {
        listener.keepHouse(now);
        for (final Memif memif : new ArrayList<>(interfaces)) {
            memif.dropLate(now);
            memif.dropBlocking();
        }
    }

    void remove(final Memif memif) {
        interfaces.remove(memif);
        if (interfaces.stream().noneMatch(other -> other.options().role() == Role.MASTER)) {
            listener.close();
        }
        context.updateTimers();
    }

    void closeAll() {
        for (final Memif memif : new ArrayList<>(interfaces)) {
            memif.close();
        }
        listener.close();
        isDeleted = true;
    }

    /**
     * Deletes the socket handle (memif_delete_socket).
     *
     * @throws MemifException INVAL_ARG if it has interfaces, or is deleted already
     */
    public void delete() {
        context.loop().lock.lock();
        try {
            if (isDeleted || isUsed()) {
                throw new MemifException(MemifError.INVAL_ARG, "delete: name=" + filename() + ", deleted=" + isDeleted
                        + ", interfaces="
                        + interfaces.size());
            }
            listener.close();
            isDeleted = true;
            context.removeSocket(this);
        } finally {
            context.loop().lock.unlock();
        }
    }

    /**
     * Deletes the interfaces and the socket; one made by {@link #open} ends its thread and context, too. A second call does
     * nothing.
     */
    @Override
    public void close() {
        context.loop().lock.lock();
        try {
            closeAll();
            context.removeSocket(this);
        } finally {
            context.loop().lock.unlock();
        }
        if (thread != null) {
            stopThread();
        }
    }

    private void stopThread() {
        isStopping = true;
        if (thread.isAlive()) {
            context.cancelPollEvent();
        }
        boolean isInterrupted = false;
        while (thread.isAlive() && thread != Thread.currentThread()) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                isInterrupted = true;
            }
        }
        context.close();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
