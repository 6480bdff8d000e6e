package org.mapi.mos;

/** Why a flow ended. The original knows these reasons and does not tell them. */
public enum CloseReason {
    /** It has not ended. */
    NONE,
    /** Both sides sent a FIN, and both were acknowledged. */
    FIN,
    /** A valid RST ended it, or refused it. */
    RESET,
    /** Nothing was heard of it for as long as the source allows. */
    TIMEOUT,
    /** It had to give way: the memory budget or the number of flows was used up. */
    EVICTED,
    /** A new connection with the same addresses and ports took its place. */
    REPLACED,
    /** Monitoring was stopped: by the application, or because source or application ended. */
    STOPPED
}
