package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.core.pcap.DataLink;

/** Counts behind every filter of the oracle table, on every capture that libpcap reads. */
class ExpectedFiltersTest {
    @TempDir
    private Path temporary;

    @TestFactory
    Stream<DynamicTest> shouldMatchAsManyPacketsAsTheOracleSays() throws IOException {
        Path folder = Traces.folder();
        List<String> lines = Files.readAllLines(folder.resolve("expected-filters.tsv"));
        String[] header = lines.getFirst().split("\t");
        assertThat(header).hasSize(18);
        return lines.stream().skip(1).map(line -> line.split("\t"))
            .map(cells -> DynamicTest.dynamicTest(cells[0], () -> check(folder.resolve(cells[0]), header, cells)));
    }

    private void check(Path file, String[] header, String[] cells) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            Libpcap.Capture capture = Libpcap.read(Traces.plain(file, temporary), arena);
            if (capture.dataLink() < 0) {
                assertThat(cells).as("libpcap cannot open it: " + capture.error()).endsWith("error");
                return;
            }
            for (int column = 1; column < cells.length; column++) {
                String expression = column == 1 ? "" : header[column];
                assertThat(count(expression, capture)).as(expression).isEqualTo(cells[column]);
            }
        }
    }

    private static String count(String expression, Libpcap.Capture capture) {
        int linkType = DataLink.toLinkType(capture.dataLink());
        CaptureFilter filter;
        try {
            filter = new PcapFilterCompiler().compile(expression, linkType, 262144, FilterCompiler.NETMASK_UNKNOWN);
        } catch (MapiException e) {
            assertThat(e.error()).isIn(MapiError.PCAP_BPF_ERR, MapiError.PCAP_OPEN_DEAD_ERR);
            assertThat(e).hasMessageContaining(expression);
            return "error";
        }
        int matches = 0;
        for (Libpcap.Record record : capture.records()) {
            matches += filter.run(record.data(), 0, record.captured(), record.wireLength()) == 0 ? 0 : 1;
        }
        return Integer.toString(matches);
    }
}
