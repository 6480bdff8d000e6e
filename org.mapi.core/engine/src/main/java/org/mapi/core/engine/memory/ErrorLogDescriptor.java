package org.mapi.core.engine.memory;

/**
 * The file of distinct errors: what went wrong, how often, first and last when. Entries follow the header one behind the other.
 *
 * <pre>
 *   256      260      264              272
 *   +--------+--------+----------------+
 *   |offset  |used    |without room    |
 *   +--------+--------+----------------+
 *
 *   entry, at multiples of 16
 *   0        4        8                16               24               32
 *   +--------+--------+----------------+----------------+----------------+- - - -+
 *   |length  |text    |count           |first time      |last time       | UTF-8 |
 *   +--------+--------+----------------+----------------+----------------+- - - -+
 * </pre>
 *
 * <p>{@code used} is stored with release after the entry; the length is that of the whole entry, {@code text} that of the text.
 */
final class ErrorLogDescriptor {
    static final int ENTRIES_OFFSET = 256;
    /** Bytes of all entries. */
    static final int USED = 260;
    /** Errors that found no room. */
    static final int WITHOUT_ROOM = 264;
    static final int HEADER_LENGTH = 512;

    static final int ENTRY_LENGTH = 0;
    static final int TEXT_LENGTH = 4;
    static final int COUNT = 8;
    static final int FIRST_TIME = 16;
    static final int LAST_TIME = 24;
    static final int TEXT = 32;
    static final int ENTRY_ALIGNMENT = 16;
    static final int LONGEST_TEXT = 4096;

    private ErrorLogDescriptor() { }

    static int room(int textLength) {
        return TEXT + textLength + ENTRY_ALIGNMENT - 1 & -ENTRY_ALIGNMENT;
    }
}
