package org.mapi.memif.internal.sys;

/**
 * Layouts of the C library's structures, the same on x86_64 and aarch64 Linux except epoll_event.
 *
 * <pre>
 *   msghdr (56)     0 name  8 name length  16 iov  24 iov count  32 control  40 control length  48 flags
 *   iovec (16)      0 base  8 length
 *   cmsghdr (16)    0 length  8 level  12 type  16 data, next one at a multiple of 8
 *   epoll_event     0 events  4 data (x86_64, 12 bytes packed) or 8 data (others, 16 bytes)
 *   statx (256)     0 mask  4 block size  28 mode (u16)  32 inode  40 size
 *   pollfd (8)      0 fd  4 events  6 returned events
 *   itimerspec (32) 0 interval seconds  8 nanoseconds  16 value seconds  24 nanoseconds
 * </pre>
 */
final class LibCDescriptor {
    static final int MSGHDR_LENGTH = 56;
    static final int MSGHDR_IOV = 16;
    static final int MSGHDR_IOV_COUNT = 24;
    static final int MSGHDR_CONTROL = 32;
    static final int MSGHDR_CONTROL_LENGTH = 40;
    static final int IOVEC_LENGTH = 16;
    static final int IOVEC_SIZE = 8;
    static final int CMSG_LEVEL = 8;
    static final int CMSG_TYPE = 12;
    static final int CMSG_DATA = 16;
    /** Control room: CMSG_SPACE(ucred) + CMSG_SPACE(int), as libmemif reserves. */
    static final int CONTROL_ROOM = 56;
    static final int STATX_LENGTH = 256;
    static final int STATX_BLOCK_SIZE = 4;
    static final int STATX_MODE = 28;
    static final int STATX_INODE = 32;
    static final int STATX_SIZE = 40;
    static final int POLLFD_LENGTH = 8;
    static final int POLLFD_EVENTS = 4;
    static final int POLLFD_RETURNED = 6;
    static final int TIMERSPEC_LENGTH = 32;

    private LibCDescriptor() {
    }

    static boolean isEpollEventPacked(final String machine) {
        return machine.equals("amd64") || machine.equals("x86_64");
    }

    static int epollEventData(final String machine) {
        return isEpollEventPacked(machine) ? 4 : 8;
    }

    static long align(final long length) {
        return length + 7 & -8;
    }
}
