package org.mapi.core.engine.memory;

/** What became of an attempt to read a block. */
public enum ReadOutcome {
    /** The snapshot holds one published value, whole. */
    READ,
    /** The writer was at work each time; try again ({@code MAPI_RESULT_BUSY}). The snapshot holds nothing of use. */
    BUSY,
    /** The block was given up. The snapshot holds nothing of use. */
    CLOSED
}
