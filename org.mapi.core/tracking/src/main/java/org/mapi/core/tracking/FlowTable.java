package org.mapi.core.tracking;

import java.util.Arrays;
import java.util.Objects;

/**
 * Flows by key: what is remembered of each, in true order of idleness.
 *
 * <p>A flow is known by its <i>handle</i>, a small number that stays the same as long as the flow is in the table and is then
 * used
 * again; {@link #id(int)} tells two uses apart. With it a caller reaches the flow's words, and its own columns
 * ({@link FlowColumn}).
 *
 * <p>Every flow is in one <i>timeout class</i>. {@link #touch} makes a flow the last one of its class; {@link #expire} takes
 * flows
 * away whose class timeout has passed since. A full table evicts ({@link FlowTableOptions#evictFirst}, then the flow that has
 * been
 * idle longest). Time is what the caller passes, packet time as a rule; the table's own time never goes back, so that packets out
 * of order in time do not disturb the order.
 *
 * <p>Memory: 64 bytes, 8 bytes of links and 13 to 26 bytes of index per flow, and 8 bytes per word; in blocks of 1024 flows,
 * taken when they are needed and kept for later flows. Growing costs at most the re-insertion of a 256th of the flows.
 *
 * <p>Used by one thread. Nothing throws because of a key's content; a handle that is not in use is a programming error with
 * undefined results (asserted in part).
 */
public final class FlowTable {
    /** No flow. */
    public static final int NONE = -1;

    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK = 1 << CHUNK_SHIFT;
    private static final int CHUNK_MASK = CHUNK - 1;
    private static final int ID_WORD = 6;
    private static final int SEEN_WORD = 7;
    private static final int BASE_WORDS = 8;
    private static final int CLASS_BITS = 6;
    private static final int CLASS_MASK = (1 << CLASS_BITS) - 1;
    private static final int FREE = CLASS_MASK;

    private final int capacity;
    private final int stride;
    private final FlowHash hash;
    private final FlowEndListener listener;
    private final long[] timeouts;
    private final int evictFirst;
    private final FlowIndex index = new FlowIndex();
    private final int[] heads;
    private final int[] tails;

    /** Records: [key 0..5, id and class, last seen, the caller's words]. */
    private long[][] records = new long[1][];
    /** Links of the idle list of the class: previous in the high half, next in the low half. */
    private long[][] links = new long[1][];
    private int chunks;
    private int fresh;
    private int freeList = NONE;
    private int size;
    private long time = Long.MIN_VALUE;
    private long inserted;
    private long expired;
    private long evicted;
    private long peak;

    /**
     * An empty table.
     *
     * @param options  how it shall be; not kept
     * @param listener hears of flows that time out or are evicted
     */
    public FlowTable(FlowTableOptions options, FlowEndListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        capacity = options.capacity;
        stride = BASE_WORDS + options.words;
        hash = options.hash == null ? FlowHash.random() : options.hash;
        timeouts = options.timeouts.clone();
        evictFirst = options.evictFirst;
        if (evictFirst >= timeouts.length) {
            throw new IllegalArgumentException("flow table: evictFirst=" + evictFirst + ", timeout classes=" + timeouts.length);
        }
        heads = new int[timeouts.length];
        tails = new int[timeouts.length];
        Arrays.fill(heads, NONE);
        Arrays.fill(tails, NONE);
    }

    // ---- look-up --------------------------------------------------------------------------------------------------------------

    /** The flow of a key, or {@link #NONE}. Does not touch it. */
    public int find(FlowKey key) {
        final long h = hash.of(key);
        final long[] segment = index.segment(h);
        if (segment == null) {
            return NONE;
        }
        final int mask = segment.length - 1;
        final int tag = (int) h;
        int at = tag & mask;
        long slot = segment[at];
        while (slot != 0) {
            if (FlowIndex.tag(slot) == tag && matches(FlowIndex.record(slot), key)) {
                return FlowIndex.record(slot);
            }
            at = at + 1 & mask;
            slot = segment[at];
        }
        return NONE;
    }

    private boolean matches(int flow, FlowKey key) {
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        return record[base + 4] == key.w4 && record[base + 1] == key.w1 && record[base + 3] == key.w3
            && record[base] == key.w0 && record[base + 2] == key.w2 && record[base + 5] == key.w5;
    }

    /**
     * Adds a flow whose key is not in the table ({@link #find} said so), as the last one of its class. A full table evicts first.
     *
     * @param key          is copied
     * @param timeoutClass 0 to the number of timeouts - 1
     * @param now          nanoseconds
     * @return its handle; its words are 0
     */
    public int insert(FlowKey key, int timeoutClass, long now) {
        if (size == capacity) {
            evict();
        }
        final int flow = allocate();
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        record[base] = key.w0;
        record[base + 1] = key.w1;
        record[base + 2] = key.w2;
        record[base + 3] = key.w3;
        record[base + 4] = key.w4;
        record[base + 5] = key.w5;
        inserted++;
        record[base + ID_WORD] = inserted << CLASS_BITS | Objects.checkIndex(timeoutClass, timeouts.length);
        for (int i = BASE_WORDS; i < stride; i++) {
            record[base + i] = 0;
        }
        advance(now);
        record[base + SEEN_WORD] = time;
        append(flow, timeoutClass);
        index.insert(hash.of(key), flow);
        size++;
        peak = Math.max(peak, size);
        return flow;
    }

    private int allocate() {
        if (freeList != NONE) {
            final int flow = freeList;
            freeList = (int) links[flow >>> CHUNK_SHIFT][flow & CHUNK_MASK];
            return flow;
        }
        if (fresh == chunks << CHUNK_SHIFT) {
            if (chunks == records.length) {
                records = Arrays.copyOf(records, chunks * 2);
                links = Arrays.copyOf(links, chunks * 2);
            }
            final int length = Math.min(CHUNK, capacity - fresh);
            records[chunks] = new long[length * stride];
            links[chunks] = new long[length];
            chunks++;
        }
        return fresh++;
    }

    private void evict() {
        int flow = evictFirst >= 0 ? heads[evictFirst] : NONE;
        if (flow == NONE) {
            long oldest = Long.MAX_VALUE;
            for (int head : heads) {
                if (head != NONE && (flow == NONE || seen(head) < oldest)) {
                    flow = head;
                    oldest = seen(head);
                }
            }
        }
        evicted++;
        listener.ended(flow, FlowEnd.EVICTED);
        remove(flow);
    }

    // ---- time -----------------------------------------------------------------------------------------------------------------

    private void advance(long now) {
        if (now > time) {
            time = now;
        }
    }

    /** The latest time that was passed, {@code Long.MIN_VALUE} before the first. */
    public long time() {
        return time;
    }

    /**
     * Says that something of a flow was seen: it becomes the last one of its class.
     *
     * @param flow handle
     * @param now  nanoseconds; an earlier time than the table's counts as the table's
     * @return the handle
     */
    public int touch(int flow, long now) {
        advance(now);
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        record[base + SEEN_WORD] = time;
        final int timeoutClass = (int) record[base + ID_WORD] & CLASS_MASK;
        if (tails[timeoutClass] != flow) {
            unlink(flow, timeoutClass);
            append(flow, timeoutClass);
        }
        return flow;
    }

    /**
     * Moves a flow to another timeout class and touches it.
     *
     * @param flow         handle
     * @param timeoutClass 0 to the number of timeouts - 1
     * @param now          nanoseconds
     */
    public void timeoutClass(int flow, int timeoutClass, long now) {
        Objects.checkIndex(timeoutClass, timeouts.length);
        advance(now);
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        unlink(flow, (int) record[base + ID_WORD] & CLASS_MASK);
        record[base + ID_WORD] = record[base + ID_WORD] & ~CLASS_MASK | timeoutClass;
        record[base + SEEN_WORD] = time;
        append(flow, timeoutClass);
    }

    /** The timeout class of a flow. */
    public int timeoutClass(int flow) {
        return (int) word(flow, ID_WORD) & CLASS_MASK;
    }

    /**
     * Takes away flows that have been idle for the timeout of their class, the longest idle of each class first; the listener
     * hears of each before.
     *
     * @param now   nanoseconds
     * @param limit most flows to take away in this call, so that a caller can spread the work; 0 or more
     * @return how many were taken away; less than {@code limit} if none is left
     */
    public int expire(long now, int limit) {
        advance(now);
        int count = 0;
        for (int timeoutClass = 0; timeoutClass < timeouts.length; timeoutClass++) {
            int flow = heads[timeoutClass];
            while (flow != NONE && count < limit && time - seen(flow) >= timeouts[timeoutClass]) {
                expired++;
                count++;
                listener.ended(flow, FlowEnd.IDLE);
                remove(flow);
                flow = heads[timeoutClass];
            }
        }
        return count;
    }

    // ---- removal --------------------------------------------------------------------------------------------------------------

    /** Takes a flow away; the listener does not hear of it. */
    public void remove(int flow) {
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        final int timeoutClass = (int) record[base + ID_WORD] & CLASS_MASK;
        assert timeoutClass != FREE : "flow is not in use: flow=" + flow;
        index.remove(hash.of(record[base], record[base + 1], record[base + 2], record[base + 3], record[base + 4],
            record[base + 5]), flow);
        unlink(flow, timeoutClass);
        record[base + ID_WORD] |= FREE;
        links[flow >>> CHUNK_SHIFT][flow & CHUNK_MASK] = freeList & 0xffff_ffffL;
        freeList = flow;
        size--;
    }

    /** Takes all flows away, the longest idle first; the listener hears of each before. */
    public void removeAll() {
        int flow = oldest();
        while (flow != NONE) {
            listener.ended(flow, FlowEnd.FLUSHED);
            remove(flow);
            flow = oldest();
        }
    }

    private int oldest() {
        int flow = NONE;
        for (int head : heads) {
            if (head != NONE && (flow == NONE || seen(head) < seen(flow))) {
                flow = head;
            }
        }
        return flow;
    }

    // ---- lists ----------------------------------------------------------------------------------------------------------------

    private void append(int flow, int timeoutClass) {
        final int tail = tails[timeoutClass];
        links[flow >>> CHUNK_SHIFT][flow & CHUNK_MASK] = (long) tail << 32 | 0xffff_ffffL;
        if (tail == NONE) {
            heads[timeoutClass] = flow;
        } else {
            next(tail, flow);
        }
        tails[timeoutClass] = flow;
    }

    private void unlink(int flow, int timeoutClass) {
        final long link = links[flow >>> CHUNK_SHIFT][flow & CHUNK_MASK];
        final int previous = (int) (link >>> 32);
        final int next = (int) link;
        if (previous == NONE) {
            heads[timeoutClass] = next;
        } else {
            next(previous, next);
        }
        if (next == NONE) {
            tails[timeoutClass] = previous;
        } else {
            final long[] chunk = links[next >>> CHUNK_SHIFT];
            chunk[next & CHUNK_MASK] = (long) previous << 32 | chunk[next & CHUNK_MASK] & 0xffff_ffffL;
        }
    }

    private void next(int flow, int next) {
        final long[] chunk = links[flow >>> CHUNK_SHIFT];
        chunk[flow & CHUNK_MASK] = chunk[flow & CHUNK_MASK] & 0xffff_ffff_0000_0000L | next & 0xffff_ffffL;
    }

    /** The flow of a class that has been idle longest, or {@link #NONE}. */
    public int first(int timeoutClass) {
        return heads[timeoutClass];
    }

    /** The flow of the same class that was touched next, or {@link #NONE}. */
    public int next(int flow) {
        return (int) links[flow >>> CHUNK_SHIFT][flow & CHUNK_MASK];
    }

    /**
     * The first flow whose handle is not less than a number, for walks that take breaks: a flow that stays is met once, one that
     * comes or goes meanwhile may be met or not.
     *
     * @param least 0 to begin, then one more than the last one met
     * @return {@link #NONE} behind the last
     */
    public int from(int least) {
        for (int flow = least; flow < fresh; flow++) {
            if (((int) word(flow, ID_WORD) & CLASS_MASK) != FREE) {
                return flow;
            }
        }
        return NONE;
    }

    // ---- what is remembered ---------------------------------------------------------------------------------------------------

    private long word(int flow, int at) {
        return records[flow >>> CHUNK_SHIFT][(flow & CHUNK_MASK) * stride + at];
    }

    /** The number of the flow, counted from 1 over the life of the table: never used twice. */
    public long id(int flow) {
        return word(flow, ID_WORD) >>> CLASS_BITS;
    }

    /** When the flow was touched last, in the table's time. */
    public long seen(int flow) {
        return word(flow, SEEN_WORD);
    }

    /** Copies a flow's key; the direction is that of the lower end. */
    public void key(int flow, FlowKey into) {
        final long[] record = records[flow >>> CHUNK_SHIFT];
        final int base = (flow & CHUNK_MASK) * stride;
        into.words(record, base);
    }

    /** One of the caller's words, 0 to the number of words - 1. */
    public long get(int flow, int word) {
        return word(flow, BASE_WORDS + word);
    }

    /** Sets one of the caller's words. */
    public void set(int flow, int word, long value) {
        records[flow >>> CHUNK_SHIFT][(flow & CHUNK_MASK) * stride + BASE_WORDS + word] = value;
    }

    /** Adds to one of the caller's words. */
    public void add(int flow, int word, long value) {
        records[flow >>> CHUNK_SHIFT][(flow & CHUNK_MASK) * stride + BASE_WORDS + word] += value;
    }

    /**
     * The array that holds a flow's words, for code that works on many of them; the first is at {@link #base}. The array stays
     * the
     * same as long as the table lives; elements beyond the flow's words belong to others.
     */
    public long[] memory(int flow) {
        return records[flow >>> CHUNK_SHIFT];
    }

    /** Where the caller's word 0 of a flow is in {@link #memory(int)}. */
    public int base(int flow) {
        return (flow & CHUNK_MASK) * stride + BASE_WORDS;
    }

    // ---- counters -------------------------------------------------------------------------------------------------------------

    /** Flows in the table. */
    public int size() {
        return size;
    }

    /** Most flows the table takes. */
    public int capacity() {
        return capacity;
    }

    /** Most flows that were in the table at a time. */
    public long peak() {
        return peak;
    }

    /** Flows that were ever added. */
    public long inserted() {
        return inserted;
    }

    /** Flows that timed out. */
    public long expired() {
        return expired;
    }

    /** Flows that were driven out of a full table. */
    public long evicted() {
        return evicted;
    }

    /** Bytes that the table occupies now, give or take array headers. */
    public long memory() {
        return Math.min((long) chunks << CHUNK_SHIFT, capacity) * (stride + 1) * Long.BYTES + index.memory();
    }

    /** The hash that the table uses. */
    public FlowHash hash() {
        return hash;
    }
}
