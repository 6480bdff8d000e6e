package org.mapi.function;

/** How results of a function reach readers; numbers of the original. */
public enum ResultMethod {
    /** The function has no result (MAPIRES_NONE). */
    NONE,
    /** {@code publish} is called on the agent when somebody reads (MAPIRES_IPC). */
    IPC,
    /** {@code publish} is called once per batch into a block of result memory (MAPIRES_SHM). */
    SHM,
    /** The function has a queue of its own and brings the reader (MAPIRES_FUNCT). */
    FUNCT
}
