package org.mapi.mos.c;

/**
 * {@code union monitor_filter}: which packets a monitoring socket is told of. Any capture filter is accepted, not only the few
 * words the original takes for streams.
 */
public final class MonitorFilter {
    /** For raw sockets: which frames; null for all. */
    public String raw_pkt_filter;
    /** For stream sockets: which flows, by their SYN; null for all. */
    public String stream_syn_filter;
    /** For stream sockets: which TCP packets without a flow; null for all. */
    public String stream_orphan_filter;

    /** Everything. */
    public MonitorFilter() { }
}
