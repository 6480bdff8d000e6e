package org.mapi.memif.driver;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.memif.MemifError;
import org.mapi.packet.Packet;

/**
 * Sends packets to a memif peer, each copied once into its ring. Packets become visible to the peer at {@link #flush()}, or when
 * a good many wait. While no peer is there, there is no room.
 */
final class MemifSink implements PacketSink {
    private static final VarHandle SENT;
    private static final VarHandle DROPPED;
    private static final int DISCONNECTED = -MemifError.DISCONNECTED.code();
    /** So many packets are collected: the cost of telling the peer is spread, and it need not wait for long. */
    private static final int COLLECTED = 64;

    static {
        try {
            SENT = MethodHandles.lookup().findVarHandle(MemifSink.class, "sent", long.class);
            DROPPED = MethodHandles.lookup().findVarHandle(MemifSink.class, "dropped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MemifInterfaces interfaces;
    private final SharedInterface shared;
    private final String name;
    private final int number;
    private final int linkType;
    private SendQueue collecting;
    private int collected;
    private long sent;
    private long dropped;
    private boolean closed;

    private MemifSink(MemifInterfaces interfaces, SharedInterface shared, String name) {
        this.interfaces = interfaces;
        this.shared = shared;
        this.name = name;
        number = interfaces.sink(shared);
        linkType = shared.settings.linkType();
    }

    /** A sink of an interface that the caller has opened for it: its close releases it. */
    static MemifSink of(MemifInterfaces interfaces, SharedInterface shared, String name) {
        return new MemifSink(interfaces, shared, name);
    }

    /** One more sink of an open interface. */
    static MemifSink join(MemifInterfaces interfaces, SharedInterface shared, String name) {
        interfaces.share(shared, name);
        return new MemifSink(interfaces, shared, name);
    }

    @Override
    public int send(PacketBatch batch, int from, int count) {
        int done = 0;
        while (done < count && send(batch.segment(from + done), batch.offset(from + done), batch.captureLength(from + done),
            batch.linkType(from + done))) {
            done++;
        }
        return done;
    }

    @Override
    public boolean send(Packet packet) {
        return send(packet.segment(), packet.offset(), packet.captureLength(), packet.linkType());
    }

    private boolean send(MemorySegment memory, long offset, int length, int type) {
        if (type != linkType || length == 0) {
            lose(1);
            return true;
        }
        if (collected >= COLLECTED) {
            flush();
        }
        final SendQueue queue = shared.sender(number);
        if (queue == null || !queue.enter()) {
            return false;
        }
        try {
            int taken = queue.queue.put(memory, offset, length);
            if (taken == 0 && collected > 0) {
                settle(queue);
                taken = queue.queue.put(memory, offset, length);
            }
            return account(queue, taken);
        } finally {
            queue.leave();
        }
    }

    private boolean account(SendQueue queue, int taken) {
        if (taken == 1) {
            collecting = queue;
            collected++;
            SENT.setOpaque(this, sent + 1);
            return true;
        }
        if (taken == DISCONNECTED) {
            settle(queue);
        }
        if (taken == 0 || taken == DISCONNECTED) {
            return false;
        }
        // longer than the whole ring
        lose(1);
        return true;
    }

    private void settle(SendQueue queue) {
        if (queue.queue.flush() == DISCONNECTED) {
            lose(collected);
        }
        collected = 0;
    }

    private void lose(int packets) {
        DROPPED.setOpaque(this, dropped + packets);
    }

    @Override
    public void flush() {
        if (collected > 0 && collecting.enter()) {
            try {
                settle(collecting);
            } finally {
                collecting.leave();
            }
        }
    }

    @Override
    public long sent() {
        return (long) SENT.getOpaque(this);
    }

    @Override
    public long dropped() {
        return (long) DROPPED.getOpaque(this);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            flush();
            interfaces.release(shared, name);
        }
    }
}
