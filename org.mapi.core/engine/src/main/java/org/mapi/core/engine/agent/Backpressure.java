package org.mapi.core.engine.agent;

import org.mapi.capture.DeviceKind;
import org.mapi.capture.PacketBatch;

/**
 * How many packets may be taken without losing any. A device that can pause waits for readers that are slow. For one that has
 * not come yet it waits a little, so that who starts a trace and then reads gets everything; after that the queue runs freely
 * until somebody reads. Agent's thread, apart from {@link #waiting}.
 */
final class Backpressure {
    /** So long a trace that somebody has started waits for the first reader of a full queue, in nanoseconds. */
    static final long TRACE_NANOS = 10_000_000_000L;
    /** So long a replay does, whose other flows want to go on. */
    static final long REPLAY_NANOS = 1_000_000_000L;

    private final DeviceKind kind;
    private final StationCalls calls;
    private long now;
    private volatile boolean waiting;

    Backpressure(DeviceKind kind, StationCalls calls) {
        this.kind = kind;
        this.calls = calls;
    }

    /** How many packets may be polled now. */
    int allowance(Station[] limited, long nanoTime) {
        now = nanoTime;
        if (limited.length == 0 || !kind.pausable()) {
            return PacketBatch.CAPACITY;
        }
        int limit = PacketBatch.CAPACITY;
        for (Station station : limited) {
            limit = Math.min(limit, capacity(station));
        }
        waiting(limit <= 0);
        return Math.max(0, limit);
    }

    /** How many packets a station can take now. */
    int capacity(Station station) {
        if (!kind.pausable()) {
            return Integer.MAX_VALUE;
        }
        final int room = calls.capacity(station);
        return room <= 0 && station.ring != null && !station.ring.read() && unawaited(station) ? calls.capacity(station) : room;
    }

    /** Nobody reads its full queue, and whoever wanted to has had enough time: it is not waited for any more. */
    private boolean unawaited(Station station) {
        if (station.fullSince == 0) {
            station.fullSince = now;
        }
        final boolean over = now - station.fullSince >= (kind == DeviceKind.OFFLINE ? TRACE_NANOS : REPLAY_NANOS);
        if (over) {
            station.ring.stopWaiting();
        }
        return over;
    }

    /** The source has ended; whether what was held back has found room. */
    void ending(long nanoTime, boolean room) {
        now = nanoTime;
        waiting(!room);
    }

    private void waiting(boolean so) {
        if (waiting != so) {
            waiting = so;
        }
    }

    /** Whether the device waits because a reader is slow. Any thread. */
    boolean waiting() {
        return waiting;
    }
}
