package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import org.mapi.memif.internal.control.Handshake;
import org.mapi.memif.internal.control.Outbound;
import org.mapi.memif.internal.sys.SystemCalls;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageCodec;
import org.mapi.memif.internal.wire.ProtocolException;

/** A control connection: carries a handshake's messages over a socket, and ends when either side says or does something wrong. */
final class Channel implements ControlFd {
    private static final int EAGAIN = 11;
    /** Messages per event: a peer that never stops talking does not keep the loop from others. */
    private static final int MESSAGES_PER_EVENT = 32;

    /** Whoever wants to know what becomes of a channel. */
    interface Owner {
        /** The last message of the handshake is out, packets may flow. */
        void up();

        /** The channel is closed; its descriptor is gone. */
        void ended(MemifError error, String reason);
    }

    private final SystemCalls system;
    private final ControlLoop loop;
    private final int fd;
    private final Handshake handshake;
    private final Owner owner;
    private final MemorySegment buffer;
    private final long deadline;
    private boolean isBlocked;
    private boolean isUp;
    private boolean isClosed;

    Channel(final MemifContext context, final int fd, final Handshake handshake, final Owner owner) {
        system = context.system();
        loop = context.loop();
        buffer = context.messageBuffer();
        deadline = context.handshakeDeadline();
        this.fd = fd;
        this.handshake = handshake;
        this.owner = owner;
    }

    /** Starts to watch and sends what is ready. On an exception the caller still owns the descriptor. */
    MemifError start() {
        loop.watch(this, MemifEvents.READ);
        return flush();
    }

    Handshake handshake() {
        return handshake;
    }

    boolean isUp() {
        return isUp;
    }

    boolean isLate(final long now) {
        return !isUp && now - deadline > 0;
    }

    @Override
    public int fd() {
        return fd;
    }

    @Override
    public MemifError ready(final int events) {
        MemifError result = MemifError.SUCCESS;
        if ((events & (MemifEvents.READ | MemifEvents.ERROR)) != 0) {
            for (int i = 0; i < MESSAGES_PER_EVENT && !isClosed; i++) {
                final int received = receive();
                if (received == 0) {
                    break;
                }
                result = received < 0 ? MemifError.of(received) : MemifError.SUCCESS;
            }
        }
        if ((events & MemifEvents.WRITE) != 0 && !isClosed) {
            result = flush();
        }
        return result;
    }

    /** Receives one message; 0 if there is none, a negated code if the channel ended. */
    private int receive() {
        final SystemCalls.FdSlot slot = new SystemCalls.FdSlot();
        final int length = system.receive(fd, buffer, slot);
        if (length == -EAGAIN) {
            return 0;
        }
        if (length <= 0) {
            final MemifError error = length == 0 ? MemifError.DISCONNECTED : MemifError.ofErrno(-length);
            close(error, length == 0 ? "the peer closed the connection" : "receive: errno=" + -length, null);
            return -error.code();
        }
        try {
            handshake.receive(MessageCodec.decode(buffer, length), slot);
            return flush() == MemifError.SUCCESS ? 1 : -MemifError.DISCONNECTED.code();
        } catch (ProtocolException wrong) {
            close(wrong.error(), wrong.getMessage(), wrong.error() == MemifError.DISCONNECT ? null : wrong.getMessage());
            return -wrong.error().code();
        } finally {
            final int left = slot.take();
            if (left >= 0) {
                system.close(left);
            }
        }
    }

    private MemifError flush() {
        for (Outbound next = handshake.next(); next != null; next = handshake.next()) {
            MessageCodec.encode(next.message(), buffer);
            final int sent = system.send(fd, buffer, next.fd());
            if (sent == -EAGAIN) {
                block(true);
                return MemifError.SUCCESS;
            }
            if (sent < 0) {
                final MemifError error = MemifError.ofErrno(-sent);
                final MemifError result = error == MemifError.SYSCALL ? MemifError.DISCONNECTED : error;
                close(result, "send: errno=" + -sent, null);
                return result;
            }
            handshake.sent();
        }
        block(false);
        if (!isUp && handshake.state() == Handshake.State.CONNECTED) {
            isUp = true;
            owner.up();
        }
        return MemifError.SUCCESS;
    }

    private void block(final boolean on) {
        if (on != isBlocked) {
            isBlocked = on;
            loop.modify(this, on ? MemifEvents.READ | MemifEvents.WRITE : MemifEvents.READ);
        }
    }

    /**
     * Ends the channel.
     *
     * @param error  for the local side
     * @param reason for the local side
     * @param words  for the peer, null to say nothing
     */
    void close(final MemifError error, final String reason, final String words) {
        if (isClosed) {
            return;
        }
        isClosed = true;
        if (words != null) {
            MessageCodec.encode(new Message.Disconnect(0, words), buffer);
            system.send(fd, buffer, -1);
        }
        loop.forget(this);
        system.close(fd);
        owner.ended(error, reason);
    }
}
