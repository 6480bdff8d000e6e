package org.mapi.memif.internal.control;

import org.mapi.memif.internal.sys.SystemCalls.FdSlot;
import org.mapi.memif.internal.wire.Message;
import org.mapi.memif.internal.wire.ProtocolException;

/** What the master's handshake decides about. Every refusal is a {@link ProtocolException}, whose message goes to the peer. */
public interface MasterSide {
    /**
     * The greeting.
     *
     * @return limits and name of this side
     */
    Message.Hello hello();

    /**
     * Decides whether a slave may have the interface it asks for.
     *
     * @param init what it asks for
     * @throws ProtocolException ID, ACCSLAVE, ALRCONN, MODE, NOSECRET or SECRET
     */
    void accept(Message.Init init) throws ProtocolException;

    /**
     * Takes a region; the index is the next one.
     *
     * @param region index and size
     * @param fd     memory file; taken if the region is kept
     * @throws ProtocolException if it is not what it should be
     */
    void addRegion(Message.AddRegion region, FdSlot fd) throws ProtocolException;

    /**
     * Takes a ring; the index is the next one of its direction and the geometry lies inside its region.
     *
     * @param ring geometry
     * @param fd   eventfd; taken if the ring is kept
     * @throws ProtocolException if it is not what it should be
     */
    void addRing(Message.AddRing ring, FdSlot fd) throws ProtocolException;

    /**
     * Maps everything and resets the rings.
     *
     * @param remoteName interface name of the slave
     * @return interface name of this side
     * @throws ProtocolException COOKIE or a system call's error
     */
    String connect(String remoteName) throws ProtocolException;
}
