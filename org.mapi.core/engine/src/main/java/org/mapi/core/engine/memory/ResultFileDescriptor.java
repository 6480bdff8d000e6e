package org.mapi.core.engine.memory;

/**
 * The header of a result file behind the common one, and what follows it.
 *
 * <pre>
 *   0                 256               640
 *   +-----------------+-----------------+-----------+-------------+--------------------+
 *   | common header   | this            | directory | schema text | blocks             |
 *   +-----------------+-----------------+-----------+-------------+--------------------+
 *
 *   256        264       268       272        280       284       288       296      304
 *   +----------+---------+---------+----------+---------+---------+---------+--------+
 *   |directory |capacity |entry len|schema    |capacity |used     |blocks   |length  |
 *   +----------+---------+---------+----------+---------+---------+---------+--------+
 *   320        324                 328                                   448
 *   +----------+-------------------+-----------------------------------------+
 *   |successor | reserved          | successor's file name, text of 120      |
 *   +----------+-------------------+-----------------------------------------+
 *   512        520                                                       640
 *   +----------+-----------------------------------------------------------+
 *   |heartbeat | 15 counters of 8 bytes, see AgentCounter                  |
 *   +----------+-----------------------------------------------------------+
 * </pre>
 *
 * <p>What the agent writes all the time has cache lines of its own.
 */
final class ResultFileDescriptor {
    static final int DIRECTORY_OFFSET = 256;
    static final int DIRECTORY_CAPACITY = 264;
    static final int ENTRY_LENGTH = 268;
    static final int SCHEMA_OFFSET = 272;
    static final int SCHEMA_CAPACITY = 280;
    static final int SCHEMA_USED = 284;
    static final int BLOCKS_OFFSET = 288;
    static final int BLOCKS_LENGTH = 296;
    /** Generation of the successor, 0 while there is none; written after its name. */
    static final int SUCCESSOR = 320;
    static final int SUCCESSOR_NAME = 328;
    static final int SUCCESSOR_NAME_ROOM = 120;
    /** Wall time of the agent's last sign of life, nanoseconds since the Unix epoch. */
    static final int HEARTBEAT = 512;
    static final int COUNTERS = 520;
    static final int COUNTER_ROOM = 15;
    static final int HEADER_LENGTH = 640;

    private ResultFileDescriptor() { }

    /** Offset of a counter. */
    static long counter(int index) {
        return COUNTERS + (long) index * Long.BYTES;
    }
}
