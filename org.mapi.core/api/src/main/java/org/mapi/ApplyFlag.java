package org.mapi;

/** How a function came into its flow. */
public enum ApplyFlag {
    /** Applied by the user, appended (APPLY_NORMAL). */
    NORMAL,
    /** Added by another function or by policy, before all others (APPLY_INTERNAL). */
    INTERNAL
}
