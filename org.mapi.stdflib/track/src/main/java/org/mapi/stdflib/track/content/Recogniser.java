package org.mapi.stdflib.track.content;

import org.mapi.packet.Layers;

/** Knows an application by its payload. Remembers nothing from call to call. Used by one thread. */
public interface Recogniser {
    /** It is not this application, as far as this payload tells. */
    int NO = 0;
    /** All bytes so far are the beginning of this application's; only for streams and if nothing is missing. */
    int MORE = 1;
    /** It is this application. */
    int YES = 2;

    /** How many bytes {@link #promising} sees at most. */
    int GLANCE = 128;

    /** How many bytes of a payload it wants to see, 1 to {@link Content#CAPACITY}. */
    int window();

    /**
     * A first look at the packet itself, before anything is copied: protocol, ports, the length. The first bytes must not be
     * asked for: they may continue a stream whose beginning came before.
     *
     * @param layers its innermost layers, TCP or UDP, with a payload
     * @return false if it cannot be this application
     */
    boolean candidate(Layers layers);

    /**
     * Whether the first {@value #GLANCE} bytes of a payload are worth looking at its whole window.
     *
     * @param glance the beginning of the payload, or all of it
     * @return false if {@link #examine} would say no
     */
    default boolean promising(Content glance) {
        return true;
    }

    /**
     * Looks at the content.
     *
     * @return {@link #NO}, {@link #MORE} or {@link #YES}
     */
    int examine(Content content);
}
