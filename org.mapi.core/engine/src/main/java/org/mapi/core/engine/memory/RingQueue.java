package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.Arrays;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultQueue;

/**
 * A broadcast ring in a file of its own. One writer, the agent's thread; any number of readers, each with its own position.
 *
 * <p>Readers inside the process are never overtaken: {@link #claim} fails instead. The first of them exists from the beginning,
 * so that what comes before anybody reads is kept as far as the ring goes; the first {@link #reader} hands it out, unless the
 * writer has stopped waiting for it ({@link #stopWaiting}). When all are closed the writer runs freely. Readers in other
 * processes have their positions at home and may be overtaken.
 */
public final class RingQueue implements ResultQueue, AutoCloseable {
    private static final int RECORDS_AT_LEAST = 4;
    private static final int SMALLEST = 4096;
    private static final long LARGEST = 1L << 40;

    private final ResultMemory memory;
    private final NativeFile file;
    private final MemorySegment header;
    private final MemorySegment ring;
    private final long capacity;
    private final int maximumLength;
    private final RingReader firstReader;
    private volatile boolean firstReaderTaken;

    /** Replaced, never changed; the version grows with every replacement. */
    private volatile RingReader[] readers;
    private volatile int readersVersion;
    private volatile boolean closed;

    // The writer's own.
    private long producer;
    private long oldest;
    private long records;
    private long lost;
    private long limit;
    private int limitVersion;
    private long claimed;
    private int claimedLength = -1;
    private long flushed;
    /** Version of the readers that the writer heeds. */
    private volatile int heededVersion;

    RingQueue(ResultMemory memory, String fileName, String name, long bytes, int maximumRecordLength) throws IOException {
        if (maximumRecordLength < 1 || maximumRecordLength > 1 << 28 || bytes < 1 || bytes > LARGEST) {
            throw new IllegalArgumentException("no such ring: bytes=" + bytes + ", maximumRecordLength=" + maximumRecordLength
                + ", expected 1 to 2^40 and 1 to 2^28");
        }
        this.memory = memory;
        this.maximumLength = maximumRecordLength;
        final long least = Math.max(SMALLEST, RECORDS_AT_LEAST * (long) RecordDescriptor.room(maximumRecordLength));
        this.capacity = Long.highestOneBit(Math.max(bytes, least) * 2 - 1);
        this.file = NativeFile.create(memory.directory(), fileName, QueueFileDescriptor.HEADER_LENGTH + capacity);
        this.header = file.segment();
        this.ring = header.asSlice(QueueFileDescriptor.HEADER_LENGTH, capacity);
        this.firstReader = new RingReader(this, ring, capacity, 0, true);
        this.readers = new RingReader[] {firstReader};
        this.limit = capacity;
        FileHeaderDescriptor.write(header, FileHeaderDescriptor.QUEUE_MAGIC, memory.owner(), name, 0, 1);
        OrderedMemory.putLong(header, QueueFileDescriptor.CAPACITY, capacity);
        OrderedMemory.putInt(header, QueueFileDescriptor.MAXIMUM_LENGTH, maximumLength);
        OrderedMemory.putInt(header, QueueFileDescriptor.RECORD_HEADER_LENGTH, RecordDescriptor.HEADER_LENGTH);
        OrderedMemory.putLong(header, QueueFileDescriptor.RING_OFFSET, QueueFileDescriptor.HEADER_LENGTH);
        FileHeaderDescriptor.stateRelease(header, FileHeaderDescriptor.STATE_LIVE);
        try {
            file.publish();
        } catch (IOException e) {
            file.unlink();
            file.close();
            throw e;
        }
    }

    /** Where the ring is. */
    public Path path() {
        return file.path();
    }

    /** Room in bytes, record headers included. */
    public long capacity() {
        return capacity;
    }

    @Override
    public long claim(int length) {
        if (length < 0 || length > maximumLength) {
            throw new IllegalArgumentException("record of a wrong length: length=" + length + ", expected 0 to " + maximumLength);
        }
        final int room = RecordDescriptor.room(length);
        final long index = producer & capacity - 1;
        final long rest = capacity - index;
        final long start = room <= rest ? producer : producer + rest;
        final long end = start + room;
        // Readers come seldom: their version is looked at for each record, their positions only when room seems to be short.
        if (readersVersion != limitVersion) {
            heedReaders();
        }
        if (end > limit) {
            heedReaders();
            if (end > limit) {
                return -1;
            }
        }
        giveUpBefore(end - capacity);
        if (start != producer) {
            writeHeader(index, (int) rest - RecordDescriptor.HEADER_LENGTH, RecordDescriptor.TYPE_PADDING, records);
        }
        claimed = start;
        claimedLength = length;
        return (start & capacity - 1) + RecordDescriptor.HEADER_LENGTH;
    }

    /** Moves {@code oldest} over the records that are about to be overwritten. */
    private void giveUpBefore(long position) {
        if (oldest >= position) {
            return;
        }
        long at = oldest;
        while (at < position) {
            final int length = OrderedMemory.getInt(ring, (at & capacity - 1) + RecordDescriptor.LENGTH);
            final int room = RecordDescriptor.room(length);
            if (length < 0 || room > producer - at) {
                at = producer;   // somebody wrote beyond his record: nothing of what is there can be told apart
                break;
            }
            at += room;
        }
        oldest = at;
        OrderedMemory.putLongOpaque(header, QueueFileDescriptor.OLDEST, at);
        // A reader that sees one of the stores that follow sees the new position, too.
        VarHandle.storeStoreFence();
    }

    private void heedReaders() {
        final int version = readersVersion;
        long slowest = Long.MAX_VALUE - capacity;
        for (RingReader reader : readers) {
            // One that just came may have been overtaken before it was heeded; it moves up by itself.
            slowest = Math.min(slowest, Math.max(reader.positionAcquire(), oldest));
        }
        limit = slowest + capacity;
        limitVersion = version;
        if (heededVersion != version) {
            heededVersion = version;
        }
    }

    private void writeHeader(long index, int length, int type, long number) {
        OrderedMemory.putInt(ring, index + RecordDescriptor.LENGTH, length);
        OrderedMemory.putInt(ring, index + RecordDescriptor.TYPE, type);
        OrderedMemory.putLong(ring, index + RecordDescriptor.NUMBER, number);
    }

    @Override
    public MemorySegment segment() {
        return ring;
    }

    @Override
    public void commit() {
        if (claimedLength < 0) {
            throw new IllegalStateException("nothing was claimed");
        }
        writeHeader(claimed & capacity - 1, claimedLength, RecordDescriptor.TYPE_RECORD, records);
        producer = claimed + RecordDescriptor.room(claimedLength);
        claimedLength = -1;
        OrderedMemory.putLongOpaque(header, QueueFileDescriptor.RECORDS, ++records);
        // Release: whoever sees the position sees the record.
        OrderedMemory.putLongRelease(header, QueueFileDescriptor.PRODUCER, producer);
    }

    @Override
    public void lost(long count) {
        lost += count;
        OrderedMemory.putLongOpaque(header, QueueFileDescriptor.LOST, lost);
    }

    @Override
    public int free() {
        heedReaders();
        final long room = RecordDescriptor.room(maximumLength);
        final long bytes = Math.max(0, limit - producer);
        final long rest = capacity - (producer & capacity - 1);
        final long whole = Math.min(bytes, rest) / room + Math.max(0, bytes - rest) / room;
        return (int) Math.min(Integer.MAX_VALUE, whole);
    }

    @Override
    public int maximumLength() {
        return maximumLength;
    }

    /**
     * Wakes readers that wait, when there is something new. To be called once at the end of a batch: {@link #commit} wakes
     * nobody. Agent's thread.
     */
    public void flush() {
        if (flushed != producer) {
            flushed = producer;
            wake();
        }
    }

    private void wake() {
        // The position must be visible before we look for waiters: they announce themselves first and look at it then.
        VarHandle.fullFence();
        for (RingReader reader : readers) {
            reader.wake();
        }
    }

    @Override
    public void end() {
        OrderedMemory.putIntRelease(header, QueueFileDescriptor.ENDED, 1);
        wake();
    }

    @Override
    public QueueReader reader() {
        synchronized (this) {
            final boolean first = !firstReaderTaken;
            firstReaderTaken = true;
            if (first && readers.length == 1) {
                return firstReader;
            }
            if (closed) {
                throw new IllegalStateException("queue is closed: file=" + file.path());
            }
            final RingReader reader = new RingReader(this, ring, capacity, oldestAcquire(), false);
            if (first) {
                reader.countFromStart();
            }
            final RingReader[] more = Arrays.copyOf(readers, readers.length + 1);
            more[readers.length] = reader;
            readers = more;
            reader.heededFrom(++readersVersion);
            return reader;
        }
    }

    /** Whether somebody has ever asked for a reader. Any thread. */
    public boolean read() {
        return firstReaderTaken;
    }

    /**
     * Runs freely until somebody reads: the newest records are kept instead of the oldest, and whoever comes is told how many he
     * has missed. Does nothing when somebody has come. Agent's thread.
     */
    public void stopWaiting() {
        synchronized (this) {
            if (!firstReaderTaken && readers.length == 1) {
                remove(firstReader);
            }
        }
    }

    /** Takes a reader out; the writer no longer waits for it. */
    void remove(RingReader reader) {
        synchronized (this) {
            readers = Arrays.stream(readers).filter(other -> other != reader).toArray(RingReader[]::new);
            readersVersion++;
        }
    }

    /**
     * Unmaps and deletes the file; readers have ended. Control thread, when no plan that runs writes any more. Idempotent.
     *
     * @throws IOException when the file cannot be deleted
     */
    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        OrderedMemory.putIntRelease(header, QueueFileDescriptor.ENDED, 1);
        FileHeaderDescriptor.stateRelease(header, FileHeaderDescriptor.STATE_CLOSED);
        wake();
        memory.forget(this);
        try {
            file.unlink();
        } finally {
            file.close();
        }
    }

    boolean closed() {
        return closed;
    }

    int heededVersion() {
        return heededVersion;
    }

    long producerAcquire() {
        return OrderedMemory.getLongAcquire(header, QueueFileDescriptor.PRODUCER);
    }

    long oldestAcquire() {
        return OrderedMemory.getLongAcquire(header, QueueFileDescriptor.OLDEST);
    }

    long lostOpaque() {
        return OrderedMemory.getLongOpaque(header, QueueFileDescriptor.LOST);
    }

    boolean endedAcquire() {
        return closed || OrderedMemory.getIntAcquire(header, QueueFileDescriptor.ENDED) != 0;
    }
}
