package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.result.ExportDatagram;

/** Records of two ways (RFC 5103) as tshark decodes them: forward and reverse packets and octets of every conversation. */
class BiflowIT {
    private static final int IPFIX_PORT = 4739;
    /** The generator's fragmented datagrams, of which tshark shows the ports in the last fragment only. */
    private static final String FRAGMENTED = " 54001";

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    /** The datagrams as they would go over a network, in a file. */
    private static Path export(Path trace) throws IOException, InterruptedException {
        final ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(0xa1b2c3d4).putShort((short) 2)
            .putShort((short) 4).putLong(0).putInt(65_535).putInt(101).array());
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            final Applied<ExportDatagram> datagrams = flow.apply("FLOW_REPORT", ExportDatagram.class, "IPFIX", "", "biflow",
                "sourceIPv4Address,destinationIPv4Address,protocolIdentifier,sourceTransportPort,destinationTransportPort,"
                    + "packetDeltaCount,octetDeltaCount,flowStartMilliseconds,flowEndMilliseconds,tcpControlBits", "1h", "1h",
                "10s", 10_000);
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            datagrams.loop(0, datagram -> file.writeBytes(packet(datagram.bytes())));
            assertThat(datagrams.lost()).isZero();
        }
        return Files.write(Files.createTempFile(Places.work("biflow"), "biflow", ".pcap"), file.toByteArray());
    }

    private static byte[] packet(byte[] datagram) {
        final int length = 28 + datagram.length;
        return ByteBuffer.allocate(16 + length).order(ByteOrder.LITTLE_ENDIAN).putInt(1).putInt(0).putInt(length).putInt(length)
            .order(ByteOrder.BIG_ENDIAN).putShort((short) 0x4500).putShort((short) length).putInt(0).putShort((short) 0x4011)
            .putShort((short) 0).putInt(0x7f000001).putInt(0x7f000001).putShort((short) 50_000).putShort((short) IPFIX_PORT)
            .putShort((short) (length - 20)).putShort((short) 0).put(datagram).array();
    }

    /** What tshark says of the records: packets and octets by sender and receiver. */
    private static Map<String, String> decoded(Path exported) throws IOException, InterruptedException {
        final Map<String, long[]> sums = new TreeMap<>();
        final Map<String, List<String>> record = new TreeMap<>();
        final List<String> lines = new ArrayList<>(Commands.ask("tshark", "-n", "-r", exported.toString(), "-d",
            "udp.port==" + IPFIX_PORT + ",cflow", "-V"));
        lines.add("Flow 0");
        for (String line : lines) {
            final String field = line.trim();
            if (field.matches("Flow \\d+.*") || field.startsWith("Frame ")) {
                add(sums, record);
                record.clear();
            } else if (field.contains(": ")) {
                record.computeIfAbsent(field.substring(0, field.indexOf(": ")), name -> new ArrayList<>())
                    .add(field.substring(field.indexOf(": ") + 2));
            }
        }
        return text(sums);
    }

    private static void add(Map<String, long[]> sums, Map<String, List<String>> record) {
        if (record.containsKey("Octets")) {
            final String from = first(record, "SrcAddr") + " " + first(record, "SrcPort");
            final String to = first(record, "DstAddr") + " " + first(record, "DstPort");
            final String protocol = first(record, "Protocol") + " ";
            assertThat(record.get("Packets").get(1)).endsWith("(Reverse Type 2 PKTS)");
            assertThat(record.get("Octets").get(1)).endsWith("(Reverse Type 1 BYTES)");
            add(sums, protocol + from + " > " + to, number(record, "Packets", 0), number(record, "Octets", 0));
            add(sums, protocol + to + " > " + from, number(record, "Packets", 1), number(record, "Octets", 1));
        }
    }

    private static String first(Map<String, List<String>> record, String name) {
        return record.get(name).getFirst().split(" ")[0];
    }

    private static long number(Map<String, List<String>> record, String name, int index) {
        return Long.parseLong(record.get(name).get(index).split(" ")[0]);
    }

    private static void add(Map<String, long[]> sums, String key, long packets, long octets) {
        if (packets > 0 && key.matches("(TCP|UDP) .*") && !key.contains(FRAGMENTED)) {
            final long[] sum = sums.computeIfAbsent(key, one -> new long[2]);
            sum[0] += packets;
            sum[1] += octets;
        }
    }

    private static Map<String, String> text(Map<String, long[]> sums) {
        final Map<String, String> text = new TreeMap<>();
        sums.forEach((key, sum) -> text.put(key, sum[0] + " packets, " + sum[1] + " octets"));
        return text;
    }

    /** The same of the packets themselves. */
    private static Map<String, String> expected(Path trace) throws IOException, InterruptedException {
        final Map<String, long[]> sums = new TreeMap<>();
        for (String line : Commands.ask("tshark", "-n", "-r", trace.toString(), "-Y", "(tcp or udp) and not icmp and not icmpv6",
                "-T", "fields", "-E", "occurrence=f", "-E", "separator=;", "-e", "ip.src", "-e", "ip.dst", "-e", "ip.len", "-e",
                "ipv6.src", "-e", "ipv6.dst", "-e", "ipv6.plen", "-e", "tcp.srcport", "-e", "tcp.dstport", "-e", "udp.srcport",
                "-e", "udp.dstport")) {
            final String[] field = line.split(";", -1);
            final boolean four = !field[0].isEmpty();
            final int ports = field[6].isEmpty() ? 8 : 6;
            add(sums, (ports == 6 ? "TCP " : "UDP ") + field[four ? 0 : 3] + " " + field[ports] + " > "
                + field[four ? 1 : 4] + " " + field[ports + 1], 1,
                four ? Long.parseLong(field[2]) : 40 + Long.parseLong(field[5]));
        }
        return text(sums);
    }

    @TestFactory
    Stream<DynamicTest> shouldTellOfBothWaysAsTsharkCountsThem() throws IOException {
        Places.assumeTool("tshark");
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(5_000, 13)));
        if (Files.isDirectory(Places.TRACES)) {
            traces.add(Places.TRACES.resolve("http-browse.pcap"));
            traces.add(Places.TRACES.resolve("quic6-chromium.pcap"));
        }
        return traces.stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(),
            () -> assertThat(decoded(export(trace))).isEqualTo(expected(trace)).isNotEmpty()));
    }
}
