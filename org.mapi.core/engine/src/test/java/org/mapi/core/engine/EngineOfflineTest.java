package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.OfflineDevice;
import org.mapi.OfflineStatus;
import org.mapi.core.engine.support.TestEngine;

class EngineOfflineTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(directory);
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void shouldCountAllPacketsOfATrace() throws InterruptedException {
        try (OfflineDevice trace = engine.offline(100_000)) {
            final Flow flow = engine.client().createFlow(trace.name());
            final Applied<Long> all = flow.apply("COUNT", Long.class);
            flow.apply("EVERY", 10);
            final Applied<Long> some = flow.apply("testlib:COUNT", Long.class);
            assertThat(trace.status()).isEqualTo(OfflineStatus.SETUP);
            flow.connect();
            trace.start();
            assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
            assertThat(flow.status()).isEqualTo(FlowStatus.FINISHED);
            assertThat(trace.awaitFinished(TestEngine.PATIENCE)).isTrue();
            assertThat(trace.status()).isEqualTo(OfflineStatus.FINISHED);
            assertThat(all.read().value()).isEqualTo(100_000);
            assertThat(some.read().value()).isEqualTo(10_000);
            assertThat(flow.functions().get(1).seen()).isEqualTo(100_000);
            assertThat(flow.functions().get(1).passed()).isEqualTo(10_000);
            flow.close();
            assertThat(some.read().value()).isEqualTo(10_000);
            assertThat(flow.status()).isEqualTo(FlowStatus.CLOSED);
        }
    }

    @Test
    void shouldReadValuesOfThisPacketBehindTheirSource() throws InterruptedException {
        try (OfflineDevice trace = engine.offline(1_000); Flow flow = engine.client().createFlow(trace.name())) {
            final Applied<Object> gap = flow.apply("GAP");
            final Applied<Long> sum = flow.apply("SUM", Long.class, gap);
            flow.connect();
            trace.start();
            assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
            assertThat(sum.read().value()).isEqualTo(999_000);
        }
    }
}
