package org.mapi.core.engine.memory;

import java.lang.foreign.MemorySegment;

/**
 * The first 256 bytes of every file of result memory. All numbers are little endian.
 *
 * <pre>
 *   0        8        12       16       24                            64
 *   +--------+--------+--------+--------+-----------------------------+
 *   | magic  |format  |order   |length  | boot id, text of 40 bytes   |
 *   +--------+--------+--------+--------+---------+--------+----------+
 *   64       72       80       88       92        96       100       128
 *   +--------+--------+--------+--------+---------+--------+----------+
 *   | pid    |start   |created |generat.|queue    |state   |reserved  |
 *   +--------+--------+--------+--------+---------+--------+----------+
 *   128                                                             256
 *   +-----------------------------------------------------------------+
 *   | name: the device, or the queue's name; text of 128 bytes        |
 *   +-----------------------------------------------------------------+
 * </pre>
 *
 * <p>{@code start} is the start time of the writing process in clock ticks since boot, so that a recycled pid is recognised;
 * {@code created} is wall time in nanoseconds since the Unix epoch.
 */
final class FileHeaderDescriptor {
    /** Format of all files; another number is another layout. */
    static final int FORMAT = 1;
    /** Reads as 0x0D0C0B0A where the byte order is wrong. */
    static final int BYTE_ORDER_MARK = 0x0A0B0C0D;

    /** "MAPIRSLT" as its bytes stand in the file. */
    static final long RESULT_MAGIC = 0x544C_5352_4950_414DL;
    /** "MAPIRING". */
    static final long QUEUE_MAGIC = 0x474E_4952_4950_414DL;
    /** "MAPIERRS". */
    static final long ERROR_MAGIC = 0x5352_5245_4950_414DL;

    static final int MAGIC = 0;
    static final int FORMAT_VERSION = 8;
    static final int BYTE_ORDER = 12;
    static final int LENGTH = 16;
    static final int BOOT_ID = 24;
    static final int BOOT_ID_ROOM = 40;
    static final int PID = 64;
    static final int START_TICKS = 72;
    static final int CREATED = 80;
    static final int GENERATION = 88;
    static final int QUEUE = 92;
    static final int STATE = 96;
    static final int NAME = 128;
    static final int NAME_ROOM = 128;
    static final int HEADER_LENGTH = 256;

    /** The file is complete, but the values are still in its predecessor. */
    static final int STATE_PREPARED = 0;
    /** The file to read. */
    static final int STATE_LIVE = 1;
    /** The values went on in the successor. */
    static final int STATE_SUPERSEDED = 2;
    /** Nothing will change any more and there is no successor. */
    static final int STATE_CLOSED = 3;

    private FileHeaderDescriptor() { }

    /** Fills the header in; the state is PREPARED. */
    static void write(MemorySegment file, long magic, ProcessIdentity owner, String name, int queue, int generation) {
        OrderedMemory.putLong(file, MAGIC, magic);
        OrderedMemory.putInt(file, FORMAT_VERSION, FORMAT);
        OrderedMemory.putInt(file, BYTE_ORDER, BYTE_ORDER_MARK);
        OrderedMemory.putLong(file, LENGTH, file.byteSize());
        FixedText.put(file, BOOT_ID, BOOT_ID_ROOM, owner.bootId());
        OrderedMemory.putLong(file, PID, owner.pid());
        OrderedMemory.putLong(file, START_TICKS, owner.startTicks());
        OrderedMemory.putLong(file, CREATED, System.currentTimeMillis() * 1_000_000L);
        OrderedMemory.putInt(file, GENERATION, generation);
        OrderedMemory.putInt(file, QUEUE, queue);
        FixedText.put(file, NAME, NAME_ROOM, name);
    }

    /** Makes the state visible after everything that was written before. */
    static void stateRelease(MemorySegment file, int state) {
        OrderedMemory.putIntRelease(file, STATE, state);
    }
}
