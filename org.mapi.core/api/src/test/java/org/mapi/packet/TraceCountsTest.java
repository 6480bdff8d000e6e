package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Real captures: what is decoded must agree with what capture filters of libpcap select, and with what Wireshark sees inside
 * tunnels.
 */
class TraceCountsTest {
    private static final Path TRACES = Path.of(System.getProperty("project.root", ".")).resolve("../shared/traces").normalize();

    /** The capture filters, in terms of decoded layers: they look at one tag or label, at no tunnel and at one IPv6 header. */
    private static final Map<String, Predicate<Packet>> FILTERS = Map.ofEntries(
        Map.entry("(all)", p -> true),
        Map.entry("ip", p -> plain(p, EtherType.IPV4)),
        Map.entry("ip6", p -> plain(p, EtherType.IPV6)),
        Map.entry("tcp", p -> transport(p, IpProtocol.TCP)),
        Map.entry("udp", p -> transport(p, IpProtocol.UDP)),
        Map.entry("icmp or icmp6", p -> plain(p, EtherType.IPV4) && p.protocol() == IpProtocol.ICMP
            || plain(p, EtherType.IPV6) && p.protocol() == IpProtocol.ICMPV6),
        Map.entry("arp", p -> plain(p, EtherType.ARP)),
        Map.entry("vlan", p -> p.vlanCount() > 0),
        Map.entry("mpls", p -> p.vlanCount() == 0 && p.mplsCount() > 0),
        Map.entry("tcp port 80", p -> transport(p, IpProtocol.TCP) && port(p, 80)),
        Map.entry("tcp port 443", p -> transport(p, IpProtocol.TCP) && port(p, 443)),
        Map.entry("port 53", p -> (transport(p, IpProtocol.TCP) || transport(p, IpProtocol.UDP)) && port(p, 53)),
        Map.entry("tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn", p -> transport(p, IpProtocol.TCP) && p.ipVersion() == 4
            && (p.tcpFlags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN),
        Map.entry("tcp[tcpflags] & tcp-rst != 0", p -> transport(p, IpProtocol.TCP) && p.ipVersion() == 4
            && (p.tcpFlags() & TcpFlags.RST) != 0),
        Map.entry("ip[6:2] & 0x3fff != 0", p -> plain(p, EtherType.IPV4) && p.isFragment()),
        Map.entry("greater 1000", p -> p.wireLength() >= 1000),
        Map.entry("vlan and tcp", p -> p.vlanCount() == 1 && p.mplsCount() == 0 && p.pppoeSession() < 0
            && p.protocol() == IpProtocol.TCP));

    /**
     * Where Wireshark 4.0 counts otherwise: it does not know payload length 0, and of fragmented datagrams it shows TCP with the
     * fragment that completes them (all 108 packets but the 40 first ones), not with the one that has the headers (all but the 36
     * later ones).
     */
    private static final Map<String, Long> ARGUED = Map.of("bigtcp-ipv6.pcap tcp", 1L, "gtp-fragments.pcap tcp", 72L);

    /** Wireshark's words; they mean any depth of tunnels. */
    private static final Map<String, Predicate<Packet>> WORDS = Map.of(
        "tcp", p -> any(p, l -> l.protocol() == IpProtocol.TCP && l.transportOffset() >= 0),
        "ip_fragment", p -> any(p, l -> l.isFragment() || l.nextHeader() == IpProtocol.FRAGMENT),
        "vlan", p -> any(p, l -> l.vlanCount() > 0),
        "mpls", p -> any(p, l -> l.mplsCount() > 0),
        "gre", p -> any(p, l -> l.protocol() == IpProtocol.GRE && l.transportOffset() >= 0),
        "syn", p -> any(p, l -> (l.tcpFlags() & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN),
        "snapped", p -> p.captureLength() < p.wireLength());

    private static boolean plain(final Packet packet, final int etherType) {
        return packet.etherType() == etherType && packet.vlanCount() == 0;
    }

    private static boolean transport(final Packet packet, final int protocol) {
        if (plain(packet, EtherType.IPV6)) {
            final int next = packet.nextHeader();
            return packet.protocol() == protocol && (next == protocol
                || next == IpProtocol.FRAGMENT && packet.getUnsignedByte(packet.networkOffset() + 40) == protocol);
        }
        return plain(packet, EtherType.IPV4) && packet.protocol() == protocol;
    }

    private static boolean port(final Packet packet, final int port) {
        return (packet.ipVersion() == 4 || packet.nextHeader() == packet.protocol())
            && (packet.sourcePort() == port || packet.destinationPort() == port);
    }

    private static boolean any(final Packet packet, final Predicate<Layers> what) {
        Layers layers = packet;
        while (!what.test(layers)) {
            if (layers.tunnel() == Tunnel.NONE) {
                return false;
            }
            layers = layers.inner();
        }
        return true;
    }

    @BeforeAll
    static void needTraces() {
        assumeTrue(Files.isDirectory(TRACES), () -> "no captures at " + TRACES);
    }

    @Test
    void shouldAgreeWithCaptureFilters() throws IOException {
        compare("expected-filters.tsv", FILTERS, Map.of());
    }

    @Test
    void shouldAgreeWithWireshark() throws IOException {
        compare("expected-tshark.tsv", WORDS, ARGUED);
    }

    private static void compare(final String table, final Map<String, Predicate<Packet>> questions,
            final Map<String, Long> argued) throws IOException {
        final List<String> lines = Files.readAllLines(TRACES.resolve(table));
        final String[] columns = lines.getFirst().split("\t");
        final List<String> differences = new ArrayList<>();
        int compared = 0;
        for (final String line : lines.subList(1, lines.size())) {
            final String[] cells = line.split("\t");
            if (!cells[0].contains(".pcapng") && !cells[0].contains("reserved")) {
                final long[] counts = count(TRACES.resolve(cells[0]), columns, questions);
                for (int i = 1; i < columns.length; i++) {
                    if (questions.containsKey(columns[i]) && !cells[i].equals("error")) {
                        compared++;
                        final String what = cells[0] + " " + columns[i];
                        final long expected = argued.getOrDefault(what, Long.valueOf(cells[i]));
                        if (expected != counts[i]) {
                            differences.add(what + ": expected " + expected + ", decoded " + counts[i]);
                        }
                    }
                }
            }
        }
        assertThat(differences).isEmpty();
        assertThat(compared).isGreaterThan(lines.size());
    }

    private static long[] count(final Path trace, final String[] columns, final Map<String, Predicate<Packet>> questions)
            throws IOException {
        final long[] counts = new long[columns.length];
        read(trace, packet -> {
            for (int i = 1; i < columns.length; i++) {
                final Predicate<Packet> question = questions.get(columns[i]);
                if (question != null && question.test(packet)) {
                    counts[i]++;
                }
            }
        });
        return counts;
    }

    /** The least that reads a pcap file: no interfaces, no options, ends where the file ends. */
    private static void read(final Path trace, final Consumer<Packet> each) throws IOException {
        final byte[] bytes;
        try (InputStream in = Files.newInputStream(trace)) {
            bytes = (trace.toString().endsWith(".gz") ? new GZIPInputStream(in) : in).readAllBytes();
        }
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment file = arena.allocate(bytes.length);
            MemorySegment.copy(bytes, 0, file, ValueLayout.JAVA_BYTE, 0, bytes.length);
            final boolean little = (bytes[0] & 0xff) != 0xa1;
            final ValueLayout.OfInt number = ValueLayout.JAVA_INT_UNALIGNED
                .withOrder(little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            final PacketCursor cursor = new PacketCursor();
            long at = 24;
            for (long n = 1; at + 16 <= bytes.length && at + 16 + file.get(number, at + 8) <= bytes.length; n++) {
                final int captured = file.get(number, at + 8);
                cursor.region(file);
                cursor.move(at + 16, captured, file.get(number, at + 12), n, 0, file.get(number, 20) & 0xffff, n);
                each.accept(cursor.packet());
                at += 16 + captured;
            }
        }
    }
}
