package org.mapi.memif.internal.sys;

import java.lang.foreign.MemorySegment;

/**
 * System calls of Linux. Every method returns a value of 0 or more, or the negated errno. All are thread-safe. None is retried
 * except after EINTR. File descriptors are created close-on-exec; sockets, eventfds and timerfds non-blocking.
 */
public interface SystemCalls {
    /** epoll and poll: readable. */
    int POLL_IN = 1;
    /** epoll and poll: writable. */
    int POLL_OUT = 4;
    /** epoll and poll: error. */
    int POLL_ERR = 8;
    /** epoll and poll: hung up. */
    int POLL_HUP = 16;
    /** epoll: add. */
    int EPOLL_ADD = 1;
    /** epoll: remove. */
    int EPOLL_DEL = 2;
    /** epoll: change. */
    int EPOLL_MOD = 3;
    /** Seal: the file cannot shrink. */
    int SEAL_SHRINK = 2;
    /** File mode mask of the type. */
    int TYPE_MASK = 0xf000;
    /** File type: socket. */
    int TYPE_SOCKET = 0xc000;
    /** File type: regular. */
    int TYPE_REGULAR = 0x8000;

    /** What is known about a file. Filled by {@link #status(int, FileStatus)} and {@link #status(String, FileStatus)}. */
    final class FileStatus {
        /** Type and permissions. */
        public int mode;
        /** Bytes. */
        public long size;
        /** Preferred block; the page size for files of huge pages. */
        public int blockSize;
        /** Inode number. */
        public long inode;
    }

    /** A file descriptor on its way out of a received message. */
    final class FdSlot {
        /** The descriptor, or -1. */
        public int fd = -1;
        /** Number of descriptors that came; those after the first were closed. */
        public int count;

        /**
         * Takes the descriptor: from now on the caller closes it.
         *
         * @return the descriptor, or -1
         */
        public int take() {
            final int taken = fd;
            fd = -1;
            return taken;
        }
    }

    /**
     * A SOCK_SEQPACKET socket of AF_UNIX.
     *
     * @return fd
     */
    int socket();

    /**
     * bind(2).
     *
     * @param fd      socket
     * @param address where
     * @return 0
     */
    int bind(int fd, SocketAddress address);

    /**
     * listen(2).
     *
     * @param fd      socket
     * @param backlog length of the queue
     * @return 0
     */
    int listen(int fd, int backlog);

    /**
     * connect(2).
     *
     * @param fd      socket
     * @param address where
     * @return 0
     */
    int connect(int fd, SocketAddress address);

    /**
     * Asks whether somebody holds a path, without disturbing him: a datagram socket is connected, which a living
     * SOCK_SEQPACKET socket refuses with EPROTOTYPE and a stale file with ECONNREFUSED.
     *
     * @param address a path; abstract names are never stale
     * @return 0 or a negated errno
     */
    int probe(SocketAddress address);

    /**
     * accept4(2).
     *
     * @param fd listening socket
     * @return fd of the connection
     */
    int accept(int fd);

    /**
     * Switches SO_PASSCRED on.
     *
     * @param fd socket
     * @return 0
     */
    int passCredentials(int fd);

    /**
     * Sends one message without blocking.
     *
     * @param fd      socket
     * @param message its bytes, native memory
     * @param passed  a descriptor to pass along, or -1
     * @return bytes sent
     */
    int send(int fd, MemorySegment message, int passed);

    /**
     * Receives one message without blocking.
     *
     * @param fd      socket
     * @param message room, native memory
     * @param slot    takes the passed descriptor
     * @return true length of the message, which may exceed the room; 0 at the end of the connection
     */
    int receive(int fd, MemorySegment message, FdSlot slot);

    /**
     * memfd_create(2) with sealing allowed.
     *
     * @param name shown in /proc
     * @return fd
     */
    int memfd(String name);

    /**
     * ftruncate(2).
     *
     * @param fd   file
     * @param size bytes
     * @return 0
     */
    int truncate(int fd, long size);

    /**
     * Adds seals.
     *
     * @param fd    memfd
     * @param seals {@link #SEAL_SHRINK}
     * @return 0
     */
    int addSeals(int fd, int seals);

    /**
     * Reads the seals.
     *
     * @param fd file
     * @return seals, or -EINVAL for files that cannot be sealed
     */
    int seals(int fd);

    /**
     * Status of an open file.
     *
     * @param fd     file
     * @param status filled
     * @return 0
     */
    int status(int fd, FileStatus status);

    /**
     * Status of a path; links are followed.
     *
     * @param path   file
     * @param status filled
     * @return 0
     */
    int status(String path, FileStatus status);

    /**
     * What kind of thing a descriptor is.
     *
     * @param fd descriptor
     * @return for example {@code anon_inode:[eventfd]}; empty if unknown
     */
    String kind(int fd);

    /**
     * Reserves address space without memory behind it.
     *
     * @param size bytes, a multiple of the page size
     * @return address
     */
    long reserve(long size);

    /**
     * Maps a file shared, readable and writable, at a reserved place.
     *
     * @param address where, reserved before
     * @param size    bytes
     * @param fd      file
     * @return address
     */
    long mapAt(long address, long size, int fd);

    /**
     * munmap(2).
     *
     * @param address start
     * @param size    bytes
     * @return 0
     */
    int unmap(long address, long size);

    /**
     * An eventfd, counter 0.
     *
     * @return fd
     */
    int eventfd();

    /**
     * Adds to an eventfd.
     *
     * @param fd    eventfd
     * @param count 1 or 2
     * @return 8, or -EAGAIN if the counter is full
     */
    int signal(int fd, int count);

    /**
     * Reads an eventfd or a timerfd, which makes it unreadable.
     *
     * @param fd eventfd or timerfd
     * @return the counter, at most {@link Long#MAX_VALUE}; -EAGAIN if it was 0
     */
    long clear(int fd);

    /**
     * Makes a descriptor non-blocking.
     *
     * @param fd descriptor
     * @return 0
     */
    int nonBlocking(int fd);

    /**
     * epoll_create1(2).
     *
     * @return fd
     */
    int epoll();

    /**
     * epoll_ctl(2); the descriptor is the event's data.
     *
     * @param epoll     fd
     * @param operation {@link #EPOLL_ADD}, {@link #EPOLL_MOD} or {@link #EPOLL_DEL}
     * @param fd        watched
     * @param events    POLL_ bits
     * @return 0
     */
    int epollControl(int epoll, int operation, int fd, int events);

    /**
     * epoll_wait(2) for one event.
     *
     * @param epoll   fd
     * @param timeout milliseconds, -1 for ever
     * @return events in the upper, the descriptor in the lower 32 bits; 0 if the time is over
     */
    long epollWait(int epoll, int timeout);

    /**
     * poll(2) of one descriptor.
     *
     * @param fd      descriptor
     * @param events  POLL_ bits
     * @param timeout milliseconds, -1 for ever
     * @return POLL_ bits, 0 if the time is over
     */
    int poll(int fd, int events, int timeout);

    /**
     * A timerfd of the monotonic clock.
     *
     * @return fd
     */
    int timer();

    /**
     * Arms a timer.
     *
     * @param fd      timerfd
     * @param initial nanoseconds until the first expiry; 0 disarms
     * @param every   nanoseconds between later expiries; 0 for one only
     * @return 0
     */
    int setTimer(int fd, long initial, long every);

    /**
     * close(2).
     *
     * @param fd descriptor
     * @return 0
     */
    int close(int fd);

    /**
     * unlink(2).
     *
     * @param path file
     * @return 0
     */
    int unlink(String path);

    /**
     * chmod(2).
     *
     * @param path        file
     * @param permissions for example 0660 octal
     * @return 0
     */
    int chmod(String path, int permissions);
}
