package org.mapi.console.webconsole;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.console.fake.FakeMapi;
import org.mapi.console.fake.FakeMos;

/** The pages of the flow-monitoring stack; what all pages have in common is tested in {@link MapiPageTest}. */
class MosPagesTest {
    private static final String HOSTILE = "</script><img src=x onerror=alert(1)>";

    private final FakeMos mos = new FakeMos();
    private final SourcesPage sources = new SourcesPage(mos);
    private final MonitorsPage monitors = new MonitorsPage(mos);

    @Test
    void shouldShowSourcesWithTheirCounters() throws Exception {
        mos.source("eth0", false, "");
        mos.source("later", false, "waits: no driver memif");
        assertThat(Exchange.get(sources, "/mapi-sources.json").list()).extracting(source -> source.get("failure"))
            .containsExactly("", "waits: no driver memif");
        assertThat(Exchange.get(sources, "/s.json").body()).contains("\"flowsNow\":2", "\"checksums\":\"AUTO\"");
        assertThat(Exchange.get(sources, "/s.json", "search", "LATE").list()).hasSize(1);
    }

    @Test
    void shouldShowMonitorsAndWhyOneIsNotCalled() throws Exception {
        mos.monitor("good", "", "eth0");
        mos.monitor("bad", HOSTILE, "eth0");
        assertThat(Exchange.get(monitors, "/mapi-monitors.json").list()).extracting(monitor -> monitor.get("quarantine"))
            .containsExactly("", HOSTILE);
        assertThat(Exchange.get(monitors, "/m.json", "limit", "1").header("X-Total-Count")).isEqualTo("2");
    }

    @Test
    void shouldTellInTheHealthWhatOfTheStackDoesNotWork() throws Exception {
        final HealthPage health = new HealthPage(new FakeMapi());
        assertThat(Exchange.get(health, "/h.json").object()).containsEntry("state", "ok");
        mos.source("later", false, "waits: no driver memif");
        mos.source("veth", true, "device is gone");
        mos.monitor("good", "", "eth0");
        mos.monitor("bad", "3 exceptions, the last one: boom", "eth0");
        health.bindMos(mos);
        assertThat(Exchange.get(health, "/h.json").body()).contains("\"state\":\"error\"",
            "\"subject\":\"source later\",\"text\":\"waits: no driver memif\"",
            "\"subject\":\"source veth\",\"text\":\"failed: device is gone\"",
            "\"subject\":\"monitor bad of org.example 1.2.3\",\"text\":\"not called: 3 exceptions, the last one: boom\"")
            .doesNotContain("monitor good");
        health.unbindMos(mos);
        assertThat(Exchange.get(health, "/h.json").object()).containsEntry("state", "ok");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sources", "monitors"})
    void shouldBringAScriptThatNeverReadsTextAsMarkup(String script) throws IOException {
        assertThat(sources.getResource("/mapi-sources/res/" + script + ".js")).isNotNull();
        try (InputStream in = MapiPage.class.getResourceAsStream("/res/" + script + ".js")) {
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "DOMParser");
        }
    }
}
