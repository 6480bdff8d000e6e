package org.mapi.run.launcher.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.core.engine.arguments.FunctionCall;
import org.mapi.core.engine.arguments.FunctionText;
import org.mapi.core.engine.config.MapiConf;

class WrittenArgumentsTest {
    @TempDir
    private Path folder;

    @Test
    void shouldWriteArgumentsSoThatTheyCanBeReadAgain() {
        try (PlainAppliance appliance = PlainAppliance.configured(folder, List.of(), MapiConf.none());
             Flow flow = appliance.mapi().createFlow(StandInDriver.device("1.3", false))) {
            final FunctionCall events = FunctionText.parse("MOS_EVENT(\"CONN_START\", 1)");
            final Applied<Object> applied = flow.apply(events.function(), events.values(Map.of()));
            final List<String> written = WrittenArguments.of(applied.information(), appliance.mapi().functions());
            assertThat(written).containsExactly("\"CONN_START\"", "1", "65536", "\"ignore\"");

            final FunctionCall again = FunctionText.parse("MOS_EVENT(" + String.join(", ", written) + ")");
            assertThat(flow.apply(again.function(), again.values(Map.of())).information().arguments())
                .isEqualTo(applied.information().arguments());

            final String device = "memif:/a \"b\" \\c/0";
            assertThat(WrittenArguments.of(flow.apply("TO_MEMIF", device).information(), appliance.mapi().functions()))
                .first().isEqualTo("\"memif:/a \\\"b\\\" \\\\c/0\"");
        }
    }
}
