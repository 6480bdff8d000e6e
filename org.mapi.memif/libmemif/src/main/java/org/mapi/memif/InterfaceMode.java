package org.mapi.memif;

/** What the packets of an interface are. The number on the wire is the ordinal; both sides must agree. */
public enum InterfaceMode {
    /** Ethernet frames. */
    ETHERNET,
    /** IP packets without link layer. */
    IP,
    /** Punt/inject. */
    PUNT_INJECT
}
