package org.mapi.memif;

/** Event bits of control descriptors (MEMIF_FD_EVENT_...). */
public final class MemifEvents {
    /** Readable. */
    public static final int READ = 1;
    /** Writable. */
    public static final int WRITE = 1 << 1;
    /** An error occurred. */
    public static final int ERROR = 1 << 2;
    /** The descriptor is about to be closed. */
    public static final int DEL = 1 << 3;
    /** The events to watch for have changed. */
    public static final int MOD = 1 << 4;

    private MemifEvents() {
    }
}
