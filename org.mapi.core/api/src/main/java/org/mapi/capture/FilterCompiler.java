package org.mapi.capture;

import org.osgi.annotation.versioning.ProviderType;

/** Compiles capture-filter expressions (the language of tcpdump). A service; may be called from any thread. */
@ProviderType
public interface FilterCompiler {
    /** Netmask argument: unknown, so that "ip broadcast" is refused as in libpcap. */
    int NETMASK_UNKNOWN = 0xffffffff;

    /**
     * Compiles for one link type.
     *
     * @param expression    the expression; empty matches everything
     * @param linkType      {@code LINKTYPE_} value of the packets it will see
     * @param captureLength the accepting return value of the program (its snap length), 1 or more
     * @param netmask       IPv4 netmask in host order, 0 or {@link #NETMASK_UNKNOWN}
     * @return the filter
     * @throws org.mapi.MapiException PCAP_BPF_ERR with the compiler's message, the expression and, where it can be told, the
     *     position; PCAP_OPEN_DEAD_ERR when the link type itself is unknown to the compiler
     */
    CaptureFilter compile(String expression, int linkType, int captureLength, int netmask);
}
