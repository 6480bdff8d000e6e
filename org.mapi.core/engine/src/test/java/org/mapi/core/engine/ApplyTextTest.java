package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.core.engine.support.TestEngine;

@Timeout(600)
class ApplyTextTest {
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
    void shouldApplyFunctionsAsTheyAreWrittenAndReferToTheirNames() throws InterruptedException {
        final OfflineDevice trace = engine.offline(100);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.applyText("EVERY(2)");
        flow.applyText("n = NUMBER");
        final Applied<Object> sum = flow.applyText("testlib:SUM(n)");
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(sum.read().value()).isEqualTo(2_550L);
        assertThat(flow.functions()).extracting(FunctionInformation::function).containsExactly("EVERY", "NUMBER", "SUM");
    }

    @Test
    void shouldSayWhereATextIsWrongAndLeaveTheFlowAsItWas() {
        final Flow flow = engine.client().createFlow(engine.offline(1).name());
        flow.applyText("n=NUMBER");
        assertThatThrownBy(() -> flow.applyText("n=COUNT")).isInstanceOf(MapiException.class)
            .hasMessageContaining("another function is named n");
        assertThatThrownBy(() -> flow.applyText("EVERY(2")).isInstanceOf(MapiException.class).hasMessageContaining("column");
        assertThatThrownBy(() -> flow.applyText("SUM(m)")).isInstanceOf(MapiException.class).hasMessageContaining("m");
        assertThatThrownBy(() -> flow.applyText(null)).isInstanceOf(MapiException.class);
        assertThat(flow.functions()).hasSize(1);
    }
}
