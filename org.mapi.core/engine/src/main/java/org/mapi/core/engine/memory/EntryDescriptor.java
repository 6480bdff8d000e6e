package org.mapi.core.engine.memory;

/**
 * One entry of a result file's directory: which function's result lies where.
 *
 * <pre>
 *   0        4        8        12       16       20       24                32
 *   +--------+--------+--------+--------+--------+--------+-----------------+
 *   |sequence|state   |flow    |applied |type id |slots   |block offset     |
 *   +--------+--------+--------+--------+--------+--------+-----------------+
 *   32                40       44       48                56       60      64
 *   +-----------------+--------+--------+-----------------+--------+--------+
 *   |block length     |payload |stride  |schema offset    |length  |state at|
 *   +-----------------+--------+--------+-----------------+--------+--------+
 *   64       68       72                128               192      224     256
 *   +--------+--------+-----------------+-----------------+--------+--------+
 *   |state cp|reserved|function, text   |library, text    |version |type    |
 *   +--------+--------+-----------------+-----------------+--------+--------+
 * </pre>
 *
 * <p>The sequence is odd while the entry is being changed: a reader takes the entry and the value between two equal even
 * numbers. Several entries may name the same block (functions shared by flows).
 */
final class EntryDescriptor {
    static final int SEQUENCE = 0;
    static final int STATE = 4;
    static final int FLOW = 8;
    static final int APPLIED = 12;
    static final int TYPE_ID = 16;
    /** 1, or 2 for big values. */
    static final int SLOTS = 20;
    static final int BLOCK_OFFSET = 24;
    /** Length of the whole block: all slots and the private state. */
    static final int BLOCK_LENGTH = 32;
    static final int PAYLOAD_LENGTH = 40;
    /** Distance from one slot to the next. */
    static final int SLOT_STRIDE = 44;
    /** Start of the type's field lines in the file. */
    static final int SCHEMA_OFFSET = 48;
    static final int SCHEMA_LENGTH = 56;
    /** Start of the private state, from the block's start. */
    static final int STATE_OFFSET = 60;
    static final int STATE_CAPACITY = 64;
    static final int FUNCTION = 72;
    static final int FUNCTION_ROOM = 56;
    static final int LIBRARY = 128;
    static final int LIBRARY_ROOM = 64;
    static final int VERSION = 192;
    static final int VERSION_ROOM = 32;
    static final int TYPE_NAME = 224;
    static final int TYPE_NAME_ROOM = 32;
    static final int ENTRY_LENGTH = 256;

    private EntryDescriptor() { }
}
