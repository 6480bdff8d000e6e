package org.mapi.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;

/** Real captures with the counts that tcpdump gives; skipped where they are not there. */
class CapturedTracesTest {
    private static final Path TRACES = Path.of(System.getProperty("project.root", ".")).resolve("../shared/traces");
    /** Mixed link types: tcpdump refuses these two, so its count is none; the count here is that of their makers. */
    private static final Map<String, Integer> MIXED = Map.of("pcapng-be-102.pcapng", 5, "pcapng-le-102.pcapng", 5);

    private static void assumeTraces() {
        assumeTrue(Files.isDirectory(TRACES), "the captures are not there: " + TRACES);
    }

    @TestFactory
    Stream<DynamicTest> shouldReadAsManyPacketsAsTcpdump() throws IOException {
        assumeTraces();
        return Files.readAllLines(TRACES.resolve("expected-filters.tsv")).stream().skip(1).map(line -> line.split("\t"))
            .map(row -> DynamicTest.dynamicTest(row[0], () -> check(row[0], row[1])));
    }

    private static void check(String name, String expected) {
        Path file = TRACES.resolve(name);
        if ("error".equals(expected)) {
            assertThatThrownBy(() -> SeenPacket.open(file)).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR));
            return;
        }
        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThat(SeenPacket.all(device)).hasSize(MIXED.getOrDefault(name, Integer.valueOf(expected)));
            assertThat(device.failure().isPresent()).isEqualTo(name.startsWith("corrupt-"));
        }
    }

    @Test
    void shouldReadTheSameFromBothByteOrders() {
        assumeTraces();
        assertThat(SeenPacket.of(TRACES.resolve("pcapng-be-102.pcapng")))
            .isEqualTo(SeenPacket.of(TRACES.resolve("pcapng-le-102.pcapng")));
    }
}
