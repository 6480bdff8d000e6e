package org.mapi.core.pcap.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Waits until a descriptor can be read. Used by one thread. */
final class Waiting {
    private static final long SECOND = 1_000_000_000L;

    private final MemorySegment errno;
    private final MemorySegment descriptor;
    private final MemorySegment time;

    Waiting(int fileDescriptor, Arena arena) {
        errno = Posix.errno(arena);
        // struct pollfd: int fd, short events, short revents; struct timespec: long seconds, long nanoseconds
        descriptor = arena.allocate(8, 8);
        descriptor.set(ValueLayout.JAVA_INT, 0, fileDescriptor);
        descriptor.set(ValueLayout.JAVA_SHORT, 4, Posix.POLLIN);
        time = arena.allocate(16, 8);
    }

    /** Waits at most so long; a signal or an error of the descriptor ends it early. */
    void await(long nanos) {
        long bounded = Math.max(0, nanos);
        time.set(ValueLayout.JAVA_LONG, 0, bounded / SECOND);
        time.set(ValueLayout.JAVA_LONG, 8, bounded % SECOND);
        Posix.poll(errno, descriptor, time);
    }
}
