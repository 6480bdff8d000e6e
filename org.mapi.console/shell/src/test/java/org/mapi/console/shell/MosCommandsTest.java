package org.mapi.console.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowEvent;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorInformation;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Mos;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;

/** Sources, monitors and events as a terminal and a script see them. */
class MosCommandsTest {
    private static final boolean JSON_FORM = true;
    private static final boolean TEXT = false;

    private final FakeMos mos = new FakeMos();
    private final MosCommands commands = new MosCommands(mos);

    private void source(String name, boolean ended, String failure) {
        mos.sources.add(new SourceInformation(name, List.of("pcap:" + name), SourceOptions.DEFAULT, ended, failure,
            new SourceStatistics(10, 1000, 7, 1, 1, 1, 0, 0, 0, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)));
    }

    private void monitor(String name, String quarantine, String... sources) {
        mos.monitors.add(new MonitorInformation(name, "org.example 1.2.3", MonitorOptions.streams(name, "tcp port 80"),
            List.of(sources), 2, 14, 3, quarantine));
    }

    @Test
    void shouldSayWhatToDoWhenThereIsNothing() {
        assertThat(commands.sources(TEXT)).startsWith("no sources: configure one");
        assertThat(commands.monitors(TEXT)).startsWith("no monitor applications: drop a bundle");
        assertThat(commands.health(TEXT)).isEmpty();
        assertThat(commands.sources(TEXT, "eth")).isEqualTo("no source has \"eth\" in it");
    }

    @Test
    void shouldTellTheStatusOfEachSource() {
        source("eth0", false, "");
        source("trace", true, "");
        source("veth", true, "device is gone");
        source("later", false, "waits: no driver memif");
        assertThat(commands.sources(TEXT).lines().map(line -> line.split("  +")[2]))
            .containsExactly("STATUS", "running", "ended", "failed", "waiting");
        assertThat(commands.sources(TEXT, "later").lines().toList().getLast()).endsWith("waits: no driver memif");
    }

    @Test
    void shouldNameMonitorsThatAreNotCalled() throws IOException {
        source("eth0", false, "");
        monitor("good", "", "eth0");
        monitor("bad", "3 exceptions, the last one: \u001b[31mboom", "eth0");
        monitor("lonely", "");
        assertThat(commands.monitors(TEXT).lines()).hasSize(4)
            .anyMatch(line -> line.contains("attached") && line.contains("good"))
            .anyMatch(line -> line.contains("not called") && line.contains("bad")).anyMatch(line -> line.contains("no source"))
            .noneMatch(line -> line.contains("\u001b"));
        assertThat(commands.health(TEXT).lines()).hasSize(2).first().isEqualTo("1 source, 3 monitors, 10 packets followed");
        assertThat(JSON.std.mapFrom(commands.health(JSON_FORM))).containsEntry("monitors", 3)
            .extractingByKey("problems").asString().contains("bad of org.example 1.2.3");
    }

    @Test
    void shouldPrintJsonWithAllFields() throws IOException {
        source("eth0", false, "");
        monitor("good", "", "eth0");
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.sources(JSON_FORM)).getFirst()).extracting("name", "ended", "failure")
            .containsExactly("eth0", false, "");
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.monitors(JSON_FORM)).getFirst()).extracting("bundle", "callbacks")
            .containsExactly("org.example 1.2.3", 14);
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.events(JSON_FORM, "rexmit")).getFirst()).extracting("event", "number")
            .containsExactly("REXMIT", 0x200);
    }

    @Test
    void shouldListEventsWithTheirHooks() {
        assertThat(commands.events(TEXT).lines()).anyMatch(line -> line.matches("CONN_NEW_DATA +0x10 +NONE"));
    }

    /** A service with nothing behind it. */
    private static final class FakeMos implements Mos {
        private final List<SourceInformation> sources = new ArrayList<>();
        private final List<MonitorInformation> monitors = new ArrayList<>();

        @Override
        public MosSource observe(String name, String device, SourceOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MosSource inline(String name, String firstDevice, String secondDevice, SourceOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public PacketFollower follow(String name, SourceOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<MosSource> source(String name) {
            return Optional.empty();
        }

        @Override
        public List<MosSource> sources() {
            return sources.stream().<MosSource>map(FakeSource::new).toList();
        }

        @Override
        public MonitorHandle monitor(MonitorOptions options, MonitorApplication application) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<MonitorInformation> monitors() {
            return monitors;
        }

        @Override
        public List<FlowEvent> events() {
            return List.of(BuiltInEvent.values());
        }
    }

    private record FakeSource(SourceInformation information) implements MosSource {
        @Override
        public String name() {
            return information.name();
        }

        @Override
        public boolean awaitEnd(Duration timeout) {
            return information.ended();
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
