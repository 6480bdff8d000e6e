package org.mapi.memif.internal.sys;

import java.util.Map;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.SaveError;

/**
 * The functions of the C library that are bound by jnr-ffi; addresses are plain longs. Public only because the binding needs it.
 */
public interface LibC {
    /** Functions whose C names are no Java names. */
    Map<String, String> NAMES = Map.of("memfdCreate", "memfd_create", "epollCreate", "epoll_create1", "epollControl", "epoll_ctl",
            "epollWait", "epoll_wait", "timerfdCreate", "timerfd_create", "timerfdSetTime", "timerfd_settime");

    // jnr-ffi reads a Java long as a 64-bit integer, which size_t, off_t and pointers are on the supported machines (x86_64,
    // aarch64)
    @SaveError int socket(int domain, int type, int protocol);

    @SaveError int bind(int fd, long address, int length);

    @SaveError int listen(int fd, int backlog);

    @SaveError int connect(int fd, long address, int length);

    @SaveError int accept4(int fd, long address, long length, int flags);

    @SaveError int setsockopt(int fd, int level, int name, long value, int length);

    @SaveError long sendmsg(int fd, long message, int flags);

    @SaveError long recvmsg(int fd, long message, int flags);

    @SaveError int memfdCreate(long name, int flags);

    @SaveError int ftruncate(int fd, long size);

    @SaveError int fcntl(int fd, int command, long argument);

    @SaveError int statx(int fd, long path, int flags, int mask, long buffer);

    // With six integer arguments jnr-ffi 2.3.4's machine-code stubs hand over a wrong sixth; pointers take another way.
    @SaveError Pointer mmap(Pointer address, long length, int protection, int flags, int fd, long offset);

    @SaveError int munmap(long address, long length);

    @SaveError int eventfd(int initial, int flags);

    @SaveError long read(int fd, long buffer, long length);

    @SaveError long preadv2(int fd, long vectors, int count, long offset, int flags);

    @SaveError long write(int fd, long buffer, long length);

    @SaveError int epollCreate(int flags);

    @SaveError int epollControl(int epoll, int operation, int fd, long event);

    @SaveError int epollWait(int epoll, long events, int max, int timeout);

    @SaveError int poll(long fds, long count, int timeout);

    @SaveError int timerfdCreate(int clock, int flags);

    @SaveError int timerfdSetTime(int fd, int flags, long value, long old);

    @SaveError int close(int fd);

    @SaveError int unlink(long path);

    @SaveError int chmod(long path, int mode);
}
