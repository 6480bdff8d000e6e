package org.mapi.memif;

/** A descriptor that the control loop watches. */
interface ControlFd {
    /** The descriptor. */
    int fd();

    /** It is ready; called with the context's lock held. Events are {@link MemifEvents} bits. Never throws because of a peer. */
    MemifError ready(int events);
}
