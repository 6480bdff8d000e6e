package org.mapi.memif;

/**
 * Callbacks of an interface. They run on the thread that handles control events (or calls delete), with the context's lock held:
 * they may call any method of this library, but must not wait for another thread that does. An exception is logged and goes no
 * further.
 */
public interface MemifCallbacks {
    /** Told when an interface has come up. */
    @FunctionalInterface
    interface Connected {
        /**
         * Packets may flow. With {@link MemifOptions#autoRefill} off, a slave fills its receive queues now.
         *
         * @param memif   the interface
         * @param context its private context, may be null
         */
        void connected(Memif memif, Object context);
    }

    /** Told when an interface has gone down. */
    @FunctionalInterface
    interface Disconnected {
        /**
         * The connection is over; its queues answer -35, its memory goes when this returns.
         *
         * @param memif   the interface
         * @param context its private context, may be null
         * @param error   DISCONNECT if the peer said so, DISCONNECTED if it was just gone, or what it did wrong
         * @param reason  the peer's words, or ours
         */
        void disconnected(Memif memif, Object context, MemifError error, String reason);
    }

    /** Told when packets have come in interrupt mode. */
    @FunctionalInterface
    interface Interrupted {
        /**
         * A receive queue's event is set; it comes again until the queue has been emptied.
         *
         * @param memif   the interface
         * @param context its private context, may be null
         * @param queue   queue id
         */
        void interrupted(Memif memif, Object context, int queue);
    }

    /** Told about descriptors, by contexts that leave the waiting to the application's event loop. */
    @FunctionalInterface
    interface ControlFdUpdate {
        /**
         * A descriptor is to be watched, watched differently ({@link MemifEvents#MOD}), or forgotten ({@link MemifEvents#DEL}).
         * When it is ready, call {@link MemifContext#controlFdHandler(int, int)} or {@link MemifContext#controlFdHandler(Object,
         * int)}.
         *
         * @param fd      the descriptor
         * @param events  {@link MemifEvents} bits
         * @param handle  identifies the descriptor's purpose, as in libmemif 4
         * @param context the context's private context, may be null
         * @throws Exception any exception becomes CB_FDUPDATE
         */
        void update(int fd, int events, Object handle, Object context) throws Exception;
    }
}
