package org.mapi.memif.internal.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LastError;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;

/** {@link SystemCalls} by jnr-ffi on Linux (x86_64, aarch64). One instance serves the whole process; the binding is made once. */
public final class LinuxSystemCalls implements SystemCalls {
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_SEQPACKET = 5;
    private static final int NONBLOCK = 0x800;
    private static final int CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_PASSCRED = 16;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_TRUNC = 0x20;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int MSG_CMSG_CLOEXEC = 0x40000000;
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;
    private static final int F_GETFL = 3;
    private static final int F_SETFL = 4;
    private static final int F_ADD_SEALS = 1033;
    private static final int F_GET_SEALS = 1034;
    private static final int AT_FDCWD = -100;
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_SHARED = 1;
    private static final int MAP_FIXED = 0x10;
    private static final int MAP_PRIVATE_ANONYMOUS_NORESERVE = 0x4022;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int EINTR = 4;
    private static final int ENOSYS = 38;
    private static final int EOPNOTSUPP = 95;
    private static final int RWF_NOWAIT = 8;
    private static final String MACHINE = System.getProperty("os.arch");
    private static final int EPOLL_DATA = LibCDescriptor.epollEventData(MACHINE);
    private static final long NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int SCRATCH = 64;

    private final LibC c;
    private final Runtime runtime;
    private final MemorySegment increments;
    private final ThreadLocal<MemorySegment> scratch = ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SCRATCH,
            Long.BYTES));

    private LinuxSystemCalls() {
        c = LibraryLoader.create(LibC.class).mapper((name, context) -> LibC.NAMES.getOrDefault(name, name)).load("c");
        runtime = Runtime.getRuntime(c);
        increments = Arena.global().allocate(3L * Long.BYTES, Long.BYTES);
        for (int i = 0; i < 3; i++) {
            increments.setAtIndex(ValueLayout.JAVA_LONG, i, i);
        }
    }

    private static final class Holder {
        static final LinuxSystemCalls INSTANCE = new LinuxSystemCalls();
    }

    /**
     * The instance, bound at the first call.
     *
     * @return shared by everybody
     */
    public static LinuxSystemCalls instance() {
        return Holder.INSTANCE;
    }

    private int errno() {
        return LastError.getLastError(runtime);
    }

    private int result(final int value) {
        return value < 0 ? -errno() : value;
    }

    private long result(final long value) {
        return value < 0 ? -errno() : value;
    }

    @Override
    public int socket() {
        return result(c.socket(AF_UNIX, SOCK_SEQPACKET | NONBLOCK | CLOEXEC, 0));
    }

    @Override
    public int bind(final int fd, final SocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment bytes = bytes(arena, address);
            return result(c.bind(fd, bytes.address(), (int) bytes.byteSize()));
        }
    }

    @Override
    public int connect(final int fd, final SocketAddress address) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment bytes = bytes(arena, address);
            return result(c.connect(fd, bytes.address(), (int) bytes.byteSize()));
        }
    }

    @Override
    public int probe(final SocketAddress address) {
        final int fd = result(c.socket(AF_UNIX, SOCK_DGRAM | NONBLOCK | CLOEXEC, 0));
        if (fd < 0) {
            return fd;
        }
        try {
            return connect(fd, address);
        } finally {
            close(fd);
        }
    }

    @Override
    public int listen(final int fd, final int backlog) {
        return result(c.listen(fd, backlog));
    }

    @Override
    public int accept(final int fd) {
        return result(c.accept4(fd, 0, 0, NONBLOCK | CLOEXEC));
    }

    @Override
    public int passCredentials(final int fd) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment on = arena.allocateFrom(ValueLayout.JAVA_INT, 1);
            return result(c.setsockopt(fd, SOL_SOCKET, SO_PASSCRED, on.address(), Integer.BYTES));
        }
    }

    @Override
    public int send(final int fd, final MemorySegment message, final int passed) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment header = header(arena, message);
            if (passed >= 0) {
                final MemorySegment control = arena.allocate(LibCDescriptor.align(LibCDescriptor.CMSG_DATA
                        + Integer.BYTES), Long.BYTES);
                control.set(ValueLayout.JAVA_LONG, 0, LibCDescriptor.CMSG_DATA + Integer.BYTES);
                control.set(ValueLayout.JAVA_INT, LibCDescriptor.CMSG_LEVEL, SOL_SOCKET);
                control.set(ValueLayout.JAVA_INT, LibCDescriptor.CMSG_TYPE, SCM_RIGHTS);
                control.set(ValueLayout.JAVA_INT, LibCDescriptor.CMSG_DATA, passed);
                header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_CONTROL, control.address());
                header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_CONTROL_LENGTH, control.byteSize());
            }
            return (int) result(c.sendmsg(fd, header.address(), MSG_DONTWAIT | MSG_NOSIGNAL));
        }
    }

    @Override
    public int receive(final int fd, final MemorySegment message, final FdSlot slot) {
        slot.fd = -1;
        slot.count = 0;
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment header = header(arena, message);
            final MemorySegment control = arena.allocate(LibCDescriptor.CONTROL_ROOM, Long.BYTES);
            header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_CONTROL, control.address());
            header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_CONTROL_LENGTH, control.byteSize());
            final long received = result(c.recvmsg(fd, header.address(), MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC));
            if (received >= 0) {
                takeDescriptors(control, header.get(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_CONTROL_LENGTH), slot);
            }
            return Math.clamp(received, Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
    }

    private void takeDescriptors(final MemorySegment control, final long length, final FdSlot slot) {
        long at = 0;
        while (at + LibCDescriptor.CMSG_DATA <= length) {
            final long size = control.get(ValueLayout.JAVA_LONG, at);
            if (size < LibCDescriptor.CMSG_DATA || at + size > length) {
                return;
            }
            // credentials may stand beside descriptors, in either order; they are skipped
            if (control.get(ValueLayout.JAVA_INT, at + LibCDescriptor.CMSG_LEVEL) == SOL_SOCKET
                    && control.get(ValueLayout.JAVA_INT, at + LibCDescriptor.CMSG_TYPE) == SCM_RIGHTS) {
                for (long each = at + LibCDescriptor.CMSG_DATA; each + Integer.BYTES <= at + size; each += Integer.BYTES) {
                    takeDescriptor(control.get(ValueLayout.JAVA_INT, each), slot);
                }
            }
            at += LibCDescriptor.align(size);
        }
    }

    private void takeDescriptor(final int fd, final FdSlot slot) {
        slot.count++;
        if (slot.count == 1) {
            slot.fd = fd;
        } else {
            close(fd);
        }
    }

    private static MemorySegment header(final Arena arena, final MemorySegment message) {
        final MemorySegment vector = arena.allocate(LibCDescriptor.IOVEC_LENGTH, Long.BYTES);
        vector.set(ValueLayout.JAVA_LONG, 0, message.address());
        vector.set(ValueLayout.JAVA_LONG, LibCDescriptor.IOVEC_SIZE, message.byteSize());
        final MemorySegment header = arena.allocate(LibCDescriptor.MSGHDR_LENGTH, Long.BYTES);
        header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_IOV, vector.address());
        header.set(ValueLayout.JAVA_LONG, LibCDescriptor.MSGHDR_IOV_COUNT, 1);
        return header;
    }

    @Override
    public int memfd(final String name) {
        try (Arena arena = Arena.ofConfined()) {
            return result(c.memfdCreate(arena.allocateFrom(name).address(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
        }
    }

    @Override
    public int truncate(final int fd, final long size) {
        return result(c.ftruncate(fd, size));
    }

    @Override
    public int addSeals(final int fd, final int seals) {
        return result(c.fcntl(fd, F_ADD_SEALS, seals));
    }

    @Override
    public int seals(final int fd) {
        return result(c.fcntl(fd, F_GET_SEALS, 0));
    }

    @Override
    public int status(final int fd, final FileStatus status) {
        return status(fd, "", AT_EMPTY_PATH, status);
    }

    @Override
    public int status(final String path, final FileStatus status) {
        return status(AT_FDCWD, path, 0, status);
    }

    private int status(final int fd, final String path, final int flags, final FileStatus status) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment buffer = arena.allocate(LibCDescriptor.STATX_LENGTH, Long.BYTES);
            final int result = result(c.statx(fd, arena.allocateFrom(path).address(), flags, STATX_BASIC_STATS,
                    buffer.address()));
            status.mode = buffer.get(ValueLayout.JAVA_SHORT, LibCDescriptor.STATX_MODE) & 0xffff;
            status.size = buffer.get(ValueLayout.JAVA_LONG, LibCDescriptor.STATX_SIZE);
            status.blockSize = buffer.get(ValueLayout.JAVA_INT, LibCDescriptor.STATX_BLOCK_SIZE);
            status.inode = buffer.get(ValueLayout.JAVA_LONG, LibCDescriptor.STATX_INODE);
            return result;
        }
    }

    @Override
    public String kind(final int fd) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
        } catch (IOException | SecurityException unreadable) {
            return "";
        }
    }

    @Override
    public long reserve(final long size) {
        return mapped(c.mmap(null, size, 0, MAP_PRIVATE_ANONYMOUS_NORESERVE, -1, 0));
    }

    @Override
    public long mapAt(final long address, final long size, final int fd) {
        return mapped(c.mmap(Pointer.wrap(runtime, address), size, PROT_READ_WRITE, MAP_SHARED | MAP_FIXED, fd, 0));
    }

    private long mapped(final Pointer pointer) {
        return pointer == null || pointer.address() == -1 ? -errno() : pointer.address();
    }

    @Override
    public int unmap(final long address, final long size) {
        return result(c.munmap(address, size));
    }

    @Override
    public int eventfd() {
        return result(c.eventfd(0, NONBLOCK | CLOEXEC));
    }

    @Override
    public int signal(final int fd, final int count) {
        return (int) result(c.write(fd, increments.address() + (long) count * Long.BYTES, Long.BYTES));
    }

    @Override
    public long clear(final int fd) {
        final MemorySegment room = scratch.get();
        room.setAtIndex(ValueLayout.JAVA_LONG, 1, room.address());
        room.setAtIndex(ValueLayout.JAVA_LONG, 2, Long.BYTES);
        // a peer that shares the descriptor may have made it blocking; RWF_NOWAIT does not care
        long read = result(c.preadv2(fd, room.address() + Long.BYTES, 1, -1, RWF_NOWAIT));
        if (read == -EOPNOTSUPP || read == -ENOSYS) {
            read = result(c.read(fd, room.address(), Long.BYTES));
        }
        if (read < 0) {
            return read;
        }
        final long counter = room.get(ValueLayout.JAVA_LONG, 0);
        return counter < 0 ? Long.MAX_VALUE : counter;
    }

    @Override
    public int nonBlocking(final int fd) {
        final int flags = result(c.fcntl(fd, F_GETFL, 0));
        return flags < 0 ? flags : result(c.fcntl(fd, F_SETFL, flags | NONBLOCK));
    }

    @Override
    public int epoll() {
        return result(c.epollCreate(CLOEXEC));
    }

    @Override
    public int epollControl(final int epoll, final int operation, final int fd, final int events) {
        final MemorySegment event = scratch.get();
        event.set(ValueLayout.JAVA_INT, 0, events);
        event.set(ValueLayout.JAVA_LONG_UNALIGNED, EPOLL_DATA, fd);
        return result(c.epollControl(epoll, operation, fd, event.address()));
    }

    @Override
    public long epollWait(final int epoll, final int timeout) {
        final MemorySegment event = scratch.get();
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
        int left = timeout;
        while (true) {
            final int count = result(c.epollWait(epoll, event.address(), 1, left));
            if (count > 0) {
                final long fd = event.get(ValueLayout.JAVA_LONG_UNALIGNED, EPOLL_DATA);
                return (long) event.get(ValueLayout.JAVA_INT, 0) << Integer.SIZE | fd;
            }
            if (count != -EINTR) {
                return count;
            }
            left = remaining(timeout, end);
        }
    }

    @Override
    public int poll(final int fd, final int events, final int timeout) {
        final MemorySegment pollfd = scratch.get();
        final long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeout);
        int left = timeout;
        while (true) {
            pollfd.set(ValueLayout.JAVA_INT, 0, fd);
            pollfd.set(ValueLayout.JAVA_INT, LibCDescriptor.POLLFD_EVENTS, events);
            final int count = result(c.poll(pollfd.address(), 1, left));
            if (count > 0) {
                return pollfd.get(ValueLayout.JAVA_SHORT, LibCDescriptor.POLLFD_RETURNED);
            }
            if (count != -EINTR) {
                return count;
            }
            left = remaining(timeout, end);
        }
    }

    private static int remaining(final int timeout, final long end) {
        return timeout < 0 ? timeout : (int) Math.max(0, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
    }

    @Override
    public int timer() {
        return result(c.timerfdCreate(CLOCK_MONOTONIC, NONBLOCK | CLOEXEC));
    }

    @Override
    public int setTimer(final int fd, final long initial, final long every) {
        final MemorySegment spec = scratch.get();
        spec.setAtIndex(ValueLayout.JAVA_LONG, 0, every / NANOS);
        spec.setAtIndex(ValueLayout.JAVA_LONG, 1, every % NANOS);
        spec.setAtIndex(ValueLayout.JAVA_LONG, 2, initial / NANOS);
        spec.setAtIndex(ValueLayout.JAVA_LONG, 3, initial % NANOS);
        return result(c.timerfdSetTime(fd, 0, spec.address(), 0));
    }

    @Override
    public int close(final int fd) {
        return result(c.close(fd));
    }

    @Override
    public int unlink(final String path) {
        try (Arena arena = Arena.ofConfined()) {
            return result(c.unlink(arena.allocateFrom(path).address()));
        }
    }

    @Override
    public int chmod(final String path, final int permissions) {
        try (Arena arena = Arena.ofConfined()) {
            return result(c.chmod(arena.allocateFrom(path, StandardCharsets.UTF_8).address(), permissions));
        }
    }

    private static MemorySegment bytes(final Arena arena, final SocketAddress address) {
        final byte[] bytes = address.bytes();
        final MemorySegment segment = arena.allocate(bytes.length, Long.BYTES);
        for (int i = 0; i < bytes.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, bytes[i]);
        }
        return segment;
    }
}
