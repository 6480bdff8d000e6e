package org.mapi.memif;

/** Takes received packets one by one. */
@FunctionalInterface
public interface FrameHandler {
    /**
     * A packet has come.
     *
     * @param frame valid until this returns
     */
    void accept(MemifFrame frame);
}
