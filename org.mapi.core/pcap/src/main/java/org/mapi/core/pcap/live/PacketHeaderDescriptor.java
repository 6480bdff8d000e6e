package org.mapi.core.pcap.live;

/**
 * Where the fields of libpcap's {@code struct pcap_pkthdr} are on a 64-bit system, in host byte order.
 *
 * <pre>
 *   0                8                16       20       24
 *  +----------------+----------------+--------+--------+
 *  | seconds        | fraction       | caplen | len    |
 *  +----------------+----------------+--------+--------+
 * </pre>
 *
 * <p>The fraction counts microseconds, or nanoseconds on a handle that was opened so.
 */
final class PacketHeaderDescriptor {
    static final int SECONDS = 0;
    static final int FRACTION = 8;
    static final int CAPTURED = 16;
    static final int WIRE = 20;
    static final int SIZE = 24;

    private PacketHeaderDescriptor() { }
}
