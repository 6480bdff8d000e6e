package org.mapi.mos.samples.httplog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.SourceOptions;

/** The log of real captures has the requests and responses that tshark shows, field by field. */
class TsharkComparisonTest {
    private static final Path TRACES = Path.of(System.getProperty("project.root")).resolve("../shared/traces").normalize();
    private static final String[] FIELDS = {"http.request.method", "http.request.uri", "http.request.version", "http.host",
        "http.user_agent", "http.response.code", "http.response.phrase", "http.response.version", "http.content_type",
        "http.content_length_header"};

    /**
     * Where tshark has to put segments in order to see what was said; elsewhere it would wait for lost ones for ever with this
     * option and show less.
     */
    private static final Set<String> OUT_OF_ORDER = Set.of("http-206-ooo-zerowin.pcap");

    /** A response with a lost segment in its body: tshark waits for the body and never shows the head. */
    private static final Map<String, List<String>> BEYOND = Map.of("http-browse.pcap",
        List.of("|||||200|OK|HTTP/1.1|application/javascript|31052"));

    @ParameterizedTest
    @ValueSource(strings = {"http-browse.pcap", "http-206-ooo-zerowin.pcap", "http6-1000req-gap.pcap.gz",
        "dlt-nflog-http.pcap", "dlt-null-http.pcap", "dlt-null-loopback.pcap", "dlt-sll2-bulk.pcap", "tcp-fast-open.pcap",
        "tcp-handshake-reordered.pcap", "nano-le-http-to-ssh.pcap", "tcp-evasion-linux.pcap", "vlan-mpls-mixed.pcap",
        "vlan-triple-tag.pcap", "tcp-loss-reorder-real.pcap", "tcp-missing-end.pcap", "corrupt-cut-mid-record.pcap"})
    void shouldLogWhatTsharkShows(String capture) throws Exception {
        final Path file = TRACES.resolve(capture);
        assumeTrue(Files.exists(file), "the capture is not there: " + file);
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "tshark is not installed");
        try (LoggedTraffic log = new LoggedTraffic(SourceOptions.DEFAULT.withMidStream(true)
            .withChecksums(ChecksumPolicy.IGNORE), 1 << 20)) {
            TraceFeed.play(file, log.source);
            final List<String> missing = shown(file);
            final List<String> beyond = new ArrayList<>();
            for (String message : logged(log.lines)) {
                if (!missing.remove(message)) {
                    beyond.add(message);
                }
            }
            assertThat(missing).as("only in tshark").isEmpty();
            assertThat(beyond).as("only in the log").isEqualTo(BEYOND.getOrDefault(capture, List.of()));
        }
    }

    private static List<String> logged(List<Map<String, Object>> lines) {
        final List<String> messages = new ArrayList<>();
        for (Map<String, Object> line : lines) {
            if (line.get("type").equals("gap") || line.containsKey("truncated")) {
                continue;
            }
            final boolean request = line.get("type").equals("request");
            final Map<?, ?> headers = (Map<?, ?>) line.get("headers");
            messages.add(String.join("|", request ? text(line.get("method")) : "", request ? text(line.get("uri")) : "",
                request ? text(line.get("version")) : "", text(headers.get("host")), text(headers.get("user-agent")),
                request ? "" : text(line.get("status")), request ? "" : text(line.get("phrase")),
                request ? "" : text(line.get("version")), text(headers.get("content-type")),
                text(headers.get("content-length"))));
        }
        return messages;
    }

    private static String text(Object value) {
        return value == null ? "" : value.toString();
    }

    /** One line per message; tshark joins several of a frame with its aggregator. */
    private static List<String> shown(Path file) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-r", file.toString(), "-o",
            "tcp.reassemble_out_of_order:" + OUT_OF_ORDER.contains(file.getFileName().toString()), "-Y",
            "http.request or http.response", "-T", "fields", "-E", "separator=|", "-E", "aggregator=\u0001"));
        if (file.endsWith("nano-le-http-to-ssh.pcap")) {
            // Tshark goes by the port there.
            command.addAll(List.of("-d", "tcp.port==22,http"));
        }
        for (String field : FIELDS) {
            command.addAll(List.of("-e", field));
        }
        final Process tshark = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        final List<String> lines;
        try (var out = tshark.getInputStream()) {
            lines = new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        assertThat(tshark.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new ArrayList<>(lines);
    }
}
