package org.mapi;

import java.util.Collections;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The symbolic constants of the original's headers that are accepted as function arguments, in one table. */
public final class MapiConstants {
    /** TO_BUFFER: wait for the reader when the buffer is full and the device can pause. */
    public static final int WAIT = 0;
    /** TO_BUFFER: drop (and count) when the buffer is full. */
    public static final int NOWAIT = 1;
    /** SAMPLE: every n-th packet. */
    public static final int PERIODIC = 2;
    /** SAMPLE: a percentage of the packets by chance. */
    public static final int PROBABILISTIC = 3;
    /** PKTINFO: timestamp. */
    public static final int PKT_TS = 0;
    /** PKTINFO: length on the wire. */
    public static final int PKT_SIZE = 1;
    /** THRESHOLD: observe at every period instead of at every packet. */
    public static final int TR_POLL = 64;
    /** THRESHOLD: observe the increase within a moving window. */
    public static final int TR_MW = 128;
    /** Port of the original's remote daemon. */
    public static final int DEFAULT_DIMAPI_PORT = 2233;

    private static final Map<String, Integer> TABLE = new TreeMap<>(Map.ofEntries(
        Map.entry("WAIT", WAIT), Map.entry("NOWAIT", NOWAIT), Map.entry("PERIODIC", PERIODIC),
        Map.entry("PROBABILISTIC", PROBABILISTIC), Map.entry("PKT_TS", PKT_TS), Map.entry("PKT_SIZE", PKT_SIZE),
        Map.entry("MFF_PCAP", 0), Map.entry("MFF_RAW", 1), Map.entry("MFF_DAG_ERF", 2), Map.entry("MFF_COMBO6", 3),
        Map.entry("MFF_NAPATECH", 4), Map.entry("MFF_PCAP_NS", 10), Map.entry("MFF_PCAPNG", 11),
        Map.entry("BINOP_ADD", 0), Map.entry("BINOP_SUB", 1), Map.entry("R2F_RAW", 0), Map.entry("R2F_ULLSTR", 1),
        Map.entry("R2F_ULLSEC", 2), Map.entry("R2F_STATS", 3), Map.entry("CLIENT_SIDE", 1), Map.entry("SERVER_SIDE", 2),
        Map.entry("BOTH_SIDE", 3), Map.entry("TOPX_IP", 1), Map.entry("TOPX_TCP", 2), Map.entry("TOPX_UDP", 3),
        Map.entry("TOPX_ICMP", 4), Map.entry("IP_TOS", 1), Map.entry("IP_LENGTH", 2), Map.entry("IP_ID", 3),
        Map.entry("IP_OFFSET", 4), Map.entry("IP_TTL", 5), Map.entry("IP_PROTOCOL", 6), Map.entry("IP_CHECKSUM", 7),
        Map.entry("IP_SRCIP", 8), Map.entry("IP_DSTIP", 9), Map.entry("TCP_SRCPORT", 10), Map.entry("TCP_DSTPORT", 11),
        Map.entry("TCP_SEQ", 12), Map.entry("TCP_ACK", 13), Map.entry("TCP_FLAGS", 14), Map.entry("TCP_WIN", 15),
        Map.entry("TCP_CRC", 16), Map.entry("TCP_URGENT", 17), Map.entry("UDP_SRCPORT", 18), Map.entry("UDP_DSTPORT", 19),
        Map.entry("UDP_LENGTH", 20), Map.entry("UDP_CHECKSUM", 21), Map.entry("SORT_BY_PACKETS", 1),
        Map.entry("SORT_BY_BYTES", 2), Map.entry("TR_CHAR", 0), Map.entry("TR_INT", 1), Map.entry("TR_ULL", 2),
        Map.entry("TR_POLL", TR_POLL), Map.entry("TR_MW", TR_MW), Map.entry("EQUAL", 0), Map.entry("GT", 1),
        Map.entry("LT", 2), Map.entry("EQUAL_D", 4), Map.entry("GT_D", 8), Map.entry("LT_D", 16)));

    private MapiConstants() { }

    /**
     * The number of a symbolic constant.
     *
     * @param name for instance {@code PERIODIC}
     */
    public static OptionalInt lookup(String name) {
        final Integer value = TABLE.get(name);
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }

    /** All constants by name; unmodifiable. */
    public static Map<String, Integer> all() {
        return Collections.unmodifiableMap(TABLE);
    }
}
