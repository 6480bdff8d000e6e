package org.mapi.core.engine.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultSchema;

/**
 * The block of one function instance: written by the agent's thread, read by any.
 *
 * <p>The object stays the same when the block moves to a bigger file. The instance writes into a private copy and
 * {@link #end} publishes it at once: a function that hangs or throws while it publishes leaves readers the last whole value.
 * Neither {@link #begin} nor {@link #end} allocates, locks or throws.
 */
public final class ResultSlot {
    /** Attempts before a reader is told that the block is busy. */
    static final int ATTEMPTS = 1_000;
    private static final int ATTEMPTS_BEFORE_YIELD = 100;
    /** How long a reader yields before it is told so, in nanoseconds: on a busy machine each turn takes long. */
    static final long PATIENCE = 100_000_000L;
    private static final LongSupplier CLOCK = System::nanoTime;
    private static final VarHandle LOCATION;

    static {
        try {
            LOCATION = MethodHandles.lookup().findVarHandle(ResultSlot.class, "location", SlotLocation.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ResultSchema schema;
    private final int payloadSize;
    private final int slots;
    private final int stride;
    private final int stateCapacity;
    private final MemorySegment draft;
    private final ResultBlock block;
    /** What readers make their copies in: native memory that is allocated anew costs more than the reading. */
    private final AtomicReference<SlotSnapshot> spare = new AtomicReference<>();
    private SlotLocation location;
    private long publication;
    private int flags;

    ResultSlot(ResultSchema schema, int stateCapacity, SlotLocation location) {
        this.schema = schema;
        this.payloadSize = schema.size();
        this.slots = BlockDescriptor.slots(payloadSize);
        this.stride = BlockDescriptor.stride(payloadSize);
        this.stateCapacity = stateCapacity;
        this.draft = Arena.ofAuto().allocate(payloadSize, BlockDescriptor.HEADER_LENGTH);
        this.block = new ResultBlock(draft);
        this.location = location;
    }

    /** A slot of which nobody but this process can read, in memory that goes when the slot does. */
    public static ResultSlot unshared(ResultSchema schema) {
        final MemorySegment memory = Arena.ofAuto().allocate(BlockDescriptor.length(schema.size(), 0), BlockDescriptor.ALIGNMENT);
        return new ResultSlot(schema, 0, new SlotLocation(memory, 0));
    }

    /** Layout of the payload. */
    public ResultSchema schema() {
        return schema;
    }

    /**
     * The payload to write into, with what was published last. Always the same object. Agent's thread; also, before the slot is
     * given to an agent, the thread that prepares it.
     */
    public ResultBlock begin() {
        return block;
    }

    /**
     * Publishes the payload. Agent's thread only.
     *
     * @param captureTime time of the last packet accounted, nanoseconds since the Unix epoch
     * @param wallTime    now, nanoseconds since the Unix epoch
     * @param seen        packets given to the function
     * @param passed      packets that it let through
     * @param missed      packets that it should have seen but could not
     * @param emitted     packets that it made and passed on besides
     */
    public void end(long captureTime, long wallTime, long seen, long passed, long missed, long emitted) {
        final MemorySegment file = location.file();
        final long start = location.offset();
        final long next = publication + 1;
        final long slot = start + BlockDescriptor.slot(next, slots, stride);
        OrderedMemory.putLongOpaque(file, start + BlockDescriptor.SEQUENCE, 2 * next - 1);
        // The odd number must be seen no later than any of the stores below: a reader that saw one of them then sees it too.
        VarHandle.storeStoreFence();
        OrderedMemory.putLong(file, slot + BlockDescriptor.CAPTURE_TIME, captureTime);
        OrderedMemory.putLong(file, slot + BlockDescriptor.WALL_TIME, wallTime);
        OrderedMemory.putLong(file, slot + BlockDescriptor.SEEN, seen);
        OrderedMemory.putLong(file, slot + BlockDescriptor.PASSED, passed);
        OrderedMemory.putLong(file, slot + BlockDescriptor.MISSED, missed);
        OrderedMemory.putLong(file, slot + BlockDescriptor.EMITTED, emitted);
        OrderedMemory.putInt(file, slot + BlockDescriptor.USED, payloadSize);
        OrderedMemory.putInt(file, slot + BlockDescriptor.FLAGS, flags);
        MemorySegment.copy(draft, 0, file, slot + BlockDescriptor.HEADER_LENGTH, payloadSize);
        // Release: whoever sees the even number sees all the stores above.
        OrderedMemory.putLongRelease(file, start + BlockDescriptor.SEQUENCE, 2 * next);
        publication = next;
    }

    /** As {@link #end(long, long, long, long, long, long)}, of a function that makes no packets. */
    public void end(long captureTime, long wallTime, long seen, long passed, long missed) {
        end(captureTime, wallTime, seen, passed, missed, 0);
    }

    /**
     * Forgets what was written since the last {@link #end}, for instance because the instance threw half way. Agent's thread
     * only.
     */
    public void abandon() {
        if (publication == 0) {
            draft.fill((byte) 0);
            return;
        }
        final long slot = location.offset() + BlockDescriptor.slot(publication, slots, stride);
        MemorySegment.copy(location.file(), slot + BlockDescriptor.HEADER_LENGTH, draft, 0, payloadSize);
    }

    /** Marks what is published from now on as the flow's last value. Agent's thread only. */
    public void finish() {
        flags |= BlockDescriptor.FLAG_FINAL;
    }

    /** Marks that the value began anew when the function was replaced. Before the slot is given to an agent. */
    public void startFresh() {
        flags |= BlockDescriptor.FLAG_FRESH;
    }

    /**
     * A snapshot of the right size for one reading; the one that was given back last, if nobody else has it. Any thread.
     */
    public SlotSnapshot borrow() {
        final SlotSnapshot last = spare.getAndSet(null);
        return last == null ? newSnapshot() : last;
    }

    /** Takes a snapshot back that is of no more use. Any thread. */
    public void giveBack(SlotSnapshot snapshot) {
        spare.set(snapshot);
    }

    /** A snapshot of the right size, to be used for many readings. */
    public SlotSnapshot newSnapshot() {
        return new SlotSnapshot(payloadSize);
    }

    /**
     * Copies the last published value. Any thread; never delays the writer. While the writer is at work it is tried again, a
     * thousand times or until a tenth of a second is over, whichever is first.
     *
     * @param into where to, of this slot's size
     */
    public ReadOutcome snapshot(SlotSnapshot into) {
        return snapshot(into, CLOCK);
    }

    /** With a clock of nanoseconds, which is looked at only where the writer keeps a reader waiting. */
    ReadOutcome snapshot(SlotSnapshot into, LongSupplier clock) {
        if (into.payload().byteSize() != payloadSize) {
            throw new IllegalArgumentException("snapshot of another size: size=" + into.payload().byteSize() + ", expected="
                + payloadSize);
        }
        long begin = 0;
        for (int i = 0; i < ATTEMPTS; i++) {
            final SlotLocation from = (SlotLocation) LOCATION.getAcquire(this);
            if (from == null) {
                return ReadOutcome.CLOSED;
            }
            if (copied(from, into.image()) && LOCATION.getAcquire(this) == from) {
                return ReadOutcome.READ;
            }
            if (i < ATTEMPTS_BEFORE_YIELD) {
                Thread.onSpinWait();
            } else {
                final long now = clock.getAsLong();
                begin = i == ATTEMPTS_BEFORE_YIELD ? now : begin;
                if (now - begin > PATIENCE) {
                    return ReadOutcome.BUSY;
                }
                Thread.yield();   // the writer may have lost its processor half way
            }
        }
        return ReadOutcome.BUSY;
    }

    /**
     * Copies the last published value. Any thread; allocates.
     *
     * @throws MapiException MAPI_RESULT_BUSY when the writer was at work each time, MAPI_SHM_ERR when the block was given up
     */
    public SlotSnapshot read() {
        final SlotSnapshot snapshot = newSnapshot();
        return switch (snapshot(snapshot)) {
            case READ -> snapshot;
            case BUSY -> throw new MapiException(MapiError.MAPI_RESULT_BUSY, "the result was being written each time it was read:"
                + " type=" + schema.name() + ", attempts=" + ATTEMPTS + " or "
                + PATIENCE / 1_000_000 + " ms; try again");
            case CLOSED -> throw new MapiException(MapiError.MAPI_SHM_ERR, "the result was given up: type=" + schema.name());
        };
    }

    /** Grows with each publication; -1 when the block was given up or is being moved. Any thread; allocates nothing. */
    public long published() {
        final SlotLocation from = (SlotLocation) LOCATION.getAcquire(this);
        try {
            return from == null ? -1 : OrderedMemory.getLongAcquire(from.file(), from.offset() + BlockDescriptor.SEQUENCE);
        } catch (IllegalStateException e) {
            return -1;   // its file was unmapped meanwhile
        }
    }

    private boolean copied(SlotLocation from, MemorySegment image) {
        final MemorySegment file = from.file();
        try {
            final long sequence = OrderedMemory.getLongAcquire(file, from.offset() + BlockDescriptor.SEQUENCE);
            final long number = sequence >> 1;
            final long slot = from.offset() + BlockDescriptor.slot(number, slots, stride);
            MemorySegment.copy(file, slot, image, 0, BlockDescriptor.HEADER_LENGTH + (long) payloadSize);
            // The copy must be complete before the sequence is looked at again.
            VarHandle.loadLoadFence();
            if (OrderedMemory.getLongOpaque(file, from.offset() + BlockDescriptor.SEQUENCE)
                    >= BlockDescriptor.limit(number, slots)) {
                return false;
            }
            OrderedMemory.putLong(image, BlockDescriptor.SEQUENCE, 2 * number);
            return true;
        } catch (IllegalStateException e) {
            if (file.scope().isAlive()) {
                throw e;
            }
            return false;   // the file was replaced and unmapped meanwhile: the caller looks where the block is now
        }
    }

    /**
     * Keeps what an instance saved. Agent's thread only.
     *
     * @return false when there is not enough room; then nothing is kept
     */
    public boolean save(SavedState state) {
        if (state.length() > stateCapacity) {
            if (stateCapacity > 0) {
                OrderedMemory.putIntRelease(location.file(), location.offset() + BlockDescriptor.stateOffset(payloadSize)
                    + BlockDescriptor.STATE_USED, 0);
            }
            return false;
        }
        if (stateCapacity > 0) {
            final long at = location.offset() + BlockDescriptor.stateOffset(payloadSize);
            state.copyTo(location.file(), at + BlockDescriptor.STATE_HEADER_LENGTH);
            OrderedMemory.putInt(location.file(), at + BlockDescriptor.STATE_TYPE_ID, schema.id());
            OrderedMemory.putIntRelease(location.file(), at + BlockDescriptor.STATE_USED, state.length());
        }
        return true;
    }

    /** What was kept last; empty when nothing was. Agent's thread only. */
    public SavedState saved() {
        final SavedState state = new SavedState();
        if (stateCapacity > 0) {
            final long at = location.offset() + BlockDescriptor.stateOffset(payloadSize);
            state.copyFrom(location.file(), at + BlockDescriptor.STATE_HEADER_LENGTH,
                OrderedMemory.getInt(location.file(), at + BlockDescriptor.STATE_USED));
        }
        return state;
    }

    int stateCapacity() {
        return stateCapacity;
    }

    long blockLength() {
        return BlockDescriptor.length(payloadSize, stateCapacity);
    }

    SlotLocation location() {
        return location;
    }

    /** Moves the block, published value and private state, to another file. Agent's thread only. */
    void move(SlotLocation to) {
        MemorySegment.copy(location.file(), location.offset(), to.file(), to.offset(), blockLength());
        // Release: a reader that finds the new place finds it filled.
        LOCATION.setRelease(this, to);
    }

    /** Gives the block up: later readings answer CLOSED. The agent no longer uses it. */
    void giveUp() {
        LOCATION.setRelease(this, null);
    }
}
