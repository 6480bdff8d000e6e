package org.mapi.core.pcap.live;

import java.util.Set;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceRequest;
import org.mapi.core.pcap.DataLink;
import org.pcap4j.core.PcapAccess;

/**
 * The options of a live device.
 *
 * <table>
 * <caption>Options</caption>
 * <tr><td>snaplen</td><td>most bytes captured per packet, 1 to 262144 (default: all of it, so that functions see payload; the
 *     buffer packs packets of any size, a smaller number saves copying only)</td></tr>
 * <tr><td>promiscuous</td><td>packets to others too, default true</td></tr>
 * <tr><td>buffer</td><td>kernel buffer in bytes, 262144 to 1073741824, default 33554432: a pause of 100 ms (a full garbage
 *     collection, the compiler at work) at 0.4 million packets/s of 430 bytes needs about 20 MB</td></tr>
 * <tr><td>immediate</td><td>each packet at once instead of in blocks, default false; the buffer then holds fewer packets, because
 *     each takes the room of the longest possible one</td></tr>
 * <tr><td>timeout</td><td>milliseconds after which a block that is not full is handed over, 1 to 1000, default 10</td></tr>
 * <tr><td>direction</td><td>in, out or both (default)</td></tr>
 * <tr><td>linktype</td><td>{@code LINKTYPE_} value, where the interface offers several ({@code any}: 113 or 276)</td></tr>
 * </table>
 */
final class PcapOptions {
    static final int DEFAULT_SNAPLEN = 262144;
    static final int DEFAULT_BUFFER = 32 << 20;
    static final int DEFAULT_TIMEOUT = 10;
    private static final Set<String> KNOWN =
        Set.of("snaplen", "promiscuous", "buffer", "immediate", "timeout", "direction", "linktype");
    /** Interface names are shorter; libpcap has longer names for things like {@code bluetooth-monitor} and {@code nflog:7}. */
    private static final int LONGEST_NAME = 64;

    private PcapOptions() { }

    /**
     * Reads the options of a request.
     *
     * @throws MapiException MAPI_CONFIGURATION for an unknown option or a wrong value, PCAP_OPEN_ERR for an impossible name
     */
    static PcapAccess.LiveOptions of(DeviceRequest request) {
        request.requireKnown(KNOWN);
        String name = request.address();
        if (name.isEmpty() || name.length() > LONGEST_NAME || !name.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new MapiException(MapiError.PCAP_OPEN_ERR, "device " + request.device() + ": interface name has "
                + name.length() + " characters, expected 1 to " + LONGEST_NAME + " printable ones");
        }
        int linkType = request.integer("linktype", -1, 0, 0xffff);
        return new PcapAccess.LiveOptions(name, request.integer("snaplen", DEFAULT_SNAPLEN, 1, DEFAULT_SNAPLEN),
            request.flag("promiscuous", true), request.integer("buffer", DEFAULT_BUFFER, 1 << 18, 1 << 30),
            request.integer("timeout", DEFAULT_TIMEOUT, 1, 1000), request.flag("immediate", false), direction(request),
            linkType < 0 ? -1 : DataLink.ofLinkType(linkType));
    }

    private static int direction(DeviceRequest request) {
        String direction = request.text("direction", "both");
        return switch (direction) {
            case "both" -> 0;
            case "in" -> 1;
            case "out" -> 2;
            default -> throw request.wrong("direction", direction, "in, out or both");
        };
    }
}
