package org.mapi.core.tracking.stream;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.IntConsumer;

/**
 * Streams to which nothing unusual has happened: nothing is missing, nothing came twice, one reader reads, and he keeps up. That
 * is what most streams are all their life, so each is a record of 64 bytes and no object. What cannot be done here is refused and
 * changes nothing; the stream then becomes a {@link StreamBuffer} by {@link #unfold}, which goes on where this one was.
 *
 * <p>A stream is known by a number that is used again after its end. Its record is eight words of an array of many:
 *
 * <pre>
 *   word 0   OWNER      | the owner's number (32) | sequence number of position 0 (32) |
 *   word 1   SHAPE      | policy (bit 63) | the reader's name (7, from bit 48) | most bytes that are kept (48) |
 *   word 2   LOW        position of the oldest byte that is kept
 *   word 3   EXPECTED   position behind the newest one
 *   word 4   READER     position of the reader, from LOW to EXPECTED
 *   word 5   BLOCKS     | first block, that of LOW (32) | last block (32) |, both NONE if there is none
 *   word 6   HINT       | a block between them (32) | which one it is: low half of position / block size (32) |
 *   word 7   POOL       number in the pool, NONE if there is no block
 * </pre>
 *
 * <p>Blocks are chained in the {@link BlockPool}. There are as many as are needed from LOW to EXPECTED; where nothing is kept
 * there may still be the one that the next byte goes to. Words 2 to 6 change with each write and read: one or two lines of the
 * processor's cache.
 *
 * <p>Used by the pool's thread; nothing is allocated while bytes flow.
 */
public final class PlainStreams {
    /** No stream. */
    public static final int NONE = -1;
    /** The largest name of a reader. */
    public static final int MOST_READER = 127;

    private static final int OWNER = 0;
    private static final int SHAPE = 1;
    private static final int LOW = 2;
    private static final int EXPECTED = 3;
    private static final int READER = 4;
    private static final int BLOCKS = 5;
    private static final int HINT = 6;
    private static final int POOL = 7;
    private static final int WORDS_SHIFT = 3;
    private static final int CHUNK_SHIFT = 8;
    private static final int CHUNK_MASK = (1 << CHUNK_SHIFT) - 1;
    private static final int READER_SHIFT = 48;
    private static final long CAPACITY = (1L << READER_SHIFT) - 1;
    private static final long LAST_WINS = 1L << 63;
    private static final long LOW_HALF = 0xffff_ffffL;
    private static final long NO_BLOCKS = -1;

    private final BlockPool pool;
    private final BlockOwner eviction = this::evict;
    private final IntConsumer evictionListener;
    private final int shift;
    private final long mask;
    private long[][] chunks = new long[1][];
    private int fresh;
    private int freeList = NONE;
    private int size;

    /**
     * No streams.
     *
     * @param pool             where memory comes from
     * @param evictionListener called with the number of a stream whose bytes the pool has taken away for another one: it has its
     *     positions, and keeps nothing. May do with this stream what it likes, but nothing with another one
     */
    public PlainStreams(BlockPool pool, IntConsumer evictionListener) {
        this.pool = Objects.requireNonNull(pool, "pool");
        this.evictionListener = Objects.requireNonNull(evictionListener, "evictionListener");
        shift = pool.shift;
        mask = (1L << shift) - 1;
    }

    /**
     * Begins a stream.
     *
     * @param owner         a number of the owner's
     * @param firstSequence sequence number of position 0
     * @param position      where it begins: what lies before is neither kept nor missing
     * @param capacity      most bytes that are kept, 1 to 2^40
     * @param policy        which bytes will win when it is unfolded
     * @param reader        name of the one reader, 0 to {@link #MOST_READER}; he begins at the position
     * @return its number
     */
    public int begin(int owner, int firstSequence, long position, long capacity, OverlapPolicy policy, int reader) {
        final int stream = take();
        final long[] words = words(stream);
        final int base = base(stream);
        words[base + OWNER] = (long) owner << 32 | firstSequence & LOW_HALF;
        words[base + SHAPE] = capacity | (long) reader << READER_SHIFT | (policy == OverlapPolicy.LAST ? LAST_WINS : 0);
        words[base + LOW] = position;
        words[base + EXPECTED] = position;
        words[base + READER] = position;
        words[base + BLOCKS] = NO_BLOCKS;
        words[base + POOL] = BlockPool.NONE;
        return stream;
    }

    private int take() {
        size++;
        if (freeList != NONE) {
            final int stream = freeList;
            freeList = (int) words(stream)[base(stream)];
            return stream;
        }
        final int chunk = fresh >>> CHUNK_SHIFT;
        if (chunk == chunks.length) {
            chunks = Arrays.copyOf(chunks, chunk * 2);
        }
        if (chunks[chunk] == null) {
            chunks[chunk] = new long[CHUNK_MASK + 1 << WORDS_SHIFT];
        }
        return fresh++;
    }

    private long[] words(int stream) {
        return chunks[stream >>> CHUNK_SHIFT];
    }

    private static int base(int stream) {
        return (stream & CHUNK_MASK) << WORDS_SHIFT;
    }

    /** Ends a stream; what was not read is lost, its number may be used again. */
    public void end(int stream) {
        drop(words(stream), base(stream));
        free(stream);
    }

    private void free(int stream) {
        words(stream)[base(stream)] = freeList;
        freeList = stream;
        size--;
    }

    /** Gives all blocks back. */
    private void drop(long[] words, int base) {
        if (words[base + POOL] == BlockPool.NONE) {
            return;
        }
        final int last = (int) words[base + BLOCKS];
        int block = (int) (words[base + BLOCKS] >> 32);
        while (block != last) {
            final int next = pool.next(block);
            pool.give(block);
            block = next;
        }
        pool.give(block);
        words[base + BLOCKS] = NO_BLOCKS;
        pool.forget((int) words[base + POOL]);
        words[base + POOL] = BlockPool.NONE;
    }

    private void evict(int stream) {
        final long[] words = words(stream);
        final int base = base(stream);
        drop(words, base);
        words[base + LOW] = words[base + EXPECTED];
        evictionListener.accept(stream);
    }

    /**
     * Makes a buffer of a stream, which ends: its bytes, positions and number in the order of use go over, nothing is copied. The
     * buffer has no reader; its owner's number is the same.
     *
     * @param buffer   one of the same pool; it is opened
     * @param listener of the buffer
     */
    public void unfold(int stream, StreamBuffer buffer, StreamListener listener) {
        final long[] words = words(stream);
        final int base = base(stream);
        final long low = words[base + LOW];
        final long expected = words[base + EXPECTED];
        if (low == expected) {
            drop(words, base);
        }
        buffer.open((int) words[base + OWNER], capacity(stream), policy(stream), listener);
        buffer.owner(Integer.toUnsignedLong(owner(stream)));
        buffer.adopt((int) words[base + POOL], low, expected, (int) (words[base + BLOCKS] >> 32));
        free(stream);
    }

    // ---- bytes ----------------------------------------------------------------------------------------------------------------

    /**
     * Takes the bytes that a stream waits for; the oldest that were read give way to them.
     *
     * @param position of the first one
     * @param source   native memory
     * @param from     offset in it
     * @param length   number of bytes, 1 or more
     * @return false if they were not taken: the position is another one, they are more than are kept, the reader would lose
     *     something, or there is no memory, where bytes that were read may have given way all the same
     */
    public boolean append(int stream, long position, MemorySegment source, long from, int length) {
        final long[] words = words(stream);
        final int base = base(stream);
        final long capacity = words[base + SHAPE] & CAPACITY;
        final long end = position + length;
        final long low = end - capacity;
        if (position != words[base + EXPECTED] || length > capacity || low > words[base + READER]) {
            return false;
        }
        if (low > words[base + LOW]) {
            discard(words, base, low);
        }
        int block = (int) words[base + BLOCKS];
        if (block == BlockPool.NONE || (position & mask) + length > mask + 1 || (position & mask) == 0) {
            block = reserve(stream, words, base, end);
            if (block == BlockPool.NONE) {
                return false;
            }
        }
        pool.used((int) words[base + POOL]);
        write(block, position, end, source, from);
        words[base + EXPECTED] = end;
        return true;
    }

    /** Gives back the blocks in front of the one that a position is in, and which becomes the lowest. */
    private void discard(long[] words, int base, long low) {
        final long blocks = words[base + BLOCKS];
        int gone = (int) ((low >>> shift) - (words[base + LOW] >>> shift));
        words[base + LOW] = low;
        if (blocks == NO_BLOCKS || gone == 0) {
            return;
        }
        final int last = (int) blocks;
        int first = (int) (blocks >> 32);
        while (gone > 0 && first != last) {
            final int next = pool.next(first);
            pool.give(first);
            first = next;
            gone--;
        }
        words[base + BLOCKS] = (long) first << 32 | last & LOW_HALF;
        if (gone > 0) {
            drop(words, base);
        }
    }

    /** Takes blocks up to an end. The block that the next byte goes to; {@link BlockPool#NONE} if there are not enough. */
    private int reserve(int stream, long[] words, int base, long end) {
        if (words[base + POOL] == BlockPool.NONE) {
            words[base + POOL] = pool.enter(eviction, stream);
        }
        final int number = (int) words[base + POOL];
        pool.used(number);
        final long expected = words[base + EXPECTED];
        final int last = (int) words[base + BLOCKS];
        final boolean begun = last != BlockPool.NONE && (expected & mask) != 0;
        int tail = last;
        for (long at = (expected >>> shift) + (begun ? 1 : 0); at <= end - 1 >>> shift; at++) {
            final int block = pool.take(number);
            if (block == BlockPool.NONE) {
                giveBack(words, base, last);
                return BlockPool.NONE;
            }
            if (tail == BlockPool.NONE) {
                words[base + BLOCKS] = (long) block << 32 | block;
                words[base + HINT] = (long) block << 32 | at & LOW_HALF;
            } else {
                pool.next(tail, block);
                words[base + BLOCKS] = words[base + BLOCKS] & ~LOW_HALF | block;
            }
            tail = block;
        }
        return begun ? last : last == BlockPool.NONE ? (int) (words[base + BLOCKS] >> 32) : pool.next(last);
    }

    /** Gives back what is chained behind a block, all if it is none. */
    private void giveBack(long[] words, int base, int last) {
        if (last == BlockPool.NONE) {
            if (words[base + BLOCKS] == NO_BLOCKS) {
                pool.forget((int) words[base + POOL]);
                words[base + POOL] = BlockPool.NONE;
            } else {
                drop(words, base);
            }
            return;
        }
        final int end = (int) words[base + BLOCKS];
        words[base + BLOCKS] = words[base + BLOCKS] & ~LOW_HALF | last;
        for (int block = last; block != end;) {
            block = pool.next(block);
            pool.give(block);
        }
    }

    private void write(int first, long position, long end, MemorySegment source, long from) {
        int block = first;
        long at = position;
        while (true) {
            final long length = Math.min(end - at, mask + 1 - (at & mask));
            MemorySegment.copy(source, from + at - position, pool.segment(block), pool.offset(block) + (at & mask), length);
            at += length;
            if (at == end) {
                return;
            }
            block = pool.next(block);
        }
    }

    /**
     * Reads on.
     *
     * @param target native memory
     * @param to     where in it the bytes go
     * @param length how many are wanted at most
     * @return number of bytes; 0 if there are none now
     */
    public int read(int stream, MemorySegment target, long to, int length) {
        final long[] words = words(stream);
        final int base = base(stream);
        final long position = words[base + READER];
        final int count = get(words, base, position, target, to, length);
        if (count > 0) {
            words[base + READER] = position + count;
        }
        return count;
    }

    /**
     * Copies bytes without moving the reader.
     *
     * @return how many; 0 if none is kept at the position
     */
    public int peek(int stream, long position, MemorySegment target, long to, int length) {
        final long[] words = words(stream);
        final int base = base(stream);
        return position < words[base + LOW] ? 0 : get(words, base, position, target, to, length);
    }

    private int get(long[] words, int base, long position, MemorySegment target, long to, int length) {
        final int count = (int) Math.min(length, words[base + EXPECTED] - position);
        if (count <= 0) {
            return 0;
        }
        int block = find(words, base, position);
        int done = 0;
        while (true) {
            final long at = position + done & mask;
            final int piece = (int) Math.min(count - done, mask + 1 - at);
            MemorySegment.copy(pool.segment(block), pool.offset(block) + at, target, to + done, piece);
            done += piece;
            if (done == count) {
                break;
            }
            block = pool.next(block);
        }
        words[base + HINT] = (long) block << 32 | position + count - 1 >>> shift & LOW_HALF;
        return count;
    }

    /** The block of a position that is kept: from the one that was used last, or from the first. */
    private int find(long[] words, int base, long position) {
        final long hint = words[base + HINT];
        final int first = (int) (words[base + LOW] >>> shift);
        final int wanted = (int) (position >>> shift);
        final int known = (int) hint;
        int block;
        int steps;
        if (known - first >= 0 && wanted - known >= 0) {
            block = (int) (hint >> 32);
            steps = wanted - known;
        } else {
            block = (int) (words[base + BLOCKS] >> 32);
            steps = wanted - first;
        }
        for (; steps > 0; steps--) {
            block = pool.next(block);
        }
        return block;
    }

    // ---- information ----------------------------------------------------------------------------------------------------------

    /** The owner's number. */
    public int owner(int stream) {
        return (int) (words(stream)[base(stream) + OWNER] >> 32);
    }

    /** Sequence number of position 0. */
    public int firstSequence(int stream) {
        return (int) words(stream)[base(stream) + OWNER];
    }

    /** Most bytes that are kept. */
    public long capacity(int stream) {
        return words(stream)[base(stream) + SHAPE] & CAPACITY;
    }

    /** Which bytes will win when the stream is unfolded. */
    public OverlapPolicy policy(int stream) {
        return words(stream)[base(stream) + SHAPE] < 0 ? OverlapPolicy.LAST : OverlapPolicy.FIRST;
    }

    /** The name of the one reader. */
    public int reader(int stream) {
        return (int) (words(stream)[base(stream) + SHAPE] >>> READER_SHIFT) & MOST_READER;
    }

    /** Position of the reader. */
    public long position(int stream) {
        return words(stream)[base(stream) + READER];
    }

    /** Position of the oldest byte that can still be kept. */
    public long oldest(int stream) {
        return words(stream)[base(stream) + LOW];
    }

    /** Position of the next byte that is waited for. */
    public long expected(int stream) {
        return words(stream)[base(stream) + EXPECTED];
    }

    /** How many streams there are. */
    public int size() {
        return size;
    }
}
