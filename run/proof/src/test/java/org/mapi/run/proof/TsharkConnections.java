package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The packets of a trace as tshark sees them: of which connection each is, and which protocols are in it. */
final class TsharkConnections {
    private static final String[] FIELDS = {"frame.protocols", "tcp.stream", "udp.stream", "ip.src", "ip.dst", "ipv6.src",
        "ipv6.dst", "tcp.srcport", "tcp.dstport", "udp.srcport", "udp.dstport"};

    private final List<Frame> frames = new ArrayList<>();

    /**
     * A packet.
     *
     * @param protocols tshark's names
     * @param stream    tshark's number of the innermost TCP or UDP conversation; empty without
     * @param ends      innermost addresses and ports, in order
     */
    private record Frame(Set<String> protocols, String stream, String ends) { }

    TsharkConnections(Path trace) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", trace.toString(), "-T", "fields"));
        for (String field : FIELDS) {
            command.addAll(List.of("-e", field));
        }
        for (String line : Commands.ask(command.toArray(String[]::new))) {
            frames.add(frame(Arrays.copyOf(line.split("\t", -1), FIELDS.length)));
        }
    }

    private static Frame frame(String[] cells) {
        final List<String> protocols = List.of(cells[0].split(":"));
        final boolean tcp = protocols.lastIndexOf("tcp") > protocols.lastIndexOf("udp");
        final boolean ports = tcp || protocols.contains("udp");
        final boolean six = protocols.lastIndexOf("ipv6") > protocols.lastIndexOf("ip");
        final String source = last(cells[six ? 5 : 3]) + " " + (ports ? last(cells[tcp ? 7 : 9]) : "");
        final String destination = last(cells[six ? 6 : 4]) + " " + (ports ? last(cells[tcp ? 8 : 10]) : "");
        final boolean ordered = source.compareTo(destination) <= 0;
        return new Frame(new HashSet<>(protocols), ports ? (tcp ? "tcp " : "udp ") + last(cells[tcp ? 1 : 2]) : "",
            (tcp ? "tcp " : ports ? "udp " : "") + (ordered ? source : destination) + " - " + (ordered ? destination : source));
    }

    private static String last(String list) {
        return list == null ? "" : list.substring(list.lastIndexOf(',') + 1);
    }

    /** Packets per connection, all of them. */
    Map<String, Integer> packets() {
        final Map<String, Integer> packets = new TreeMap<>();
        frames.forEach(frame -> packets.merge(frame.ends(), 1, Integer::sum));
        return packets;
    }

    /** Packets of the connections in which tshark finds one of these protocols, from the first packet with it on. */
    Map<String, Integer> packets(Set<String> protocols) {
        final Map<String, Integer> packets = new TreeMap<>();
        final Set<String> begun = new HashSet<>();
        for (Frame frame : frames) {
            if (!frame.stream().isEmpty() && frame.protocols().stream().anyMatch(protocols::contains)) {
                begun.add(frame.stream());
            }
            if (begun.contains(frame.stream())) {
                packets.merge(frame.ends(), 1, Integer::sum);
            }
        }
        return packets;
    }
}
