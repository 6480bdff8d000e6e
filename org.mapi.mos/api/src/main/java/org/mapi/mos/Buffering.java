package org.mapi.mos;

/** Of which sides an application wants to read the received bytes. Nothing is reassembled where nobody reads. */
public enum Buffering {
    /** Of none. */
    NONE,
    /** What the client receives. */
    CLIENT,
    /** What the server receives. */
    SERVER,
    /** What either receives. */
    BOTH;

    /** Tells whether the bytes that a side receives are wanted. */
    public boolean includes(Side receiver) {
        return this == BOTH || this == CLIENT && receiver == Side.CLIENT || this == SERVER && receiver == Side.SERVER;
    }
}
