package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What was put into a stream of bytes and taken out of it: how positions of the stream as it was sent become positions of the
 * stream as it is received, and back.
 *
 * <p>An edit replaces {@code removed} bytes from position {@code start} on by {@code added} others. Edits are in order and do not
 * overlap. What was replaced goes with the byte at {@code start}: a segment that has this byte carries the new bytes. Edits that
 * the receiver has acknowledged are forgotten but for the shift they leave behind.
 */
final class StreamEdits {
    /** Most edits that are not acknowledged. */
    static final int MOST = 1024;
    /** Most bytes that are remembered. */
    static final int MOST_BYTES = 1 << 20;

    private static final int FIRST = 8;
    private static final int FIRST_BYTES = 4096;
    private static final int KEPT_BYTES = 1 << 16;

    private long[] start = new long[FIRST];
    private int[] removed = new int[FIRST];
    private int[] added = new int[FIRST];
    /** Where the bytes of an edit are in {@link #data}. */
    private int[] from = new int[FIRST];
    /** What is added to positions before an edit, back to the edit before it. */
    private long[] shift = new long[FIRST];
    private int size;
    private MemorySegment data = MemorySegment.NULL;
    private int used;
    /** What is added to positions before the first edit. */
    private long base;

    void clear() {
        size = 0;
        used = 0;
        base = 0;
        if (data.byteSize() > KEPT_BYTES) {
            data = MemorySegment.NULL;
        }
    }

    int size() {
        return size;
    }

    /** Whether no position is different on the other side. */
    boolean isIdentity() {
        return size == 0 && base == 0;
    }

    long start(int edit) {
        return start[edit];
    }

    int removed(int edit) {
        return removed[edit];
    }

    int added(int edit) {
        return added[edit];
    }

    int from(int edit) {
        return from[edit];
    }

    /** The bytes of all edits, each at its {@link #from}. */
    MemorySegment data() {
        return data;
    }

    private long received(int edit) {
        return start[edit] + shift[edit];
    }

    /** The last edit that begins before a position (or at it, if asked); -1 without one. */
    private int lastBefore(long position, boolean at) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (start[middle] < position || at && start[middle] == position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    /** The received position of a sent byte; what was put in at this byte comes behind it. */
    long map(long position) {
        return map(position, lastBefore(position, false));
    }

    /** The received position behind everything that was put in before a sent byte, and at it where nothing was taken out. */
    long mapBehind(long position) {
        int edit = lastBefore(position, true);
        if (edit >= 0 && start[edit] == position && removed[edit] > 0) {
            edit--;
        }
        return map(position, edit);
    }

    private long map(long position, int edit) {
        // Before the first byte there is the SYN only, which nothing moves.
        return edit < 0 ? position < 0 ? position : position + base
            : received(edit) + added[edit] + Math.max(0, position - start[edit] - removed[edit]);
    }

    /** The sent position of a received one: everything before it was received; what was taken out is received with that. */
    long unmap(long position) {
        return unmap(position, true);
    }

    /** The sent position of the end of a received range: taken out bytes behind it do not belong to it. */
    long unmapEnd(long position) {
        return unmap(position, false);
    }

    /**
     * The sent position of the begin of a received range. Where a part of what was put in is missing before it, the byte that
     * this goes with counts as missing: only when it is sent again the rest is sent again too.
     */
    long unmapBegin(long position) {
        final int edit = lastReceivedBefore(position, false);
        return edit >= 0 && position <= received(edit) + added[edit] ? start[edit] + Math.max(1, removed[edit])
            : unmap(position, false);
    }

    /** The last edit whose bytes are received from before a position on (or at it, if asked); -1 without one. */
    private int lastReceivedBefore(long position, boolean at) {
        int low = 0;
        int high = size;
        while (low < high) {
            final int middle = low + high >>> 1;
            if (received(middle) < position || at && received(middle) == position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    private long unmap(long position, boolean at) {
        final int edit = lastReceivedBefore(position, at);
        if (edit < 0) {
            return position <= 0 ? position : Math.max(0, position - base);
        }
        final long behind = position - received(edit) - added[edit];
        return behind < 0 ? start[edit] : start[edit] + removed[edit] + behind;
    }

    /** Forgets edits of which the receiver has everything, up to a sent position. */
    void acknowledge(long position) {
        int gone = 0;
        while (gone < size && start[gone] + Math.max(1, removed[gone]) <= position) {
            gone++;
        }
        if (gone == 0) {
            return;
        }
        base = shift[gone - 1] + added[gone - 1] - removed[gone - 1];
        final int left = size - gone;
        System.arraycopy(start, gone, start, 0, left);
        System.arraycopy(removed, gone, removed, 0, left);
        System.arraycopy(added, gone, added, 0, left);
        System.arraycopy(from, gone, from, 0, left);
        System.arraycopy(shift, gone, shift, 0, left);
        size = left;
        if (left == 0) {
            used = 0;
        } else if (from[0] > used / 2) {
            compact();
        }
    }

    private void compact() {
        final int gone = from[0];
        MemorySegment.copy(data, gone, data, 0, used - gone);
        used -= gone;
        for (int i = 0; i < size; i++) {
            from[i] -= gone;
        }
    }

    /** Whether there is room for so many edits and bytes more. */
    boolean hasRoom(int edits, int bytes) {
        return size + edits <= MOST && used + bytes <= MOST_BYTES;
    }

    /**
     * Adds the edits of another list behind those of this one.
     *
     * @param other    whose positions count from {@code position}
     * @param position of this list's stream
     */
    void append(StreamEdits other, long position) {
        reserve(other.used);
        for (int i = 0; i < other.size; i++) {
            final int at = used;
            MemorySegment.copy(other.data, other.from[i], data, at, other.added[i]);
            used += other.added[i];
            insert(size, position + other.start[i], other.removed[i], other.added[i], at);
        }
    }

    /**
     * Replaces bytes of the stream as it is received: what is known of the bytes there becomes one edit.
     *
     * @param position received position of the first byte
     * @param count    how many go
     * @param bytes    what comes in their place
     * @param length   how many of them
     */
    void replace(long position, int count, MemorySegment bytes, int length) {
        final long end = position + count;
        int first = 0;
        while (first < size && received(first) + added[first] < position) {
            first++;
        }
        int last = first;
        while (last < size && received(last) <= end) {
            last++;
        }
        if (first == last) {
            final long sent = unmap(position);
            final int at = store(bytes, length);
            insert(first, sent, (int) (unmap(end) - sent), length, at);
        } else {
            merge(first, last - 1, position, end, bytes, length);
        }
        align();
    }

    /** Makes one edit of those from {@code first} to {@code last} and of new bytes among theirs. */
    private void merge(int first, int last, long position, long end, MemorySegment bytes, int length) {
        final int head = Math.clamp(position - received(first), 0, added[first]);
        final int tailFrom = Math.clamp(end - received(last), 0, added[last]);
        final int tail = added[last] - tailFrom;
        final long sent = start[first] - Math.max(0, received(first) - position);
        final long sentEnd = start[last] + removed[last] + Math.max(0, end - received(last) - added[last]);
        reserve(head + length + tail);
        final int at = used;
        MemorySegment.copy(data, from[first], data, at, head);
        MemorySegment.copy(bytes, 0, data, at + head, length);
        MemorySegment.copy(data, from[last] + tailFrom, data, at + head + length, tail);
        used += head + length + tail;
        start[first] = sent;
        removed[first] = (int) (sentEnd - sent);
        added[first] = head + length + tail;
        from[first] = at;
        remove(first + 1, last + 1);
    }

    private void remove(int begin, int end) {
        final int count = size - end;
        System.arraycopy(start, end, start, begin, count);
        System.arraycopy(removed, end, removed, begin, count);
        System.arraycopy(added, end, added, begin, count);
        System.arraycopy(from, end, from, begin, count);
        System.arraycopy(shift, end, shift, begin, count);
        size -= end - begin;
    }

    private void insert(int at, long position, int gone, int came, int bytesAt) {
        if (size == start.length) {
            grow();
        }
        System.arraycopy(start, at, start, at + 1, size - at);
        System.arraycopy(removed, at, removed, at + 1, size - at);
        System.arraycopy(added, at, added, at + 1, size - at);
        System.arraycopy(from, at, from, at + 1, size - at);
        System.arraycopy(shift, at, shift, at + 1, size - at);
        start[at] = position;
        removed[at] = gone;
        added[at] = came;
        from[at] = bytesAt;
        size++;
        shift[at] = at == 0 ? base : shift[at - 1] + added[at - 1] - removed[at - 1];
    }

    private void grow() {
        final int length = size * 2;
        start = Arrays.copyOf(start, length);
        removed = Arrays.copyOf(removed, length);
        added = Arrays.copyOf(added, length);
        from = Arrays.copyOf(from, length);
        shift = Arrays.copyOf(shift, length);
    }

    /** Works out the shifts anew. */
    private void align() {
        long sum = base;
        for (int i = 0; i < size; i++) {
            shift[i] = sum;
            sum += added[i] - removed[i];
        }
    }

    private int store(MemorySegment bytes, int length) {
        reserve(length);
        final int at = used;
        MemorySegment.copy(bytes, 0, data, at, length);
        used += length;
        return at;
    }

    private void reserve(int bytes) {
        if (used + bytes > data.byteSize()) {
            final long length = Math.max(FIRST_BYTES, Long.highestOneBit(used + bytes) << 1);
            final MemorySegment larger = Arena.ofAuto().allocate(length, Long.BYTES);
            MemorySegment.copy(data, 0, larger, 0, used);
            data = larger;
        }
    }
}
