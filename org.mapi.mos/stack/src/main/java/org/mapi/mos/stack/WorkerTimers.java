package org.mapi.mos.stack;

import java.util.Arrays;
import org.mapi.core.tracking.TimerQueue;
import org.mapi.mos.Errno;
import org.mapi.mos.MosException;
import org.mapi.mos.MosTimer;

/** The timers of a worker's applications. */
final class WorkerTimers {
    private static final int MOST = 1 << 20;

    /** A timer that was set. */
    private final class Handle implements MosTimer {
        private final MonitorSocket monitor;
        private final Runnable callback;
        private final int place;
        private final long time;
        private int timer;

        Handle(MonitorSocket monitor, Runnable callback, int place, long time) {
            this.place = place;
            this.time = time;
            this.monitor = monitor;
            this.callback = callback;
        }

        @Override
        public boolean cancel() {
            if (timer == TimerQueue.NONE) {
                return false;
            }
            queue.cancel(timer);
            free(this);
            return true;
        }
    }

    private final TimerQueue queue = new TimerQueue(MOST);
    private Handle[] handles = new Handle[16];

    private int[] freePlaces = new int[16];
    private int free;
    private int fresh;
    /** While timers are called: what is set meanwhile waits for the next packet, or there would be no end. */
    private long earliest = Long.MIN_VALUE;

    MosTimer set(MonitorSocket monitor, long time, Runnable callback) {
        final int place = free > 0 ? freePlaces[free - 1] : fresh;
        final Handle handle = new Handle(monitor, callback, place, time);
        handle.timer = queue.set(Math.max(time, earliest), place);
        if (handle.timer == TimerQueue.NONE) {
            throw new MosException(Errno.ENOMEM, "there are " + MOST + " timers already");
        }
        if (free > 0) {
            free--;
        } else if (++fresh > handles.length) {
            handles = Arrays.copyOf(handles, handles.length * 2);
            freePlaces = Arrays.copyOf(freePlaces, handles.length);
        }
        handles[place] = handle;
        return handle;
    }

    private void free(Handle handle) {
        handles[handle.place] = null;
        freePlaces[free++] = handle.place;
        handle.timer = TimerQueue.NONE;
    }

    /** The clock begins to run: what was set before counts from here. */
    void begin(long now) {
        for (Handle handle : handles) {
            if (handle != null) {
                queue.cancel(handle.timer);
                handle.timer = queue.set(later(now, handle.time), handle.place);
            }
        }
    }

    /** A time after another one; never, if there is no such time. */
    static long later(long now, long nanos) {
        return nanos > Long.MAX_VALUE - Math.max(0, now) ? Long.MAX_VALUE : now + nanos;
    }

    boolean isDue(long now) {
        return queue.next() <= now;
    }

    /** Calls what is due. */
    void fire(long now) {
        earliest = now + 1;
        queue.fire(now, (timer, tag) -> {
            final Handle handle = handles[(int) tag];
            free(handle);
            if (handle.monitor.isCalled()) {
                try {
                    handle.callback.run();
                } catch (Throwable fault) {
                    handle.monitor.fault(fault);
                }
            }
        });
        earliest = Long.MIN_VALUE;
    }

    /** Takes away what an application has set. */
    void removeAll(MonitorSocket monitor) {
        for (Handle handle : handles) {
            if (handle != null && handle.monitor == monitor) {
                handle.cancel();
            }
        }
    }
}
