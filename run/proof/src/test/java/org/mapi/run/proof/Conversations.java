package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What tshark finds in a trace: the sums that {@code -z conv,tcp} and {@code -z conv,udp} show rounded, exactly. */
final class Conversations {
    private static final List<String> TRANSPORTS = List.of("tcp", "udp", "icmp", "icmpv6", "sctp");

    private Conversations() { }

    /** Each conversation of TCP and UDP, innermost headers: {@code tcp 80 1234: frames, bytes}, tags and labels not counted. */
    static List<String> of(Path trace) throws IOException, InterruptedException {
        final Map<String, long[]> sums = new HashMap<>();
        final List<String> lines = Commands.ask("tshark", "-n", "-r", trace.toString(), "-T", "fields", "-E", "separator=;", "-E",
            "occurrence=a", "-e", "frame.protocols", "-e", "frame.len", "-e", "tcp.stream", "-e", "tcp.srcport", "-e",
            "tcp.dstport", "-e", "udp.stream", "-e", "udp.srcport", "-e", "udp.dstport", "-e", "vlan.id", "-e", "mpls.label",
            "-e", "ieee8021ad.id", "-e", "ip.fragment", "-e", "ipv6.fragment");
        final List<Long> lengths = new ArrayList<>();
        for (String line : lines) {
            final String[] field = line.split(";", -1);
            lengths.add(Long.parseLong(field[1]) - 4L * (count(field[8]) + count(field[9]) + count(field[10])));
            final String transport = transport(field[0]);
            if (!"tcp".equals(transport) && !"udp".equals(transport)) {
                continue;
            }
            final int at = "tcp".equals(transport) ? 2 : 5;
            final int first = Integer.parseInt(last(field[at + 1]));
            final int second = Integer.parseInt(last(field[at + 2]));
            final long[] sum = sums.computeIfAbsent(transport + " " + last(field[at]) + " " + Math.min(first, second) + " "
                + Math.max(first, second), key -> new long[2]);
            final String fragments = field[11].isEmpty() ? field[12] : field[11];
            if (fragments.isEmpty()) {
                sum[0]++;
                sum[1] += lengths.getLast();
            }
            // The frame that completes a datagram names them all, itself included.
            for (String number : fragments.isEmpty() ? new String[0] : fragments.split(",")) {
                sum[0]++;
                sum[1] += lengths.get(Integer.parseInt(number) - 1);
            }
        }
        final List<String> found = new ArrayList<>();
        sums.forEach((key, sum) -> {
            final String[] part = key.split(" ");
            found.add(part[0] + " " + part[2] + " " + part[3] + ": " + sum[0] + ", " + sum[1]);
        });
        found.sort(null);
        return found;
    }

    /** The innermost transport; a message of ICMP is one whatever it quotes. */
    private static String transport(String protocols) {
        String found = "";
        for (String protocol : protocols.split(":")) {
            if (TRANSPORTS.contains(protocol)) {
                found = protocol;
                if (protocol.startsWith("icmp")) {
                    return found;
                }
            }
        }
        return found;
    }

    private static int count(String values) {
        return values.isEmpty() ? 0 : values.split(",").length;
    }

    private static String last(String values) {
        return Arrays.asList(values.split(",")).getLast();
    }
}
