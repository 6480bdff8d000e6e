package org.mapi.core.pcap.live;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of this room, on Linux with 64 bits. Each gives its result, or the negative error number where it failed.
 * Pointers to packet memory are passed as numbers.
 */
final class Posix {
    static final int EPERM = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int ENOBUFS = 105;

    static final int AF_PACKET = 17;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_SNDBUFFORCE = 32;
    static final int MSG_DONTWAIT = 0x40;
    static final short POLLIN = 1;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_VALUE =
        Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = handle("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = handle("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
        handle("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SEND = handle("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SENDMMSG = handle("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    private static final MethodHandle PPOLL = handle("ppoll", JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle CLOSE = handle("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle INDEX = handle("if_nametoindex", JAVA_INT, JAVA_LONG);
    private static final MethodHandle STRERROR =
        LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));

    private static final int LONGEST_TEXT = 1024;

    private Posix() { }

    private static MethodHandle handle(String function, MemoryLayout result, MemoryLayout... arguments) {
        FunctionDescriptor type = FunctionDescriptor.of(result, arguments);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(function), type, ERRNO);
    }

    /** Memory for the error number of one thread's calls; pass it to every call. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(Linker.Option.captureStateLayout());
    }

    private static int result(int value, MemorySegment errno) {
        return value < 0 ? -(int) ERRNO_VALUE.get(errno, 0L) : value;
    }

    private static IllegalStateException unexpected(Throwable e) {
        return new IllegalStateException("a system call threw", e);
    }

    static int socket(MemorySegment errno, int domain, int type, int protocol) {
        try {
            return result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment errno, int descriptor, MemorySegment address) {
        try {
            return result((int) BIND.invokeExact(errno, descriptor, address.address(), (int) address.byteSize()), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setOption(MemorySegment errno, int descriptor, int level, int option, int value) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocateFrom(JAVA_INT, value);
            return result((int) SETSOCKOPT.invokeExact(errno, descriptor, level, option, memory.address(), 4), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int send(MemorySegment errno, int descriptor, long address, int length) {
        try {
            return result((int) (long) SEND.invokeExact(errno, descriptor, address, (long) length, MSG_DONTWAIT), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendMany(MemorySegment errno, int descriptor, long messages, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(errno, descriptor, messages, count, MSG_DONTWAIT), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Waits for one descriptor.
     *
     * @param pollDescriptor 8 bytes: struct pollfd
     * @param time           16 bytes: struct timespec
     */
    static int poll(MemorySegment errno, MemorySegment pollDescriptor, MemorySegment time) {
        try {
            return result((int) PPOLL.invokeExact(errno, pollDescriptor.address(), 1L, time.address(), 0L), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(MemorySegment errno, int descriptor) {
        try {
            result((int) CLOSE.invokeExact(errno, descriptor), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Number of an interface in this thread's network namespace, 0 when there is none of that name. */
    static int interfaceIndex(MemorySegment errno, String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (int) INDEX.invokeExact(errno, arena.allocateFrom(name).address());
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The system's words for an error number. */
    static String text(int number) {
        try {
            return ((MemorySegment) STRERROR.invokeExact(number)).reinterpret(LONGEST_TEXT).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
