package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.result.ExpiredFlow;

/** EXPIRED_FLOWS finds the conversations that tshark finds, with their frames and bytes, fragments included. */
class ExpiredFlowsIT {
    /** Where tshark counts otherwise, and why. */
    private static final Map<String, String> ARGUED = Map.of(
        "gtp-fragments.pcap", "the content of first fragments whose second one is missing, at which tshark does not look",
        "ipv6-frag-dns.pcap", "a fragment whose first one is missing: a flow without ports",
        "trunc-ipv4-header.pcap", "tshark sees no TCP behind an IPv4 header that is cut",
        "bigtcp-ipv6.pcap", "tshark does not know a payload length of 0 (BIG TCP)");

    private static Appliance appliance;

    @BeforeAll
    static void start() throws IOException {
        appliance = new Appliance();
    }

    @AfterAll
    static void stop() {
        appliance.close();
    }

    private static List<String> flows(Path trace) throws InterruptedException {
        final List<String> found = new ArrayList<>();
        try (OfflineDevice device = appliance.open(trace); Flow flow = appliance.mapi().createFlow(device.name())) {
            final Applied<ExpiredFlow> reports = flow.apply("EXPIRED_FLOWS", ExpiredFlow.class, 100_000, 0, 1, 3, "0");
            flow.connect();
            Appliance.read(device);
            Appliance.finish(flow);
            reports.loop(0, report -> {
                if (report.ptcl() == 6 || report.ptcl() == 17) {
                    found.add((report.ptcl() == 6 ? "tcp " : "udp ") + Math.min(report.sport(), report.dport()) + " "
                        + Math.max(report.sport(), report.dport()) + ": " + (report.packetsCount() + report.reversePackets())
                        + ", " + (report.bytesCount() + report.reverseBytes()));
                }
            });
            assertThat(reports.lost()).isZero();
        }
        found.sort(null);
        return found;
    }

    @TestFactory
    Stream<DynamicTest> shouldFindTheConversationsOfTshark() throws IOException {
        Places.assumeTool("tshark");
        final List<Path> traces = new ArrayList<>(List.of(Generated.trace(20_000, 11)));
        if (Files.isDirectory(Places.TRACES)) {
            try (Stream<Path> files = Files.list(Places.TRACES)) {
                files.filter(file -> file.getFileName().toString().matches("(?!corrupt-|pcapng-empty).*\\.pcap(ng|\\.gz)?")
                    && !ARGUED.containsKey(file.getFileName().toString())).sorted().forEach(traces::add);
            }
        }
        return traces.stream().map(trace -> DynamicTest.dynamicTest(trace.getFileName().toString(),
            () -> assertThat(flows(trace)).isEqualTo(Conversations.of(trace))));
    }
}
