package org.mapi.memif;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.mapi.memif.internal.sys.LinuxSystemCalls;
import org.mapi.memif.internal.sys.SocketAddress;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageCodec;
import org.mapi.memif.internal.wire.ProtocolException;

/** A peer without manners: it sends what it is told, byte by byte. */
final class RawPeer implements AutoCloseable {
    private static final int EAGAIN = 11;
    private static final int PATIENCE_MILLISECONDS = 60_000;

    final SystemCalls system = LinuxSystemCalls.instance();
    final MemorySegment buffer = Arena.ofAuto().allocate(256);
    private final int fd;

    private RawPeer(final int fd) {
        this.fd = fd;
    }

    static RawPeer connect(final String address) {
        final SystemCalls system = LinuxSystemCalls.instance();
        final int fd = system.socket();
        while (true) {
            final int result = system.connect(fd, new SocketAddress(address));
            if (result == 0) {
                return new RawPeer(fd);
            }
            if (result != -EAGAIN) {
                throw new IllegalStateException("connect: errno=" + -result);
            }
            Thread.onSpinWait();
        }
    }

    static RawPeer accept(final int listener) {
        final SystemCalls system = LinuxSystemCalls.instance();
        system.poll(listener, SystemCalls.POLL_IN, PATIENCE_MILLISECONDS);
        return new RawPeer(system.accept(listener));
    }

    int send(final Message message, final int passed) {
        MessageCodec.encode(message, buffer);
        return sendRaw(128, passed);
    }

    int sendRaw(final int length, final int passed) {
        return system.send(fd, buffer.asSlice(0, length), passed);
    }

    /** The next message, or null at the end of the connection; waits a while. */
    Message receive() {
        return receive(PATIENCE_MILLISECONDS);
    }

    Message receive(final int milliseconds) {
        if (system.poll(fd, SystemCalls.POLL_IN, milliseconds) == 0) {
            throw new IllegalStateException("no answer");
        }
        final SystemCalls.FdSlot slot = new SystemCalls.FdSlot();
        final int length = system.receive(fd, buffer, slot);
        final int passed = slot.take();
        if (passed >= 0) {
            system.close(passed);
        }
        try {
            return length <= 0 ? null : MessageCodec.decode(buffer, length);
        } catch (ProtocolException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    /** Whatever has come, until there is nothing more; the last message. */
    Message last() {
        Message last = null;
        while (system.poll(fd, SystemCalls.POLL_IN, 0) > 0) {
            final Message next = receive();
            if (next == null) {
                return last;
            }
            last = next;
        }
        return last;
    }

    @Override
    public void close() {
        system.close(fd);
    }
}
