package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.TraceWriters;
import org.mapi.packet.LinkType;
import org.mapi.result.CaptureFileStatus;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.StateBytes;

class ToFileTest {
    private static final int PCAP = 0;
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;
    private final FunctionHarness harness = new FunctionHarness();
    private final LineWriters writers = new LineWriters();

    @BeforeEach
    void prepare() {
        harness.directory(directory);
        harness.service(TraceWriters.class, writers);
    }

    private void start(long packets, String rotate) {
        harness.start(new ToFile(), PCAP, Path.of("out.pcap"), packets, rotate);
    }

    private CaptureFileStatus status() {
        return harness.result(CaptureFileStatus.class);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldShowTheFileUnderItsNameOnlyWhenItIsComplete() throws IOException {
        start(0, "");
        assertThat(harness.packet(START, 60)).isTrue();
        assertThat(names()).containsExactly(".out.pcap.part");
        assertThat(status().status()).isEqualTo(11);
        harness.instance().end();
        assertThat(names()).containsExactly("out.pcap");
        assertThat(Files.readAllLines(directory.resolve("out.pcap"))).containsExactly("header", "60");
    }

    @Test
    void shouldReportZeroAsSoonAsTheWantedPacketsAreWritten() throws IOException {
        start(2, "");
        harness.packet(START, 60);
        harness.packet(START, 61);
        assertThat(status()).isEqualTo(new CaptureFileStatus(0, 1, 2, LineWriters.HEADER + 6, 0));
        assertThat(names()).containsExactly("out.pcap");
        assertThat(harness.packet(START, 62)).isTrue();
        assertThat(status().packets()).isEqualTo(2);
    }

    @Test
    void shouldStartANewFileByPacketsAndKeepTheNewest() throws IOException {
        start(0, "packets=2,files=2");
        for (int i = 0; i < 7; i++) {
            harness.packet(START, 60 + i);
        }
        harness.instance().cleanup();
        assertThat(names()).containsExactly("out-00003.pcap", "out-00004.pcap");
        assertThat(Files.readAllLines(directory.resolve("out-00003.pcap"))).containsExactly("header", "64", "65");
    }

    @Test
    void shouldStartANewFileByPacketTime() throws IOException {
        start(0, "time=1s");
        harness.packet(START, 60);
        harness.packet(START + SECOND - 1, 61);
        harness.packet(START + SECOND, 62);
        harness.instance().end();
        assertThat(names()).containsExactly("out-00001.pcap", "out-00002.pcap");
    }

    @Test
    void shouldStartANewFileBySize() throws IOException {
        start(0, "size=2k");
        for (int i = 0; i < 1000; i++) {
            harness.packet(START, 60);
        }
        harness.instance().end();
        assertThat(names()).hasSize(2);
        assertThat(Files.size(directory.resolve("out-00001.pcap"))).isLessThanOrEqualTo(2048);
    }

    @Test
    void shouldKeepWhatWasWrittenWhenTheMediumIsFull() throws IOException {
        writers.full = 2;
        start(0, "");
        for (int i = 0; i < 5; i++) {
            assertThat(harness.packet(START, 60)).isTrue();
        }
        assertThat(status().status()).isEqualTo(1);
        assertThat(status().failed()).isEqualTo(3);
        assertThat(Files.readAllLines(directory.resolve("out.pcap"))).containsExactly("header", "60", "60");
    }

    @Test
    void shouldCountPacketsWhoseLinkTypeTheFileCannotHold() {
        start(0, "");
        harness.instance().process(harness.at(START, 60, new byte[60], LinkType.RAW));
        harness.packet(START, 60);
        assertThat(status().failed()).isEqualTo(1);
        assertThat(status().packets()).isEqualTo(1);
    }

    @Test
    void shouldGoOnInANewFileAfterAnUpgrade() throws IOException {
        start(0, "");
        harness.packet(START, 60);
        final StateBytes state = new StateBytes();
        harness.instance().save(state);
        harness.replacing(true);
        start(0, "");
        harness.instance().restore(harness.block(), state.reader());
        harness.packet(START, 61);
        harness.instance().cleanup();
        assertThat(names()).containsExactly("out-00002.pcap", "out.pcap");
        assertThat(status().packets()).isEqualTo(2);
    }

    @Test
    void shouldRefuseAFileThatCannotBeMade() {
        assertThatThrownBy(() -> harness.start(new ToFile(), PCAP, Path.of("missing/out.pcap"), 0L, ""))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_ERROR_FILE))
            .hasMessageContaining("missing/out.pcap");
    }

    @Test
    void shouldRefuseAnUnknownFormatWithTheOriginalsError() {
        assertThatThrownBy(() -> harness.start(new ToFile(), 3, Path.of("out"), 0L, ""))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7006));
    }

    @ParameterizedTest
    @ValueSource(strings = {"size", "size=", "size=0", "size=1T", "time=5", "time=x", "files=3", "colour=1", "size=-1",
        "size=1M,,", "packets=0"})
    void shouldRefuseARotationThatMeansNothing(String rotate) {
        assertThatThrownBy(() -> start(0, rotate))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7004));
    }

    private Path trace(String name) throws IOException {
        return Files.writeString(directory.resolve(name), "the trace");
    }

    @Test
    void shouldRefuseANameWhoseRotationComesToTheTraceThatIsRead() throws IOException {
        harness.input(trace("out-00007.pcap"));
        assertThatThrownBy(() -> start(0, "packets=2"))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7002))
            .hasMessageContaining("out.pcap").hasMessageContaining("rotation comes to").hasMessageContaining("out-00007.pcap");
        assertThat(names()).containsExactly("out-00007.pcap");
        start(0, "");
        harness.instance().end();
        assertThat(names()).containsExactly("out-00007.pcap", "out.pcap");
    }

    @Test
    void shouldGiveUpRatherThanOpenTheTraceThatIsRead() throws IOException {
        harness.input(directory.resolve("out-00002.pcap"));
        start(0, "packets=2");
        final Path trace = trace("out-00002.pcap");
        for (int i = 0; i < 5; i++) {
            assertThat(harness.packet(START, 60 + i)).isTrue();
        }
        harness.instance().end();
        assertThat(status()).isEqualTo(new CaptureFileStatus(1, 1, 2, LineWriters.HEADER + 6, 3));
        assertThat(trace).hasContent("the trace");
        assertThat(names()).containsExactly("out-00001.pcap", "out-00002.pcap");
    }

    @Test
    void shouldNotPutAFileIntoThePlaceOfTheTraceThatIsRead() throws IOException {
        start(0, "packets=2");
        final Path trace = trace("out-00001.pcap");
        harness.input(trace);
        for (int i = 0; i < 3; i++) {
            harness.packet(START, 60 + i);
        }
        harness.instance().end();
        assertThat(status().status()).isEqualTo(1);
        assertThat(status().failed()).isEqualTo(1);
        assertThat(trace).hasContent("the trace");
        assertThat(Files.readAllLines(directory.resolve(".out-00001.pcap.part"))).containsExactly("header", "60", "61");
    }
}
