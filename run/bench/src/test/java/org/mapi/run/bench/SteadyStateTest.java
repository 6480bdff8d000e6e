package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.core.trace.generate.TraceGenerator;

/** The programs run and agree with their peers; how fast is not asked here. */
class SteadyStateTest {
    private static final long PACKETS = 3_000;
    @TempDir
    private Path directory;

    @BeforeEach
    void tracesHere() {
        System.setProperty(Traces.FOLDER, directory.toString());
    }

    @AfterEach
    void tracesElsewhere() {
        System.clearProperty(Traces.FOLDER);
    }

    @Test
    void shouldMakeATraceOnce() throws Exception {
        final Path trace = Traces.of(PACKETS);
        final Object time = Files.getLastModifiedTime(trace);
        assertThat(Traces.of(PACKETS)).isEqualTo(trace);
        assertThat(Files.getLastModifiedTime(trace)).isEqualTo(time);
        assertThat(Files.list(directory)).containsExactly(trace);
    }

    @Test
    void shouldCountTheSameAsTheBareLoops() throws Exception {
        final SteadyState bench = new SteadyState(PACKETS, "ip");
        bench.measure(1);
        final BareLoop bare = new BareLoop();
        bare.run(Traces.of(PACKETS), new PcapFilterCompiler().compile("ip", TraceGenerator.LINK_TYPE,
            TraceGenerator.CAPTURE_LENGTH, 0));
        assertThat(bench.matched()).isEqualTo(bare.packets()).isBetween(1L, PACKETS - 1);
        assertThat(bare.bytes()).isGreaterThan(bare.packets());
    }

    @Test
    void shouldTakeMedianAndRatioRoundByRound() {
        final Series series = new Series("a");
        final Series peer = new Series("b");
        series.add(new Cost(2, 8));
        peer.add(new Cost(1, 2));
        series.add(new Cost(60, 8));
        peer.add(new Cost(30, 2));
        series.add(new Cost(3, 8));
        peer.add(new Cost(1, 1));
        assertThat(series.wall()).isEqualTo(3);
        assertThat(series.wallRatio(peer)).isEqualTo(2);
        assertThat(series.cpuRatio(peer)).isEqualTo(4);
        assertThat(new Series("none").wall()).isNaN();
    }
}
