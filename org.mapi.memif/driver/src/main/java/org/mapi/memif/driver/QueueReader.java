package org.mapi.memif.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;
import org.mapi.capture.PacketBatch;
import org.mapi.memif.Memif;

/**
 * One queue of a device: the rings that its agent reads. That is one ring, unless the peer has brought more rings than the
 * device has queues; then they are dealt out, so that none is left unread. Used by one thread, except the counters.
 */
final class QueueReader {
    private static final VarHandle RECEIVED;
    private static final VarHandle COPIED;
    private static final VarHandle TOO_LONG;
    private static final VarHandle BAD;
    private static final int LEAST_ROOM = 1 << 20;
    private static final int ALIGNMENT = 64;
    /** With several rings there is no one event to sleep on; a ring of 1,024 lasts so long at 20 million packets/s. */
    private static final long SHORT_SLEEP = 50_000;

    static {
        try {
            final MethodHandles.Lookup lookup = MethodHandles.lookup();
            RECEIVED = lookup.findVarHandle(QueueReader.class, "received", long.class);
            COPIED = lookup.findVarHandle(QueueReader.class, "copied", long.class);
            TOO_LONG = lookup.findVarHandle(QueueReader.class, "tooLong", long.class);
            BAD = lookup.findVarHandle(QueueReader.class, "bad", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final WallClock clock = new WallClock();
    final int maxFrame;
    final int linkType;
    private final Memif memif;
    private final Waiting waiting;
    private final int queue;
    private final int queues;
    private volatile RingReader[] rings = {};
    private int known;
    private int first;
    private boolean clearRegions;
    private MemorySegment room;
    private long used;
    private long received;
    private long copied;
    private long tooLong;
    private long bad;

    QueueReader(SharedInterface shared, int queue, int queues) {
        memif = shared.memif();
        maxFrame = shared.settings.maxFrame();
        linkType = shared.settings.linkType();
        waiting = shared.settings.waiting();
        this.queue = queue;
        this.queues = queues;
        dealRings();
    }

    private void dealRings() {
        known = memif.receiveQueues();
        final int count = queue < known ? (known - queue + queues - 1) / queues : 0;
        final RingReader[] before = rings;
        final RingReader[] after = new RingReader[Math.max(count, before.length)];
        for (int i = 0; i < after.length; i++) {
            after[i] = i < before.length ? before[i] : new RingReader(memif.receiveQueue(queue + i * queues), this);
        }
        rings = after;
    }

    int poll(PacketBatch batch, int limit) {
        if (clearRegions) {
            clearRegions = false;
            batch.clearRegions();
        }
        if (known != memif.receiveQueues()) {
            dealRings();
        }
        final RingReader[] all = rings;
        for (RingReader ring : all) {
            ring.giveBack();
        }
        used = 0;
        int count = 0;
        for (int i = 0; i < all.length && count < limit; i++) {
            count += all[(first + i) % all.length].fill(batch, limit - count);
        }
        first = first + 1 < all.length ? first + 1 : 0;
        if (count > 0) {
            RECEIVED.setOpaque(this, received + count);
        }
        return count;
    }

    /** The memory of a ring is that of another connection: the batch is to forget the old one as soon as it is empty. */
    void regionChanged(PacketBatch batch) {
        if (batch.size() == 0) {
            batch.clearRegions();
        } else {
            clearRegions = true;
        }
    }

    /** Where to copy a packet to in {@link #room()}, or -1 if the packets of this batch fill it. */
    long claim(int length) {
        if (room == null) {
            room = Arena.ofAuto().allocate(Math.max(LEAST_ROOM, maxFrame), ALIGNMENT);
        }
        final long at = used;
        if (at + length > room.byteSize()) {
            return -1;
        }
        used = at + length + ALIGNMENT - 1 & -ALIGNMENT;
        return at;
    }

    MemorySegment room() {
        return room;
    }

    /** Counts a packet that cannot be handed out. */
    void refuse(long length) {
        if (length == 0) {
            BAD.setOpaque(this, bad + 1);
        } else {
            TOO_LONG.setOpaque(this, tooLong + 1);
        }
    }

    void copied() {
        COPIED.setOpaque(this, copied + 1);
    }

    void await(long nanos) {
        if (waiting == Waiting.POLLING) {
            Thread.onSpinWait();
        } else if (rings.length == 1 && memif.isConnected()) {
            rings[0].queue.await(nanos);
        } else {
            LockSupport.parkNanos(this, memif.isConnected() ? Math.min(nanos, SHORT_SLEEP) : nanos);
        }
    }

    /** How full the fullest ring is; NaN without a connection. */
    double occupancy() {
        double fullest = Double.NaN;
        for (RingReader ring : rings) {
            final double one = ring.queue.occupancy();
            fullest = Double.isNaN(fullest) ? one : Math.max(fullest, Double.isNaN(one) ? 0 : one);
        }
        return fullest;
    }

    long receivedCount() {
        return (long) RECEIVED.getOpaque(this);
    }

    long copiedCount() {
        return (long) COPIED.getOpaque(this);
    }

    long tooLongCount() {
        return (long) TOO_LONG.getOpaque(this);
    }

    long badCount() {
        return (long) BAD.getOpaque(this);
    }

    /** Lets go of everything; no poll is in progress. */
    void close() {
        for (RingReader ring : rings) {
            ring.close();
        }
    }
}
