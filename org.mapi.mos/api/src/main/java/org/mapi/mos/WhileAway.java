package org.mapi.mos;

/**
 * What becomes of an application's packets on an inline source while its next version is waited for, two seconds at most. After
 * that, and when its next version cannot be attached, they pass.
 */
public enum WhileAway {
    /** They pass as they are. */
    PASS,
    /**
     * They are dropped: packets of its flows and those without a flow that its filters match, or the frames of a packet monitor.
     * For applications without which packets must not go on, such as a firewall or address translation.
     */
    DROP
}
