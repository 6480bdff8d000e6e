package org.mapi.memif.internal.control;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mapi.memif.MemifError;
import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.MessageDescriptor;
import org.mapi.memif.internal.wire.ProtocolException;

/** What both ends of a control channel have in common. Not thread-safe: the channel calls it under the context's lock. */
public abstract sealed class Handshake permits MasterHandshake, SlaveHandshake {
    /** Where a handshake is. */
    public enum State {
        /** Slave: HELLO has not come. */
        AWAIT_HELLO,
        /** Master: INIT has not come. */
        AWAIT_INIT,
        /** Regions and rings are being announced. */
        SETUP,
        /** Slave: CONNECT was sent. */
        AWAIT_CONNECTED,
        /** Packets may flow. */
        CONNECTED
    }

    private final Deque<Outbound> ready = new ArrayDeque<>();
    private State state;
    private String remoteApplication = "";
    private String remoteName = "";

    Handshake(final State initial) {
        state = initial;
    }

    /**
     * Where the handshake is.
     *
     * @return never null
     */
    public final State state() {
        return state;
    }

    /**
     * The peer's application.
     *
     * @return empty before it is known
     */
    public final String remoteApplication() {
        return remoteApplication;
    }

    /**
     * The peer's interface.
     *
     * @return empty before it is known
     */
    public final String remoteName() {
        return remoteName;
    }

    /**
     * The next message to send; it stays until {@link #sent()}.
     *
     * @return null if there is none now
     */
    public final Outbound next() {
        return ready.peek();
    }

    /** Removes the message that {@link #next()} gave. */
    public final void sent() {
        ready.remove();
    }

    /**
     * Handles a message.
     *
     * @param message the message
     * @param fd      the descriptor that came with it, if any; the caller closes what is not taken
     * @throws ProtocolException if the connection must end; DISCONNECT if the peer said so
     */
    public final void receive(final Message message, final FdSlot fd) throws ProtocolException {
        if (fd.count > 1 || fd.count == 1 && !(message instanceof Message.AddRegion || message instanceof Message.AddRing)) {
            throw new ProtocolException(MemifError.MFMSG, "unexpected descriptors: message=" + name(message) + ", count="
                    + fd.count);
        }
        if (message instanceof Message.Disconnect disconnect) {
            throw new ProtocolException(MemifError.DISCONNECT, disconnect.text());
        }
        if (!handle(message, fd)) {
            throw new ProtocolException(MemifError.MFMSG, "unexpected message: message=" + name(message) + ", state=" + state);
        }
    }

    /** Handles a message other than DISCONNECT; false if it does not belong here. */
    abstract boolean handle(Message message, FdSlot fd) throws ProtocolException;

    final void enter(final State next) {
        state = next;
    }

    final void send(final Outbound message) {
        ready.add(message);
    }

    final void remoteApplication(final String name) {
        remoteApplication = name;
    }

    final void remoteName(final String name) {
        remoteName = name;
    }

    static void checkVersion(final int lowest, final int highest) throws ProtocolException {
        if (lowest > MessageDescriptor.VERSION || highest < MessageDescriptor.VERSION) {
            throw new ProtocolException(MemifError.PROTO, "incompatible version: peer=" + lowest + ".." + highest + ", expected "
                    + MessageDescriptor.VERSION);
        }
    }

    private static String name(final Message message) {
        return message.getClass().getSimpleName();
    }
}
