package org.mapi.run.proof;

import java.util.Map;

/** Where TRACK_TLS, TRACK_QUIC, TRACK_DNS and TRACK_SSH differ from tshark, argued one by one in the library's tshark.md. */
final class TsharkDifferences {
    private static final Map<String, Map<String, Integer>> ARCNET = Map.of("TRACK_DNS",
        Map.of("udp 10.80.131.1 1024 - 10.80.3.254 53", -4));
    private static final Map<String, Map<String, Map<String, Integer>>> KNOWN = Map.of(
        // A request for a page on port 22 and its acknowledgement, before the server's version string.
        "nano-le-http-to-ssh.pcap", Map.of("TRACK_SSH", Map.of("tcp 130.74.164.231 22 - 136.216.42.40 44338", -2)),
        // Fragments without ports, of datagrams whose first fragment passes.
        "ipv6-frag-dns.pcap", Map.of("TRACK_DNS", Map.of("2001:470:1f11:81f:d138:5f55:6d4:1fe2  - 2607:f740:b::f93 ", 2)),
        // TLS within QUIC: that is TRACK_QUIC's.
        "quic6-chromium.pcap", Map.of("TRACK_TLS",
            Map.of("udp 6699:ded3:da8c:be73:5a99:ca73:5a99:cadb 443 - 669b:cb7a:de99:6a13:4a9b:46ef:3bed:cb6c 57538", -917)),
        // Tunnels and link types that the packet decoder does not know.
        "libpcap-filter/geneve.pcap", Map.of("TRACK_SSH", Map.of("tcp 30.0.0.1 22 - 30.0.0.2 51225", -5)),
        "libpcap-filter/http_PPI.pcap", Map.of("TRACK_DNS", Map.of("udp 192.168.1.1 53 - 192.168.1.132 1031", -2)),
        "libpcap-filter/arcnet-rfc1051-arp-icmp-http.pcap", ARCNET, "libpcap-filter/arcnet-rfc1201-arp-icmp-http.pcap", ARCNET);

    private TsharkDifferences() { }

    /** By function and connection: how many packets more (or less) we let pass. */
    static Map<String, Map<String, Integer>> of(String trace) {
        return KNOWN.getOrDefault(trace, Map.of());
    }
}
