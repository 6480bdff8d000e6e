package org.mapi.mos;

/** Which checksums are computed anew after a change. */
public enum ChecksumUpdate {
    /** None: the caller takes care of them. */
    NONE,
    /** That of the IPv4 header (MOS_UPDATE_IP_CHKSUM). */
    IP,
    /** That of the transport header (MOS_UPDATE_TCP_CHKSUM). */
    TRANSPORT,
    /** Both. */
    BOTH
}
