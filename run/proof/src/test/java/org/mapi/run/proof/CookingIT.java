package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.capture.TraceFormat;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.result.CapturedPacket;
import org.mapi.result.CookingCounters;

/** COOKING gives the bytes that tshark's "follow" gives, byte for byte, where the capture lost nothing. */
class CookingIT {
    /** Captures with TCP in which nothing was lost or cut, as expected-tshark.tsv says. */
    private static final List<String> WHOLE = List.of("be-ipoib.pcap", "dlt-nflog-http.pcap", "dlt-null-http.pcap",
        "dlt-null-loopback.pcap", "dlt-sll2-bulk.pcap", "http-206-ooo-zerowin.pcap", "ipv6-atomic-frag.pcap", "mptcp-v1-sll.pcap",
        "nano-le-http-to-ssh.pcap", "pppoe-over-qinq.pcap", "tcp-fast-open.pcap", "tcp-fin-retransmit.pcap",
        "tcp-handshake-reordered.pcap", "vlan-mpls-mixed.pcap", "vlan-triple-tag.pcap", "tcp-overlap-exact.pcap");
    private static final int MOST_STREAMS = 60;
    /** Of how many the files are followed, too. */
    private static final int FILES = Places.LONG ? WHOLE.size() : 5;

    private static Appliance appliance;

    @TempDir
    static Path folder;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    /** Bytes by sender and receiver. */
    private static Map<String, String> cooked(Path trace, int threshold) throws InterruptedException {
        final Map<String, ByteArrayOutputStream> streams = new TreeMap<>();
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name());
             Arena arena = Arena.ofShared()) {
            final Applied<CookingCounters> counters = flow.apply("COOKING", CookingCounters.class, threshold, 3600, 0, 3);
            final Applied<CapturedPacket> packets = flow.apply("TO_BUFFER", CapturedPacket.class, 1, 20_000);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            final MemorySegment memory = arena.allocate(1 << 18);
            final PacketCursor cursor = new PacketCursor();
            cursor.region(memory);
            packets.loop(0, packet -> collect(packet, memory, cursor, streams));
            assertThat(packets.lost()).isZero();
            final CookingCounters result = counters.read().value();
            assertThat(result.missing() + result.lost() + result.refused() + result.evicted()).isZero();
            assertThat(result.bytes()).isEqualTo(streams.values().stream().mapToLong(ByteArrayOutputStream::size).sum());
        }
        return text(streams);
    }

    private static void collect(CapturedPacket from, MemorySegment memory, PacketCursor cursor,
            Map<String, ByteArrayOutputStream> streams) {
        MemorySegment.copy(from.bytes(), 0, memory, ValueLayout.JAVA_BYTE, 0, from.bytes().length);
        cursor.move(0, from.bytes().length, from.wireLength(), from.timestamp(), 0, from.linkType(), 1);
        final Packet packet = cursor.packet();
        if (packet.protocol() == IpProtocol.TCP) {
            assertThat(packet.anomalies()).isZero();
            final byte[] payload = new byte[packet.payloadLength()];
            MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, packet.payloadOffset(), payload, 0, payload.length);
            streams.computeIfAbsent(address(packet, packet.sourceAddressOffset()) + ":" + packet.sourcePort() + " "
                + address(packet, packet.destinationAddressOffset()) + ":" + packet.destinationPort(),
                key -> new ByteArrayOutputStream()).writeBytes(payload);
        }
    }

    private static String address(Packet packet, int at) {
        final byte[] bytes = new byte[packet.addressLength()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = packet.getByte(at + i);
        }
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, String> text(Map<String, ByteArrayOutputStream> streams) {
        final Map<String, String> text = new TreeMap<>();
        streams.forEach((key, bytes) -> {
            if (bytes.size() > 0) {
                text.put(key, HexFormat.of().formatHex(bytes.toByteArray()));
            }
        });
        return text;
    }

    private static Map<String, String> followed(Path trace, int streams) throws Exception {
        final Map<String, ByteArrayOutputStream> found = new TreeMap<>();
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", trace.toString(), "-q"));
        for (int i = 0; i < streams; i++) {
            command.addAll(List.of("-z", "follow,tcp,raw," + i));
        }
        String[] nodes = new String[2];
        for (String line : Commands.ask(command.toArray(String[]::new))) {
            if (line.startsWith("Node ")) {
                nodes[line.charAt(5) - '0'] = node(line.substring(8));
            } else if (line.matches("\t?[0-9a-f]+")) {
                final String key = line.charAt(0) == '\t' ? nodes[1] + " " + nodes[0] : nodes[0] + " " + nodes[1];
                found.computeIfAbsent(key, one -> new ByteArrayOutputStream()).writeBytes(HexFormat.of().parseHex(line.trim()));
            }
        }
        return text(found);
    }

    /** Address and port as Java writes them. */
    private static String node(String text) throws IOException {
        final int colon = text.lastIndexOf(':');
        final String host = text.substring(0, colon).replaceAll("[\\[\\]]", "");
        return InetAddress.getByName(host).getHostAddress() + text.substring(colon);
    }

    private static int streams(Path trace) throws Exception {
        return Commands.ask("tshark", "-n", "-r", trace.toString(), "-T", "fields", "-e", "tcp.stream").stream()
            .filter(line -> !line.isBlank()).mapToInt(line -> Integer.parseInt(line.split(",")[0]) + 1).max().orElse(0);
    }

    /** The cooked packets in a file, for tshark to follow again. */
    private static void cookToFile(Path trace, int threshold, Path file) throws InterruptedException {
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            final Applied<CookingCounters> counters = flow.apply("COOKING", CookingCounters.class, threshold, 3600, 0, 3);
            final Applied<?> written = flow.apply("TO_FILE", TraceFormat.PCAP.number(), file, 0L);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            assertThat(written.information().seen()).isEqualTo(counters.information().passed()
                + counters.information().emitted());
            assertThat(counters.information().emitted()).isEqualTo(counters.read().value().blocks());
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldWriteFilesThatTsharkFollowsToTheSameBytes() throws IOException {
        Places.assumeTool("tshark");
        Places.assumeTraces();
        return WHOLE.stream().limit(FILES).map(name -> DynamicTest.dynamicTest(name, () -> {
            final Path trace = Places.TRACES.resolve(name);
            assumeTrue(Files.exists(trace), trace + " is not there");
            final Path file = folder.resolve(name);
            cookToFile(trace, 5_000, file);
            assertThat(followed(file, streams(file))).isEqualTo(followed(trace, streams(trace)));
        }));
    }

    @TestFactory
    Stream<DynamicTest> shouldGiveTheBytesOfTsharksFollow() throws IOException {
        Places.assumeTool("tshark");
        Places.assumeTraces();
        return WHOLE.stream().map(name -> DynamicTest.dynamicTest(name, () -> {
            final Path trace = Places.TRACES.resolve(name);
            assumeTrue(Files.exists(trace), trace + " is not there");
            final int streams = streams(trace);
            assertThat(streams).isBetween(1, MOST_STREAMS);
            assertThat(cooked(trace, 1)).isEqualTo(followed(trace, streams));
        }));
    }
}
