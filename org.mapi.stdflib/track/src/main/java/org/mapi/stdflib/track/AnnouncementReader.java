package org.mapi.stdflib.track;

import org.mapi.packet.Layers;

/** Reads the lines of a control connection for announcements of others. */
interface AnnouncementReader {
    /** The byte that ends a line; it is not part of it. */
    byte lineEnd();

    /**
     * Whether a connection that was itself announced is a control connection all the same.
     *
     * @param layers one of its packets
     */
    default boolean controls(Layers layers) {
        return false;
    }

    /**
     * Reads a line.
     *
     * @param bytes     holds it
     * @param from      index of its first byte
     * @param to        index behind its last
     * @param announcer where to say what it announces; knows who sent it
     */
    void line(byte[] bytes, int from, int to, Announcer announcer);
}
