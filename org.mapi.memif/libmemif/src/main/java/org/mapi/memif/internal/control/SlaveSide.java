package org.mapi.memif.internal.control;

import java.util.List;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.ProtocolException;

/** What the slave's handshake decides about. */
public interface SlaveSide {
    /**
     * The request.
     *
     * @return id, mode, secret and name of this side
     */
    Message.Init init();

    /**
     * Creates regions and rings within the master's limits.
     *
     * @param hello the limits
     * @return ADD_REGION messages, then ADD_RING messages (slave to master first), each with its descriptor
     * @throws ProtocolException a system call's error
     */
    List<Outbound> share(Message.Hello hello) throws ProtocolException;

    /**
     * The interface name.
     *
     * @return for CONNECT
     */
    String name();

    /**
     * Checks cookies and resets the rings.
     *
     * @param remoteName interface name of the master
     * @throws ProtocolException COOKIE
     */
    void connected(String remoteName) throws ProtocolException;
}
