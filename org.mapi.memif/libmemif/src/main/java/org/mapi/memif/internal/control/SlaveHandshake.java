package org.mapi.memif.internal.control;

import java.util.ArrayDeque;
import java.util.Deque;
import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.ProtocolException;

/**
 * The slave's end: waits for HELLO, answers INIT, then sends one announcement per ACK in the order that every known master
 * accepts (regions, rings to the master, rings from the master, CONNECT) and waits for CONNECTED.
 */
public final class SlaveHandshake extends Handshake {
    private final SlaveSide side;
    private final Deque<Outbound> announcements = new ArrayDeque<>();

    /**
     * A fresh handshake.
     *
     * @param side decides
     */
    public SlaveHandshake(final SlaveSide side) {
        super(State.AWAIT_HELLO);
        this.side = side;
    }

    @Override
    boolean handle(final Message message, final FdSlot fd) throws ProtocolException {
        return switch (message) {
            case Message.Hello hello when state() == State.AWAIT_HELLO -> {
                checkVersion(hello.minVersion(), hello.maxVersion());
                remoteApplication(hello.name());
                announcements.addAll(side.share(hello));
                announcements.add(new Outbound(new Message.Connect(side.name())));
                send(new Outbound(side.init()));
                enter(State.SETUP);
                yield true;
            }
            case Message.Ack ignored when state() != State.AWAIT_HELLO -> {
                acknowledged();
                yield true;
            }
            case Message.Connected connected when state() == State.AWAIT_CONNECTED -> {
                remoteName(connected.name());
                side.connected(connected.name());
                enter(State.CONNECTED);
                yield true;
            }
            default -> false;
        };
    }

    // An ACK too many is harmless: there is nothing left to send then.
    private void acknowledged() {
        final Outbound announcement = announcements.poll();
        if (announcement == null) {
            return;
        }
        send(announcement);
        if (announcements.isEmpty()) {
            enter(State.AWAIT_CONNECTED);
        }
    }
}
