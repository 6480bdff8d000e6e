package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.mapi.result.ResultSchema;

/**
 * The results of one device queue in one file.
 *
 * <p>The control thread makes, changes and closes; the agent's thread uses {@link #heartbeat}, {@link #counter} and the slots. A
 * file never grows: when {@link #add} finds no room, {@link #successor} prepares a bigger one, which the agent switches to.
 */
public final class ResultFile implements AutoCloseable {
    private final ResultMemory memory;
    private final String stem;
    private final String device;
    private final int queue;
    private final int generation;
    private final NativeFile file;
    private final MemorySegment segment;
    private final SchemaArea schemas;
    private final BlockSpace blocks;
    private final DirectoryEntry[] directory;
    private final List<ResultSlot> slots = new ArrayList<>();
    private Successor pending;

    ResultFile(ResultMemory memory, String stem, String device, int queue, int generation, ResultFileLayout layout)
            throws IOException {
        this.memory = memory;
        this.stem = stem;
        this.device = device;
        this.queue = queue;
        this.generation = generation;
        this.file = NativeFile.create(memory.directory(), stem + '.' + generation + ".results", layout.length());
        this.segment = file.segment();
        this.schemas = new SchemaArea(segment, layout.schemaOffset(), layout.schemaLength());
        this.blocks = new BlockSpace(layout.blocksOffset(), layout.length());
        this.directory = new DirectoryEntry[layout.entries()];
        writeHeader(layout);
    }

    private ResultFile(MemorySegment header) {
        memory = null;
        stem = "";
        device = "";
        queue = 0;
        generation = 1;
        file = null;
        segment = header;
        schemas = null;
        blocks = null;
        directory = new DirectoryEntry[0];
    }

    /** The header alone, in memory of its own: only {@link #heartbeat} and {@link #counter} may be called. */
    public static ResultFile unshared() {
        return new ResultFile(Arena.ofAuto().allocate(ResultFileDescriptor.HEADER_LENGTH, Long.BYTES));
    }

    private void writeHeader(ResultFileLayout layout) {
        FileHeaderDescriptor.write(segment, FileHeaderDescriptor.RESULT_MAGIC, memory.owner(), device, queue, generation);
        OrderedMemory.putLong(segment, ResultFileDescriptor.DIRECTORY_OFFSET, ResultFileDescriptor.HEADER_LENGTH);
        OrderedMemory.putInt(segment, ResultFileDescriptor.DIRECTORY_CAPACITY, layout.entries());
        OrderedMemory.putInt(segment, ResultFileDescriptor.ENTRY_LENGTH, EntryDescriptor.ENTRY_LENGTH);
        OrderedMemory.putLong(segment, ResultFileDescriptor.SCHEMA_OFFSET, layout.schemaOffset());
        OrderedMemory.putInt(segment, ResultFileDescriptor.SCHEMA_CAPACITY, layout.schemaLength());
        OrderedMemory.putLong(segment, ResultFileDescriptor.BLOCKS_OFFSET, layout.blocksOffset());
        OrderedMemory.putLong(segment, ResultFileDescriptor.BLOCKS_LENGTH, layout.blocksLength());
    }

    /** A first file with a block per request, readable at once. */
    static ResultFile first(ResultMemory memory, String stem, String device, int queue, List<BlockRequest> requests)
            throws IOException {
        final List<ResultSchema> types = requests.stream().map(BlockRequest::schema).toList();
        final long length = requests.stream().mapToLong(BlockRequest::blockLength).sum();
        final ResultFileLayout layout = ResultFileLayout.of(requests.size(), types, length);
        final ResultFile made = new ResultFile(memory, stem, device, queue, 1, layout);
        try {
            requests.forEach(made::addFitting);
            FileHeaderDescriptor.stateRelease(made.segment, FileHeaderDescriptor.STATE_LIVE);
            made.file.publish();
            return made;
        } catch (IOException | RuntimeException e) {
            made.dispose();
            throw e;
        }
    }

    /** Device name. */
    public String device() {
        return device;
    }

    /** Queue of the device. */
    public int queue() {
        return queue;
    }

    /** 1 for the first file of a device queue, one more for each successor. */
    public int generation() {
        return generation;
    }

    /** Where the file is. */
    public Path path() {
        return file.path();
    }

    /** All slots, in the order in which they were asked for. */
    public synchronized List<ResultSlot> slots() {
        return List.copyOf(slots);
    }

    /** The slot of the i-th request, as long as none before it was removed. */
    public synchronized ResultSlot slot(int index) {
        return slots.get(index);
    }

    /**
     * Makes one more block in this file. Control thread.
     *
     * @return the slot, or null when there is no room: then {@link #successor} is needed
     * @throws IllegalArgumentException when the flow has that function already
     * @throws IllegalStateException    while a successor is prepared
     */
    public synchronized ResultSlot add(BlockRequest request) {
        requireNoPending();
        requireNew(request.identity());
        final int index = freeIndex();
        final long schema = index < 0 ? -1 : schemas.add(request.schema());
        final long block = schema < 0 ? -1 : blocks.allocate(request.blockLength());
        if (block < 0) {
            return null;
        }
        segment.asSlice(block, request.blockLength()).fill((byte) 0);
        final ResultSlot slot = new ResultSlot(request.schema(), request.stateBytes(), new SlotLocation(segment, block));
        enter(index, slot, request.identity(), SlotState.ACTIVE, block, schema);
        slots.add(slot);
        return slot;
    }

    private ResultSlot addFitting(BlockRequest request) {
        final ResultSlot slot = add(request);
        if (slot == null) {
            throw new IllegalStateException("no room in a file that was made for it: file=" + file.path() + ", request="
                + request);
        }
        return slot;
    }

    /**
     * Names a block a second time, for another flow that shares the instance. Control thread.
     *
     * @return false when the directory is full
     */
    public synchronized boolean addName(ResultSlot slot, BlockIdentity identity) {
        requireNoPending();
        requireNew(identity);
        final DirectoryEntry known = entriesOf(slot).get(0);
        final int index = freeIndex();
        if (index < 0) {
            return false;
        }
        enter(index, slot, identity, known.state(), slot.location().offset(), schemas.add(slot.schema()));
        return true;
    }

    /**
     * Takes one of several names away, or the block's only one and the block with it. Control thread, when no plan that runs
     * uses it that way any more. Readers of a removed block are told {@link ReadOutcome#CLOSED}.
     */
    public synchronized void remove(BlockIdentity identity) {
        requireNoPending();
        final DirectoryEntry entry = find(identity);
        final ResultSlot slot = entry.slot();
        entry.state(SlotState.FREE);
        directory[entry.index()] = null;
        if (hasEntries(slot)) {
            return;
        }
        final long offset = slot.location().offset();
        slots.remove(slot);
        slot.giveUp();
        blocks.free(offset, slot.blockLength());
    }

    /** Shows another function name, library or version for the same flow and applied id. Control thread. */
    public synchronized void identify(BlockIdentity identity) {
        find(identity).identity(identity);
        if (pending != null) {
            pending.file().identify(identity);
        }
    }

    /** Shows a state in every entry of a block. Control thread. */
    public synchronized void state(ResultSlot slot, SlotState state) {
        if (state == SlotState.FREE) {
            throw new IllegalArgumentException("a block is freed by remove: state=" + state);
        }
        entriesOf(slot).forEach(entry -> entry.state(state));
        if (pending != null) {
            pending.file().state(slot, state);
        }
    }

    /** Sign of life. Agent's thread. */
    public void heartbeat(long nanos) {
        OrderedMemory.putLongOpaque(segment, ResultFileDescriptor.HEARTBEAT, nanos);
    }

    /** Sets a counter. Agent's thread. */
    public void counter(AgentCounter counter, long value) {
        OrderedMemory.putLongOpaque(segment, ResultFileDescriptor.counter(counter.index()), value);
    }

    /** Reads a counter. Any thread. */
    public long counter(AgentCounter counter) {
        return OrderedMemory.getLongOpaque(segment, ResultFileDescriptor.counter(counter.index()));
    }

    /** Reads the last sign of life. Any thread. */
    public long heartbeat() {
        return OrderedMemory.getLongOpaque(segment, ResultFileDescriptor.HEARTBEAT);
    }

    /**
     * Prepares a bigger file with all blocks of this one and new ones. Nothing changes for anybody before
     * {@link Successor#activate}. Control thread.
     *
     * @throws IOException           when it cannot be made, for instance because the disk is full
     * @throws IllegalStateException while another one is prepared
     */
    public synchronized Successor successor(List<BlockRequest> requests) throws IOException {
        requireNoPending();
        final List<ResultSchema> types = new ArrayList<>();
        slots.forEach(slot -> types.add(slot.schema()));
        requests.forEach(request -> types.add(request.schema()));
        long length = requests.stream().mapToLong(BlockRequest::blockLength).sum();
        int entries = requests.size();
        for (ResultSlot slot : slots) {
            length += slot.blockLength();
            entries += entriesOf(slot).size();
        }
        final ResultFile next = new ResultFile(memory, stem, device, queue, generation + 1,
            ResultFileLayout.of(entries, types, length));
        try {
            final List<Successor.Move> moves = new ArrayList<>();
            slots.forEach(slot -> moves.add(next.adopt(slot, entriesOf(slot))));
            final List<ResultSlot> made = requests.stream().map(next::addFitting).toList();
            FixedText.put(segment, ResultFileDescriptor.SUCCESSOR_NAME, ResultFileDescriptor.SUCCESSOR_NAME_ROOM,
                next.path().getFileName().toString());
            next.file.publish();
            memory.remember(next);
            pending = new Successor(this, next, moves, made);
            return pending;
        } catch (IOException | RuntimeException e) {
            next.dispose();
            throw e;
        }
    }

    private synchronized Successor.Move adopt(ResultSlot slot, List<DirectoryEntry> entries) {
        final long block = blocks.allocate(slot.blockLength());
        final long schema = schemas.add(slot.schema());
        for (DirectoryEntry entry : entries) {
            enter(freeIndex(), slot, entry.identity(), entry.state(), block, schema);
        }
        slots.add(slot);
        return new Successor.Move(slot, new SlotLocation(segment, block));
    }

    /** Agent's thread: the values are in the next file now. */
    void succeed(ResultFile next) {
        MemorySegment.copy(segment, ResultFileDescriptor.HEARTBEAT, next.segment, ResultFileDescriptor.HEARTBEAT,
            ResultFileDescriptor.HEADER_LENGTH - ResultFileDescriptor.HEARTBEAT);
        FileHeaderDescriptor.stateRelease(next.segment, FileHeaderDescriptor.STATE_LIVE);
        OrderedMemory.putIntRelease(segment, ResultFileDescriptor.SUCCESSOR, next.generation);
        FileHeaderDescriptor.stateRelease(segment, FileHeaderDescriptor.STATE_SUPERSEDED);
    }

    synchronized void forgetPending() {
        pending = null;
    }

    /** Gives the file up without a word to anybody. */
    void dispose() throws IOException {
        memory.forget(this);
        try {
            file.unlink();
        } finally {
            file.close();
        }
    }

    /**
     * Gives all blocks and the file up; a file that has been succeeded is retired. Control thread, when the agent has ended.
     * Idempotent.
     *
     * @throws IOException when the file cannot be deleted
     */
    @Override
    public synchronized void close() throws IOException {
        if (!file.open()) {
            return;
        }
        if (pending != null && pending.activated()) {
            pending.retire();
            return;
        }
        if (pending != null) {
            pending.discard();
        }
        slots.forEach(ResultSlot::giveUp);
        FileHeaderDescriptor.stateRelease(segment, FileHeaderDescriptor.STATE_CLOSED);
        dispose();
    }

    private void enter(int index, ResultSlot slot, BlockIdentity identity, SlotState state, long block, long schema) {
        directory[index] = new DirectoryEntry(segment, index, slot, identity, state);
        directory[index].write(block, schema);
    }

    private void requireNoPending() {
        if (pending != null) {
            throw new IllegalStateException("a successor is being prepared: file=" + file.path());
        }
    }

    private void requireNew(BlockIdentity identity) {
        for (DirectoryEntry entry : directory) {
            if (entry != null && entry.identity().sameFunction(identity)) {
                throw new IllegalArgumentException("function has a block already: identity=" + identity + ", file="
                    + file.path());
            }
        }
    }

    private DirectoryEntry find(BlockIdentity identity) {
        for (DirectoryEntry entry : directory) {
            if (entry != null && entry.identity().sameFunction(identity)) {
                return entry;
            }
        }
        throw new IllegalArgumentException("function has no block: identity=" + identity + ", file=" + file.path());
    }

    private boolean hasEntries(ResultSlot slot) {
        for (DirectoryEntry entry : directory) {
            if (entry != null && entry.slot() == slot) {
                return true;
            }
        }
        return false;
    }

    private List<DirectoryEntry> entriesOf(ResultSlot slot) {
        final List<DirectoryEntry> found = new ArrayList<>();
        for (DirectoryEntry entry : directory) {
            if (entry != null && entry.slot() == slot) {
                found.add(entry);
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException("slot is not in this file: type=" + slot.schema().name() + ", file="
                + file.path());
        }
        return found;
    }

    private int freeIndex() {
        for (int i = 0; i < directory.length; i++) {
            if (directory[i] == null) {
                return i;
            }
        }
        return -1;
    }
}
