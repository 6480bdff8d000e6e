package org.mapi.memif.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxSystemCallsTest {
    private static final int EAGAIN = 11;
    private static final int EBADF = 9;
    private static final int EINVAL = 22;
    private static final int ECONNREFUSED = 111;
    private static final int EPROTOTYPE = 91;

    private final SystemCalls system = LinuxSystemCalls.instance();
    @TempDir
    private Path directory;

    @Test
    void shouldPassMessagesDescriptorsAndCredentials() {
        final SocketAddress address = new SocketAddress("@sys-test-" + ProcessHandle.current().pid());
        final int listener = system.socket();
        assertThat(system.bind(listener, address)).isZero();
        assertThat(system.passCredentials(listener)).isZero();
        assertThat(system.listen(listener, 1)).isZero();
        assertThat(system.accept(listener)).isEqualTo(-EAGAIN);
        final int client = system.socket();
        assertThat(system.connect(client, address)).isZero();
        final int server = system.accept(listener);
        final int memfd = system.memfd("test");
        final MemorySegment message = Arena.ofAuto().allocate(128);
        message.fill((byte) 7);
        assertThat(system.send(client, message, memfd)).isEqualTo(128);
        assertThat(system.send(client, Arena.ofAuto().allocate(200), -1)).isEqualTo(200);
        final MemorySegment received = Arena.ofAuto().allocate(128);
        final SystemCalls.FdSlot slot = new SystemCalls.FdSlot();
        assertThat(system.receive(server, received, slot)).isEqualTo(128);
        assertThat(received.get(ValueLayout.JAVA_BYTE, 127)).isEqualTo((byte) 7);
        assertThat(slot.count).isEqualTo(1);
        assertThat(slot.fd).isPositive().isNotEqualTo(memfd);
        assertThat(system.close(slot.take())).isZero();
        assertThat(system.receive(server, received, slot)).as("true length of a message that was cut").isEqualTo(200);
        assertThat(slot.count).isZero();
        assertThat(system.receive(server, received, slot)).isEqualTo(-EAGAIN);
        system.close(client);
        assertThat(system.receive(server, received, slot)).as("the end").isZero();
        for (final int fd : new int[] {server, listener, memfd}) {
            assertThat(system.close(fd)).isZero();
        }
        assertThat(system.close(server)).isEqualTo(-EBADF);
    }

    @Test
    void shouldMapSealedMemoryTwice() {
        final int fd = system.memfd("test");
        assertThat(system.truncate(fd, 8192)).isZero();
        assertThat(system.seals(fd)).isZero();
        assertThat(system.addSeals(fd, SystemCalls.SEAL_SHRINK)).isZero();
        assertThat(system.seals(fd)).isEqualTo(SystemCalls.SEAL_SHRINK);
        assertThat(system.truncate(fd, 4096)).isNegative();
        final SystemCalls.FileStatus status = new SystemCalls.FileStatus();
        assertThat(system.status(fd, status)).isZero();
        assertThat(status.size).isEqualTo(8192);
        assertThat(status.mode & SystemCalls.TYPE_MASK).isEqualTo(SystemCalls.TYPE_REGULAR);
        assertThat(status.blockSize).isEqualTo(4096);
        final long address = system.reserve(16384);
        assertThat(address).isPositive();
        assertThat(system.mapAt(address, 8192, fd)).isEqualTo(address);
        assertThat(system.mapAt(address + 8192, 8192, fd)).isEqualTo(address + 8192);
        final MemorySegment memory = MemorySegment.ofAddress(address).reinterpret(16384);
        memory.set(ValueLayout.JAVA_LONG, 8, 42);
        assertThat(memory.get(ValueLayout.JAVA_LONG, 8200)).isEqualTo(42);
        assertThat(system.mapAt(address, 8192, 100_000)).isEqualTo(-EBADF);
        assertThat(system.unmap(address, 16384)).isZero();
        assertThat(system.reserve(Long.MAX_VALUE & -4096)).isNegative();
        system.close(fd);
    }

    @Test
    void shouldSignalWaitAndTell() {
        final int event = system.eventfd();
        final int epoll = system.epoll();
        assertThat(system.kind(event)).isEqualTo("anon_inode:[eventfd]");
        assertThat(system.kind(100_000)).isEmpty();
        assertThat(system.clear(event)).isEqualTo(-EAGAIN);
        assertThat(system.epollControl(epoll, SystemCalls.EPOLL_ADD, event, SystemCalls.POLL_IN)).isZero();
        assertThat(system.epollWait(epoll, 0)).isZero();
        assertThat(system.poll(event, SystemCalls.POLL_IN, 0)).isZero();
        assertThat(system.signal(event, 1)).isEqualTo(8);
        assertThat(system.signal(event, 2)).isEqualTo(8);
        assertThat(system.poll(event, SystemCalls.POLL_IN, -1)).isEqualTo(SystemCalls.POLL_IN);
        assertThat(system.epollWait(epoll, -1)).isEqualTo((long) SystemCalls.POLL_IN << 32 | event);
        assertThat(system.clear(event)).isEqualTo(3);
        assertThat(system.epollControl(epoll, SystemCalls.EPOLL_MOD, event, SystemCalls.POLL_OUT)).isZero();
        assertThat(system.epollWait(epoll, 0)).isEqualTo((long) SystemCalls.POLL_OUT << 32 | event);
        assertThat(system.epollControl(epoll, SystemCalls.EPOLL_DEL, event, 0)).isZero();
        final int timer = system.timer();
        assertThat(system.setTimer(timer, 1, 0)).isZero();
        assertThat(system.poll(timer, SystemCalls.POLL_IN, 60_000)).isEqualTo(SystemCalls.POLL_IN);
        assertThat(system.clear(timer)).isEqualTo(1);
        assertThat(system.setTimer(timer, -1, 0)).isEqualTo(-EINVAL);
        for (final int fd : new int[] {event, epoll, timer}) {
            system.close(fd);
        }
    }

    @Test
    void shouldBindFilesWithPermissions() throws IOException {
        final Path path = directory.resolve("s\u00f6ck");
        final SocketAddress address = new SocketAddress(path.toString());
        final int fd = system.socket();
        assertThat(system.bind(fd, address)).isZero();
        assertThat(system.chmod(path.toString(), 0600)).isZero();
        assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
        final SystemCalls.FileStatus status = new SystemCalls.FileStatus();
        assertThat(system.status(path.toString(), status)).isZero();
        assertThat(status.mode).isEqualTo(SystemCalls.TYPE_SOCKET | 0600);
        assertThat(status.inode).isEqualTo(Files.getAttribute(path, "unix:ino"));
        assertThat(system.probe(address)).as("somebody lives here").isEqualTo(-EPROTOTYPE);
        system.close(fd);
        assertThat(system.probe(address)).as("a stale file").isEqualTo(-ECONNREFUSED);
        assertThat(system.unlink(path.toString())).isZero();
        assertThat(system.unlink(path.toString())).isEqualTo(-2);
    }

    @Test
    void shouldKnowTheLengthsOfAddresses() {
        assertThat(new SocketAddress("@abc").bytes()).hasSize(6).startsWith(1, 0, 0, 'a');
        assertThat(new SocketAddress("/x").bytes()).hasSize(110).startsWith(1, 0, '/', 'x', 0);
        assertThat(new SocketAddress("/" + "x".repeat(106)).bytes()).hasSize(110);
        for (final String wrong : new String[] {"", "@", "/" + "x".repeat(107), "@" + "x".repeat(108), "a\0b"}) {
            assertThatThrownBy(() -> new SocketAddress(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldPinLayoutsOfTheCLibrary() {
        assertThat(new int[] {LibCDescriptor.MSGHDR_LENGTH, LibCDescriptor.MSGHDR_IOV, LibCDescriptor.MSGHDR_IOV_COUNT,
            LibCDescriptor.MSGHDR_CONTROL, LibCDescriptor.MSGHDR_CONTROL_LENGTH}).containsExactly(56, 16, 24, 32, 40);
        assertThat(new int[] {LibCDescriptor.IOVEC_LENGTH, LibCDescriptor.IOVEC_SIZE, LibCDescriptor.CMSG_LEVEL,
            LibCDescriptor.CMSG_TYPE, LibCDescriptor.CMSG_DATA, LibCDescriptor.CONTROL_ROOM}).containsExactly(16, 8, 8, 12, 16,
            56);
        assertThat(new int[] {LibCDescriptor.STATX_LENGTH, LibCDescriptor.STATX_BLOCK_SIZE, LibCDescriptor.STATX_MODE,
            LibCDescriptor.STATX_INODE, LibCDescriptor.STATX_SIZE}).containsExactly(256, 4, 28, 32, 40);
        assertThat(new int[] {LibCDescriptor.POLLFD_LENGTH, LibCDescriptor.POLLFD_EVENTS, LibCDescriptor.POLLFD_RETURNED,
            LibCDescriptor.TIMERSPEC_LENGTH}).containsExactly(8, 4, 6, 32);
        assertThat(LibCDescriptor.epollEventData("amd64")).isEqualTo(4);
        assertThat(LibCDescriptor.epollEventData("aarch64")).isEqualTo(8);
        assertThat(LibCDescriptor.align(20)).isEqualTo(24);
    }
}
