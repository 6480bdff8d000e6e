package org.mapi.mos;

/** What happens to packets whose IP or transport checksum is wrong. Every decision is counted. */
public enum ChecksumPolicy {
    /** Wrong ones are forwarded and not monitored, as in the original; packets that were not captured whole are accepted. */
    VERIFY,
    /** Checksums are not looked at. */
    IGNORE,
    /** As VERIFY, but the partial sums that a network card with checksum offload leaves in outgoing packets are accepted. */
    AUTO
}
