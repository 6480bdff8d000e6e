package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;

/** One entry in use of a file's directory. Changed by the control thread only. */
final class DirectoryEntry {
    private final MemorySegment file;
    private final int index;
    private final long at;
    private final ResultSlot slot;
    private BlockIdentity identity;
    private SlotState state;

    DirectoryEntry(MemorySegment file, int index, ResultSlot slot, BlockIdentity identity, SlotState state) {
        this.file = file;
        this.index = index;
        this.at = ResultFileDescriptor.HEADER_LENGTH + (long) index * EntryDescriptor.ENTRY_LENGTH;
        this.slot = slot;
        this.identity = identity;
        this.state = state;
    }

    int index() {
        return index;
    }

    ResultSlot slot() {
        return slot;
    }

    BlockIdentity identity() {
        return identity;
    }

    SlotState state() {
        return state;
    }

    /** Writes the whole entry. */
    void write(long blockOffset, long schemaOffset) {
        change(() -> {
            final int payload = slot.schema().size();
            OrderedMemory.putInt(file, at + EntryDescriptor.TYPE_ID, slot.schema().id());
            OrderedMemory.putInt(file, at + EntryDescriptor.SLOTS, BlockDescriptor.slots(payload));
            OrderedMemory.putLong(file, at + EntryDescriptor.BLOCK_OFFSET, blockOffset);
            OrderedMemory.putLong(file, at + EntryDescriptor.BLOCK_LENGTH, slot.blockLength());
            OrderedMemory.putInt(file, at + EntryDescriptor.PAYLOAD_LENGTH, payload);
            OrderedMemory.putInt(file, at + EntryDescriptor.SLOT_STRIDE, BlockDescriptor.stride(payload));
            OrderedMemory.putLong(file, at + EntryDescriptor.SCHEMA_OFFSET, schemaOffset);
            OrderedMemory.putInt(file, at + EntryDescriptor.SCHEMA_LENGTH, SchemaArea.length(slot.schema().text()));
            OrderedMemory.putInt(file, at + EntryDescriptor.STATE_OFFSET, BlockDescriptor.stateOffset(payload));
            OrderedMemory.putInt(file, at + EntryDescriptor.STATE_CAPACITY, slot.stateCapacity());
            FixedText.put(file, at + EntryDescriptor.TYPE_NAME, EntryDescriptor.TYPE_NAME_ROOM, slot.schema().name());
            writeIdentity();
            OrderedMemory.putInt(file, at + EntryDescriptor.STATE, state.number());
        });
    }

    void identity(BlockIdentity newIdentity) {
        identity = newIdentity;
        change(this::writeIdentity);
    }

    void state(SlotState newState) {
        state = newState;
        change(() -> OrderedMemory.putInt(file, at + EntryDescriptor.STATE, newState.number()));
    }

    private void writeIdentity() {
        OrderedMemory.putInt(file, at + EntryDescriptor.FLOW, identity.flow());
        OrderedMemory.putInt(file, at + EntryDescriptor.APPLIED, identity.applied());
        FixedText.put(file, at + EntryDescriptor.FUNCTION, EntryDescriptor.FUNCTION_ROOM, identity.function());
        FixedText.put(file, at + EntryDescriptor.LIBRARY, EntryDescriptor.LIBRARY_ROOM, identity.library());
        FixedText.put(file, at + EntryDescriptor.VERSION, EntryDescriptor.VERSION_ROOM, identity.version());
    }

    private void change(Runnable stores) {
        final int sequence = OrderedMemory.getInt(file, at + EntryDescriptor.SEQUENCE);
        OrderedMemory.putIntOpaque(file, at + EntryDescriptor.SEQUENCE, sequence + 1);
        // The odd number must be seen no later than any store behind it.
        VarHandle.storeStoreFence();
        stores.run();
        OrderedMemory.putIntRelease(file, at + EntryDescriptor.SEQUENCE, sequence + 2);
    }
}
