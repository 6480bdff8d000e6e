package org.mapi.memif;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.mapi.memif.internal.control.Handshake;
import org.mapi.memif.internal.control.SlaveHandshake;
import org.mapi.memif.internal.wire.RingDescriptor;

/**
 * An interface (memif_conn_handle_t). Packets move through its {@link #receiveQueue queues}; the burst methods here are the same
 * with a queue id, as in C. Control methods may be called from any thread.
 */
public final class Memif implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("org.mapi.memif");
    private static final int BAD_QUEUE = -MemifError.QID.code();
    private static final String DELETED = "interface deleted";
    private static final long SLICE = 100;
    private static final long LONGEST_BURST = 50_000_000;

    private final MemifSocket socket;
    private final MemifContext context;
    private final MemifOptions options;
    private final Condition changed;
    private final List<QueueInterrupt> interrupts = new ArrayList<>();
    private volatile ReceiveQueue[] receivers;
    private volatile TransmitQueue[] transmitters;
    private List<ReceiveRing> freshReceivers = List.of();
    private List<TransmitRing> freshTransmitters = List.of();
    private Channel channel;
    private SharedResources resources;
    private String remoteName = "";
    private String remoteApplication = "";
    private String error = "";
    private volatile boolean isConnected;
    private boolean isDeleted;

    Memif(final MemifSocket socket, final MemifOptions options) {
        this.socket = socket;
        this.options = options;
        context = socket.context();
        changed = context.loop().lock.newCondition();
        final boolean isMaster = options.role() == Role.MASTER;
        receivers = grow(new ReceiveQueue[0], isMaster ? options.s2mRings() : options.m2sRings());
        transmitters = grow(new TransmitQueue[0], isMaster ? options.m2sRings() : options.s2mRings());
    }

    private ReceiveQueue[] grow(final ReceiveQueue[] now, final int count) {
        final ReceiveQueue[] grown = Arrays.copyOf(now, Math.max(now.length, count));
        for (int i = now.length; i < grown.length; i++) {
            grown[i] = new ReceiveQueue(this, i, options.rxMode());
        }
        return grown;
    }

    private static TransmitQueue[] grow(final TransmitQueue[] now, final int count) {
        final TransmitQueue[] grown = Arrays.copyOf(now, Math.max(now.length, count));
        for (int i = now.length; i < grown.length; i++) {
            grown[i] = new TransmitQueue(i);
        }
        return grown;
    }

    // ---- control, with the context's lock held ----

    boolean hasChannel() {
        return channel != null;
    }

    /** A kick that does not come back ends the connection, which sets it free. */
    void dropBlocking() {
        if (isConnected && KickWatch.findsStuck(freshReceivers, freshTransmitters)) {
            channel.close(MemifError.INT_WRITE, "the peer blocks our kicks", "kicks are blocked");
        }
    }

    void dropLate(final long now) {
        if (channel != null && channel.isLate(now)) {
            channel.close(MemifError.DISCONNECTED, "handshake took too long", "handshake took too long");
        }
    }

    /** A slave's attempt; its failure is remembered, not thrown. */
    void tryConnect() {
        try {
            startConnection();
        } catch (MemifException failed) {
            LOG.log(Level.DEBUG, failed.getMessage());
        }
    }

    private void startConnection() {
        final int fd = ControlLoop.check("socket", context.system().socket());
        final int result = context.system().connect(fd, socket.address());
        if (result < 0) {
            context.system().close(fd);
            final MemifException failed = new MemifException(MemifError.ofErrno(-result), "connect to " + socket.filename()
                    + ": errno="
                    + -result);
            error = failed.getMessage();
            throw failed;
        }
        final SlavePeer peer = new SlavePeer(this);
        resources = peer.resources();
        channel = new Channel(context, fd, new SlaveHandshake(peer), new Channel.Owner() {
            @Override
            public void up() {
                Memif.this.up();
            }

            @Override
            public void ended(final MemifError why, final String reason) {
                Memif.this.ended(why, reason);
            }
        });
        try {
            channel.start();
        } catch (MemifException refused) {
            channel.close(refused.error(), refused.getMessage(), null);
            throw refused;
        }
    }

    /** A slave's INIT was accepted: from now on the interface is taken. */
    void occupy(final Channel by, final SharedResources its) {
        channel = by;
        resources = its;
    }

    /** The rings exist; they are used when the handshake is over. */
    void established(final List<ReceiveRing> receiveRings, final List<TransmitRing> transmitRings) {
        freshReceivers = receiveRings;
        freshTransmitters = transmitRings;
    }

    /** Called by a data thread that caught the peer lying. */
    void violated(final SharedResources by, final MemifError why, final String reason) {
        context.loop().submit(() -> {
            if (channel != null && resources == by) {
                channel.close(why, reason, reason);
            }
        });
    }

    void up() {
        final Handshake handshake = channel.handshake();
        remoteName = handshake.remoteName();
        remoteApplication = handshake.remoteApplication();
        error = "";
        receivers = grow(receivers, freshReceivers.size());
        transmitters = grow(transmitters, freshTransmitters.size());
        try {
            bindQueues();
        } catch (InternalError fault) {
            resources.link().gone(fault);
        }
        isConnected = true;
        context.updateTimers();
        changed.signalAll();
        guarded(() -> options.onConnect().connected(this, options.privateContext()));
    }

    // a ring is refilled before its queue's data thread can see it
    private void bindQueues() {
        for (final ReceiveRing ring : freshReceivers) {
            if (options.role() == Role.SLAVE && options.isAutoRefill()) {
                ring.giveBack(Integer.MAX_VALUE, options.headroom());
            }
            receivers[ring.index].bind(ring);
            watch(ring);
        }
        for (final TransmitRing ring : freshTransmitters) {
            transmitters[ring.index].bind(ring);
        }
    }

    private void watch(final ReceiveRing ring) {
        if (options.onInterrupt() != null) {
            final QueueInterrupt interrupt = new QueueInterrupt(this, ring);
            context.loop().watch(interrupt, MemifEvents.READ);
            interrupts.add(interrupt);
        }
    }

    void guarded(final Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException thrown) {
            LOG.log(Level.ERROR, "a callback of interface " + options.id() + " on " + socket.filename() + " failed", thrown);
        }
    }

    void ended(final MemifError why, final String reason) {
        channel = null;
        error = reason;
        for (final ReceiveQueue queue : receivers) {
            queue.bind(null);
        }
        for (final TransmitQueue queue : transmitters) {
            queue.bind(null);
        }
        final boolean wasConnected = isConnected;
        isConnected = false;
        changed.signalAll();
        if (wasConnected) {
            guarded(() -> options.onDisconnect().disconnected(this, options.privateContext(), why, reason));
        }
        interrupts.forEach(context.loop()::forget);
        interrupts.clear();
        freshReceivers = List.of();
        freshTransmitters = List.of();
        awaitQuiet();
        resources.release();
        context.updateTimers();
    }

    // A data thread leaves within a burst; only one whose frame handler takes its time, or that itself closes the interface, is
    // not waited for.
    private void awaitQuiet() {
        final long start = System.nanoTime();
        for (final ReceiveQueue queue : receivers) {
            while (!queue.isQuiet() && System.nanoTime() - start < LONGEST_BURST) {
                Thread.onSpinWait();
            }
        }
        for (final TransmitQueue queue : transmitters) {
            while (!queue.isQuiet() && System.nanoTime() - start < LONGEST_BURST) {
                Thread.onSpinWait();
            }
        }
    }

    // ---- control, for applications ----

    /**
     * What the interface was created with.
     *
     * @return never null
     */
    public MemifOptions options() {
        return options;
    }

    /**
     * Its context.
     *
     * @return never null
     */
    public MemifContext context() {
        return context;
    }

    /**
     * Its socket (libmemif 4's memif_get_socket_handle).
     *
     * @return never null
     */
    public MemifSocket socket() {
        return socket;
    }

    /**
     * Whether packets may flow.
     *
     * @return true between connect and disconnect
     */
    public boolean isConnected() {
        return isConnected;
    }

    /**
     * Waits for a connection. Polls the context's events itself if nobody else does.
     *
     * @param limit longest wait
     * @return true if connected
     */
    public boolean awaitConnected(final Duration limit) {
        final long end = System.nanoTime() + limit.toNanos();
        while (!isConnected && !Thread.currentThread().isInterrupted()) {
            final long left = end - System.nanoTime();
            if (left <= 0) {
                return isConnected;
            }
            final long slice = Math.min(SLICE, TimeUnit.NANOSECONDS.toMillis(left) + 1);
            if (socket.hasThread() || !context.loop().isInternal()) {
                awaitChange(slice);
            } else {
                context.pollEvent((int) slice);
            }
        }
        return isConnected;
    }

    private void awaitChange(final long milliseconds) {
        context.loop().lock.lock();
        try {
            if (!isConnected && !changed.await(milliseconds, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            context.loop().lock.unlock();
        }
    }

    /**
     * Asks a slave to connect now (memif_request_connection).
     *
     * @throws MemifException NOCONN if deleted, INVAL_ARG for a master, ALRCONN if connected or connecting, or the error of the
     *     attempt
     *     (NO_FILE, CONNREFUSED, ACCES ...)
     */
    public void requestConnection() {
        context.loop().lock.lock();
        try {
            checkExists();
            if (options.role() == Role.MASTER) {
                throw new MemifException(MemifError.INVAL_ARG, "connection request: interface is a master: id=" + options.id());
            }
            if (channel != null) {
                throw new MemifException(MemifError.ALRCONN, "connection request: id=" + options.id());
            }
            startConnection();
        } finally {
            context.updateTimers();
            context.loop().lock.unlock();
        }
    }

    private void checkExists() {
        if (isDeleted) {
            throw new MemifException(MemifError.NOCONN, "interface is deleted: id=" + options.id());
        }
    }

    /**
     * State of the interface (memif_get_details).
     *
     * @return a copy
     * @throws MemifException NOCONN if deleted, DISCONNECTED if the peer has shrunk its memory
     */
    public MemifDetails details() {
        context.loop().lock.lock();
        try {
            checkExists();
            final List<MemifDetails.Queue> rx = new ArrayList<>();
            final List<MemifDetails.Queue> tx = new ArrayList<>();
            if (isConnected) {
                freshReceivers.forEach(ring -> rx.add(describe(ring)));
                freshTransmitters.forEach(ring -> tx.add(describe(ring)));
            }
            return new MemifDetails(options.interfaceName(), context.applicationName(), remoteName, remoteApplication,
                    options.id(), options.secret(), options.role(), options.mode(), socket.filename(),
                    isConnected ? resources.describe() : List.of(), rx, tx, error, isConnected);
        } catch (InternalError fault) {
            throw faulted(fault);
        } finally {
            context.loop().lock.unlock();
        }
    }

    private MemifException faulted(final InternalError fault) {
        resources.link().gone(fault);
        return new MemifException(MemifError.DISCONNECTED, "interface faulted: id=" + options.id(), fault);
    }

    private MemifDetails.Queue describe(final Ring ring) {
        return new MemifDetails.Queue(ring.region, ring.index, ring.size, RingDescriptor.flags(ring.memory, ring.at),
                RingDescriptor.counterAcquire(ring.memory, ring.at + RingDescriptor.HEAD),
                RingDescriptor.counterAcquire(ring.memory, ring.at + RingDescriptor.TAIL), options.bufferSize());
    }

    /**
     * The rings as text, for people who debug.
     *
     * @return several lines
     */
    public String dump() {
        context.loop().lock.lock();
        try {
            return RingDump.of(this, isConnected ? freshReceivers : List.of(), isConnected ? freshTransmitters : List.of());
        } catch (InternalError fault) {
            throw faulted(fault);
        } finally {
            context.loop().lock.unlock();
        }
    }

    /**
     * Deletes the interface (memif_delete): tells the peer "interface deleted", calls the disconnect callback, frees everything.
     *
     * @throws MemifException NOCONN if deleted already
     */
    public void delete() {
        context.loop().lock.lock();
        try {
            checkExists();
            close();
        } finally {
            context.loop().lock.unlock();
        }
    }

    /** Like {@link #delete()}, but a second call does nothing. */
    @Override
    public void close() {
        context.loop().lock.lock();
        try {
            if (isDeleted) {
                return;
            }
            isDeleted = true;
            if (channel != null) {
                channel.close(MemifError.DISCONNECTED, DELETED, DELETED);
            }
            socket.remove(this);
        } finally {
            context.loop().lock.unlock();
        }
    }

    // ---- queues ----

    /**
     * A queue that packets arrive in.
     *
     * @param queue 0 to the number of queues - 1; while a connection has fewer, the others answer -35
     * @return the same one each time
     * @throws MemifException QID if there is no such queue
     */
    public ReceiveQueue receiveQueue(final int queue) {
        final ReceiveQueue[] all = receivers;
        if (queue < 0 || queue >= all.length) {
            throw new MemifException(MemifError.QID, "receive queue: queue=" + queue + ", expected 0 to " + (all.length - 1));
        }
        return all[queue];
    }

    /**
     * A queue that packets leave by.
     *
     * @param queue 0 to the number of queues - 1; while a connection has fewer, the others answer -35
     * @return the same one each time
     * @throws MemifException QID if there is no such queue
     */
    public TransmitQueue transmitQueue(final int queue) {
        final TransmitQueue[] all = transmitters;
        if (queue < 0 || queue >= all.length) {
            throw new MemifException(MemifError.QID, "transmit queue: queue=" + queue + ", expected 0 to " + (all.length - 1));
        }
        return all[queue];
    }

    /**
     * Number of receive queues.
     *
     * @return 1 or more
     */
    public int receiveQueues() {
        return receivers.length;
    }

    /**
     * Number of transmit queues.
     *
     * @return 1 or more
     */
    public int transmitQueues() {
        return transmitters.length;
    }

    /**
     * memif_set_rx_mode.
     *
     * @param mode  how packets are announced
     * @param queue receive queue id
     * @throws MemifException QID if there is no such queue
     */
    public void setRxMode(final RxMode mode, final int queue) {
        receiveQueue(queue).setRxMode(mode);
    }

    /**
     * memif_get_queue_efd.
     *
     * @param queue receive queue id
     * @return the descriptor
     * @throws MemifException DISCONNECTED if not connected, QID if there is no such queue
     */
    public int queueEventFd(final int queue) {
        if (!isConnected) {
            throw new MemifException(MemifError.DISCONNECTED, "event of queue: queue=" + queue);
        }
        return receiveQueue(queue).eventFd();
    }

    private int wrongQueue(final MemifBuffers buffers) {
        return buffers.fail(isConnected ? MemifError.QID : MemifError.DISCONNECTED);
    }

    /**
     * memif_rx_burst.
     *
     * @param queue   receive queue id
     * @param buffers filled
     * @param count   buffers at most
     * @return as {@link ReceiveQueue#receive(MemifBuffers, int)}; -23 if there is no such queue
     */
    public int receive(final int queue, final MemifBuffers buffers, final int count) {
        final ReceiveQueue[] all = receivers;
        return queue < 0 || queue >= all.length ? wrongQueue(buffers) : all[queue].receive(buffers, count);
    }

    /**
     * Receives packets one by one.
     *
     * @param queue   receive queue id
     * @param limit   buffers at most
     * @param handler takes the packets
     * @return as {@link ReceiveQueue#receive(int, FrameHandler)}; -23 if there is no such queue
     */
    public int receive(final int queue, final int limit, final FrameHandler handler) {
        final ReceiveQueue[] all = receivers;
        return queue < 0 || queue >= all.length ? BAD_QUEUE : all[queue].receive(limit, handler);
    }

    /**
     * memif_refill_queue.
     *
     * @param queue    receive queue id
     * @param count    buffers at most, -1 for all
     * @param headroom bytes to leave free in front
     * @return as {@link ReceiveQueue#refill}; -23 if there is no such queue
     */
    public int refill(final int queue, final int count, final int headroom) {
        final ReceiveQueue[] all = receivers;
        return queue < 0 || queue >= all.length ? BAD_QUEUE : all[queue].refill(count, headroom);
    }

    /**
     * memif_buffer_alloc.
     *
     * @param queue   transmit queue id
     * @param buffers filled
     * @param count   packets
     * @param length  bytes per packet
     * @return as {@link TransmitQueue#allocate}; -23 if there is no such queue
     */
    public int allocate(final int queue, final MemifBuffers buffers, final int count, final int length) {
        final TransmitQueue[] all = transmitters;
        return queue < 0 || queue >= all.length ? wrongQueue(buffers) : all[queue].allocate(buffers, count, length);
    }

    /**
     * memif_tx_burst.
     *
     * @param queue   transmit queue id
     * @param buffers reserved buffers
     * @param from    index of the first
     * @param count   buffers at most
     * @return as {@link TransmitQueue#transmit(MemifBuffers, int, int)}; -23 if there is no such queue
     */
    public int transmit(final int queue, final MemifBuffers buffers, final int from, final int count) {
        final TransmitQueue[] all = transmitters;
        return queue < 0 || queue >= all.length ? wrongQueue(buffers) : all[queue].transmit(buffers, from, count);
    }

    /**
     * memif_buffer_enq_tx, from the receive queue of the same id.
     *
     * @param queue   queue id
     * @param buffers received buffers
     * @param count   buffers at most
     * @return as {@link TransmitQueue#enqueue}; -23 if there is no such queue
     */
    public int enqueue(final int queue, final MemifBuffers buffers, final int count) {
        final TransmitQueue[] all = transmitters;
        final ReceiveQueue[] sources = receivers;
        return queue < 0 || queue >= all.length || queue >= sources.length ? wrongQueue(buffers)
                : all[queue].enqueue(buffers, sources[queue], count);
    }

    /**
     * Sends packets by copy.
     *
     * @param queue transmit queue id
     * @param burst packets
     * @return as {@link TransmitQueue#send(MemifBuffers, int, int)}; -23 if there is no such queue
     */
    public int send(final int queue, final MemifBuffers burst) {
        final TransmitQueue[] all = transmitters;
        return queue < 0 || queue >= all.length ? wrongQueue(burst) : all[queue].send(burst, 0, burst.size());
    }
}
