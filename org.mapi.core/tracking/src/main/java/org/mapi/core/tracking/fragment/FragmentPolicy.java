package org.mapi.core.tracking.fragment;

/** What happens when fragments overlap. Exact repetitions are no overlap. */
public enum FragmentPolicy {
    /** The bytes that came first stay. */
    FIRST,
    /** The bytes that came last replace older ones. */
    LAST,
    /** The whole datagram is given up, with fragments still to come, as RFC 5722 wants it for IPv6. */
    DISCARD
}
