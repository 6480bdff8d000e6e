package org.mapi.core.tracking;

import java.util.Arrays;

/**
 * One-shot timers, known by number, that can be cancelled. A heap in arrays: setting, cancelling and firing take the logarithm of
 * the number of timers; nothing is allocated but when more timers run than ever before. Used by one thread.
 */
public final class TimerQueue {
    /** Hears of a timer. */
    @FunctionalInterface
    public interface Listener {
        /**
         * The time of a timer has come. It may be set again, others may be set and cancelled.
         *
         * @param timer its number, free from now on
         * @param tag   what was given with it
         */
        void fired(int timer, long tag);
    }

    /** No timer: {@link #set} when the queue is full. */
    public static final int NONE = -1;

    private final int capacity;
    private long[] times = new long[16];
    private long[] tags = new long[16];
    private long[] order = new long[16];
    private int[] places = new int[16];
    private int[] heap = new int[16];
    private int size;
    private int fresh;
    private int free = NONE;
    private long sequence;
    private long refused;

    /**
     * No timers.
     *
     * @param capacity most timers at a time, 1 or more
     */
    public TimerQueue(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("timers: capacity=" + capacity + ", expected 1 or more");
        }
        this.capacity = capacity;
    }

    /**
     * Sets a timer.
     *
     * @param time when it fires, nanoseconds; timers of one time fire in the order they were set
     * @param tag  handed over when it fires
     * @return its number, or {@link #NONE}: too many, counted by {@link #refused()}
     */
    public int set(long time, long tag) {
        if (size == capacity) {
            refused++;
            return NONE;
        }
        final int timer;
        if (free == NONE) {
            timer = fresh++;
            if (timer == times.length) {
                grow();
            }
        } else {
            timer = free;
            free = places[timer];
        }
        times[timer] = time;
        tags[timer] = tag;
        order[timer] = sequence++;
        up(size++, timer);
        return timer;
    }

    private void grow() {
        final int length = times.length * 2;
        times = Arrays.copyOf(times, length);
        tags = Arrays.copyOf(tags, length);
        order = Arrays.copyOf(order, length);
        places = Arrays.copyOf(places, length);
        heap = Arrays.copyOf(heap, length);
    }

    /** Cancels a timer that was set and has not fired. */
    public void cancel(int timer) {
        take(places[timer]);
        places[timer] = free;
        free = timer;
    }

    /**
     * Fires what is due, earliest first.
     *
     * @return how many fired
     */
    public int fire(long now, Listener listener) {
        int fired = 0;
        while (size > 0 && times[heap[0]] <= now) {
            final int timer = heap[0];
            final long tag = tags[timer];
            cancel(timer);
            fired++;
            listener.fired(timer, tag);
        }
        return fired;
    }

    private void take(int place) {
        size--;
        if (place < size) {
            final int moved = heap[size];
            if (place > 0 && before(moved, heap[place - 1 >> 1])) {
                up(place, moved);
            } else {
                down(place, moved);
            }
        }
    }

    private boolean before(int a, int b) {
        return times[a] < times[b] || times[a] == times[b] && order[a] < order[b];
    }

    private void up(int from, int timer) {
        int place = from;
        while (place > 0 && before(timer, heap[place - 1 >> 1])) {
            put(place, heap[place - 1 >> 1]);
            place = place - 1 >> 1;
        }
        put(place, timer);
    }

    private void down(int from, int timer) {
        int place = from;
        int child = 2 * place + 1;
        while (child < size) {
            if (child + 1 < size && before(heap[child + 1], heap[child])) {
                child++;
            }
            if (!before(heap[child], timer)) {
                break;
            }
            put(place, heap[child]);
            place = child;
            child = 2 * place + 1;
        }
        put(place, timer);
    }

    private void put(int place, int timer) {
        heap[place] = timer;
        places[timer] = place;
    }

    /** When the next timer fires; {@code Long.MAX_VALUE} without timers. */
    public long next() {
        return size == 0 ? Long.MAX_VALUE : times[heap[0]];
    }

    /** Timers that run. */
    public int size() {
        return size;
    }

    /** Timers that could not be set because there were too many. */
    public long refused() {
        return refused;
    }
}
