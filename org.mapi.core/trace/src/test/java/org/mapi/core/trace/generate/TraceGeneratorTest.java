package org.mapi.core.trace.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.TraceFormat;
import org.mapi.capture.TraceWriter;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceFileWriters;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

class TraceGeneratorTest {
    /** SHA-256 of 5,000 packets of seed 42 as nanosecond pcap: traces must never change by themselves. */
    private static final String EXPECTED_DIGEST = "a8d17e317fa287562a2e5ddd69be0a40622b8f3cc203c5aaecdc7959858b34f8";

    @TempDir
    private Path directory;

    private Path make(long packets, long seed) throws IOException {
        Path file = directory.resolve(packets + "-" + seed + ".pcap");
        try (TraceWriter writer = new TraceFileWriters().create(FileChannel.open(file, StandardOpenOption.CREATE,
            StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING), TraceFormat.PCAP_NANOSECONDS,
            TraceGenerator.LINK_TYPE, TraceGenerator.CAPTURE_LENGTH)) {
            new TraceGenerator(packets, seed).writeTo(writer);
            assertThat(writer.packets()).isEqualTo(packets);
        }
        return file;
    }

    @Test
    void shouldMakeTheSameBytesOfTheSameSeedForEver() throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(make(5000, 42)));

        assertThat(HexFormat.of().formatHex(digest)).isEqualTo(EXPECTED_DIGEST);
        assertThat(make(5000, 42)).hasSameBinaryContentAs(make(5000, 42));
        assertThat(Files.mismatch(make(5000, 42), make(5000, 43))).isNotNegative();
    }

    @Test
    void shouldMakeExactlyAsManyPacketsAsAskedFor() throws IOException {
        assertThat(SeenPacket.of(make(0, 1))).isEmpty();
        assertThat(SeenPacket.of(make(1, 1))).hasSize(1);
        assertThat(SeenPacket.of(make(777, 1))).hasSize(777);
        assertThatThrownBy(() -> new TraceGenerator(-1, 0)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("packets=-1");
    }

    @Test
    void shouldMixLengthsAndLetTimeAlwaysGrow() throws IOException {
        List<SeenPacket> seen = SeenPacket.of(make(50_000, 3));

        assertThat(seen.stream().mapToInt(SeenPacket::wire).average().orElseThrow()).isBetween(390.0, 470.0);
        assertThat(seen).allSatisfy(packet -> assertThat(packet.wire()).isBetween(60, 1522));
        assertThat(seen.stream().filter(packet -> packet.wire() < 100).count()).isBetween(20_000L, 30_000L);
        assertThat(seen.stream().filter(packet -> packet.wire() > 1400).count()).isBetween(5_000L, 12_000L);
        for (int i = 1; i < seen.size(); i++) {
            assertThat(seen.get(i).time()).isGreaterThan(seen.get(i - 1).time());
        }
    }

    @Test
    void shouldMixProtocols() throws IOException {
        int[] counts = new int[10];
        PacketBatch batch = new PacketBatch();
        PacketCursor cursor = new PacketCursor();
        try (CaptureDevice device = SeenPacket.open(make(50_000, 4))) {
            int polled = device.poll(0, batch, 256);
            while (polled != CaptureDevice.END) {
                for (int i = 0; i < polled; i++) {
                    batch.moveTo(cursor, i, 1);
                    count(cursor.packet(), counts);
                }
                batch.clear();
                polled = device.poll(0, batch, 256);
            }
        }
        // version 4, version 6, TCP, UDP, ICMP, tagged, fragments, to port 80, 443 and 53
        assertThat(counts).satisfies(all -> assertThat(all[0]).isGreaterThan(30_000))
            .satisfies(all -> assertThat(all[1]).isGreaterThan(5_000))
            .satisfies(all -> assertThat(all[2]).isGreaterThan(25_000))
            .satisfies(all -> assertThat(all[3]).isGreaterThan(3_000))
            .satisfies(all -> assertThat(all[4]).isGreaterThan(300))
            .satisfies(all -> assertThat(all[5]).isGreaterThan(2_000))
            .satisfies(all -> assertThat(all[6]).isGreaterThan(100))
            .satisfies(all -> assertThat(all[7]).isGreaterThan(2_000))
            .satisfies(all -> assertThat(all[8]).isGreaterThan(2_000))
            .satisfies(all -> assertThat(all[9]).isGreaterThan(500));
    }

    private static void count(Packet packet, int[] counts) {
        counts[0] += packet.ipVersion() == 4 ? 1 : 0;
        counts[1] += packet.ipVersion() == 6 ? 1 : 0;
        counts[2] += packet.protocol() == IpProtocol.TCP ? 1 : 0;
        counts[3] += packet.protocol() == IpProtocol.UDP ? 1 : 0;
        counts[4] += packet.protocol() == IpProtocol.ICMP || packet.protocol() == IpProtocol.ICMPV6 ? 1 : 0;
        counts[5] += packet.vlanCount() > 0 ? 1 : 0;
        counts[6] += packet.isFragment() ? 1 : 0;
        counts[7] += packet.destinationPort() == 80 ? 1 : 0;
        counts[8] += packet.destinationPort() == 443 ? 1 : 0;
        counts[9] += packet.destinationPort() == 53 ? 1 : 0;
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static void assumeInstalled(String tool) {
        boolean found = Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, tool)));
        assumeTrue(found, tool + " is not installed");
    }

    @Test
    void shouldGiveTcpdumpAsManyPackets() throws Exception {
        assumeInstalled("tcpdump");

        assertThat(run("tcpdump", "-nr", make(20_000, 5).toString(), "--count")).contains("20000 packets");
    }

    @Test
    void shouldGiveTsharkNothingToComplainAbout() throws Exception {
        assumeInstalled("tshark");
        List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", make(30_000, 6).toString()));
        for (String preference : List.of("ip.check_checksum:TRUE", "tcp.check_checksum:TRUE", "udp.check_checksum:TRUE",
            "tcp.reassemble_out_of_order:TRUE")) {
            command.add("-o");
            command.add(preference);
        }
        command.addAll(List.of("-Y", "_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 "
            + "|| udp.checksum.status == 0 || icmp.checksum.status == 0 || icmpv6.checksum.status == 0"));

        assertThat(run(command.toArray(String[]::new))).isEmpty();
    }

    @Test
    void shouldContainTheTroublesOfRealTraffic() throws Exception {
        assumeInstalled("tshark");
        String file = make(30_000, 6).toString();

        for (String trouble : List.of("tcp.analysis.retransmission", "tcp.analysis.out_of_order", "tcp.analysis.lost_segment",
            "tcp.analysis.duplicate_ack", "tcp.flags.reset == 1", "tcp.flags.fin == 1", "tls.handshake.extensions_server_name",
            "http.request", "http.response.code == 200", "dns.flags.response == 1", "ip.flags.mf == 1", "ipv6.fraghdr",
            "vlan && tcp", "arp", "icmpv6.type == 135")) {
            assertThat(run("tshark", "-n", "-r", file, "-c", "15000", "-Y", trouble)).as(trouble).isNotEmpty();
        }
    }
}
