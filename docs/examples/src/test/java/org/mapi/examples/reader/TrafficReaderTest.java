package org.mapi.examples.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.Mapi;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.core.engine.device.DeviceConfiguration;
import org.mapi.examples.counter.IpVersionCounts;

class TrafficReaderTest {
    private static final int PACKETS = 5_000;
    private static final int NUMBER_OFFSET = 14;
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir
    private Path directory;
    private PlainEngine engine;
    private Mapi mapi;

    @BeforeEach
    void start() {
        final Map<String, String> finite = Map.of("realtime", "false", "count", String.valueOf(PACKETS));
        engine = new PlainEngine(directory, List.of(DeviceConfiguration.of("finite", "ticker", "1000/100", finite)));
        mapi = engine.mapi();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldReadTypedResults() throws InterruptedException {
        try (TrafficReader reader = new TrafficReader(mapi, "finite")) {
            assertThat(reader.flow().awaitFinished(LIMIT)).isTrue();
            assertThat(reader.flow().status()).isEqualTo(FlowStatus.FINISHED);
            final TrafficReport report = reader.read();
            assertThat(report.packets()).isEqualTo(PACKETS);
            assertThat(report.bytes()).isEqualTo(PACKETS * 100L);
            assertThat(report.gaps().count()).isEqualTo(PACKETS - 1);
            assertThat(report.gaps().min()).isEqualTo(1_000_000);
            assertThat(report.gaps().max()).isEqualTo(1_000_000);
            assertThat(report.line()).isEqualTo("5000 packets, 500000 bytes, mean gap 1000 us");
        }
    }

    @Test
    void shouldReadWhileALiveDeviceIsRunning() throws InterruptedException {
        try (TrafficReader reader = new TrafficReader(mapi, "ticker:1000/60")) {
            final long deadline = System.nanoTime() + LIMIT.toNanos();
            while (reader.read().packets() < 3) {
                assertThat(System.nanoTime()).as("no packets within " + LIMIT).isLessThan(deadline);
                Thread.sleep(5);
            }
            assertThat(reader.flow().status()).isEqualTo(FlowStatus.ACTIVE);
        }
        assertThat(mapi.flows()).isEmpty();
    }

    @Test
    void shouldHandOverEveryPacketInOrder() throws InterruptedException {
        final List<Long> numbers = new ArrayList<>();
        final long handed = TrafficReader.forEachPacket(mapi, "finite", 0,
            packet -> numbers.add(ByteBuffer.wrap(packet.bytes()).getLong(NUMBER_OFFSET)));
        assertThat(handed).isEqualTo(PACKETS);
        assertThat(numbers).isEqualTo(LongStream.range(0, PACKETS).boxed().toList());
    }

    @Test
    void shouldStopAfterAsManyPacketsAsWereAskedFor() throws InterruptedException {
        final List<Integer> lengths = new ArrayList<>();
        final long handed = TrafficReader.forEachPacket(mapi, "ticker:10000/80", 7, packet -> lengths.add(packet.wireLength()));
        assertThat(handed).isEqualTo(7);
        assertThat(lengths).containsOnly(80).hasSize(7);
        assertThat(mapi.flows()).isEmpty();
    }

    @Test
    void shouldLeaveNothingBehindWhenTheDeviceDoesNotExist() {
        assertThatThrownBy(() -> new TrafficReader(mapi, "nodriver:x"))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPID_NO_DRIVER))
            .hasMessageContaining("nodriver");
        assertThatThrownBy(() -> new TrafficReader(mapi, "ticker:fast")).isInstanceOf(MapiException.class)
            .hasMessageContaining("\"fast\"");
        assertThat(mapi.flows()).isEmpty();
    }

    /** A client's own record: what counts are names and types of the components. */
    private record Seen(Count ipv4, Count ipv6, Count other) {
        private record Count(long packets, long bytes) { }
    }

    @Test
    void shouldRunTheOtherExamplesInOneFlow() throws InterruptedException {
        try (Flow flow = mapi.createFlow("finite")) {
            final Applied<IpVersionCounts> versions = flow.apply("examples:IP_VERSIONS", IpVersionCounts.class);
            final Applied<Seen> seen = flow.apply("IP_VERSIONS", Seen.class);
            final Applied<Object> filter = flow.apply("TCP_SYN", 443);
            final Applied<Long> behind = flow.apply("PKT_COUNTER", Long.class);
            flow.connect();
            assertThat(flow.awaitFinished(LIMIT)).isTrue();
            assertThat(versions.read().value().other().packets()).isEqualTo(PACKETS);
            assertThat(seen.read().value().other()).isEqualTo(new Seen.Count(PACKETS, PACKETS * 100L));
            assertThat(filter.information().seen()).isEqualTo(PACKETS);
            assertThat(filter.information().passed()).isZero();
            assertThat(behind.read().value()).isZero();
        }
    }
}
