package org.mapi.console.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.map;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mapi.console.fake.FakeMos;
import org.mapi.console.view.MosProblems;

/** Sources, monitors and events as a terminal and a script see them. */
class MosCommandsTest {
    private static final boolean JSON_FORM = true;
    private static final boolean TEXT = false;

    private final FakeMos mos = new FakeMos();
    private final MosCommands commands = new MosCommands(mos);

    @Test
    void shouldSayWhatToDoWhenThereIsNothing() {
        assertThat(commands.sources(TEXT)).startsWith("no sources: configure one");
        assertThat(commands.monitors(TEXT)).startsWith("no monitor applications: drop a bundle");
        assertThat(commands.health(TEXT)).isEmpty();
        assertThat(commands.sources(TEXT, "eth")).isEqualTo("no source has \"eth\" in it");
    }

    @Test
    void shouldTellTheStatusOfEachSource() {
        mos.source("eth0", false, "");
        mos.source("trace", true, "");
        mos.source("veth", true, "device is gone");
        mos.source("later", false, "waits: no driver memif");
        assertThat(commands.sources(TEXT).lines().map(line -> line.split("  +")[2]))
            .containsExactly("STATUS", "running", "ended", "failed", "waiting");
        assertThat(commands.sources(TEXT, "later").lines().toList().getLast()).endsWith("waits: no driver memif");
    }

    @Test
    void shouldNameMonitorsThatAreNotCalled() throws IOException {
        mos.source("eth0", false, "");
        mos.monitor("good", "", "eth0");
        mos.monitor("bad", "3 exceptions, the last one: \u001b[31mboom", "eth0");
        mos.monitor("lonely", "");
        assertThat(commands.monitors(TEXT).lines()).hasSize(4)
            .anyMatch(line -> line.contains("attached") && line.contains("good"))
            .anyMatch(line -> line.contains("not called") && line.contains("bad")).anyMatch(line -> line.contains("no source"))
            .noneMatch(line -> line.contains("\u001b"));
        assertThat(commands.health(TEXT).lines()).hasSize(2).first()
            .isEqualTo("1 error; 1 source, 3 monitors, 10 packets followed");
        assertThat(JSON.std.mapFrom(commands.health(JSON_FORM))).containsEntry("monitors", 3)
            .extractingByKey("problems").asString().contains("bad of org.example 1.2.3");
    }

    @Test
    void shouldPrintJsonWithAllFields() throws IOException {
        mos.source("eth0", false, "");
        mos.monitor("good", "", "eth0");
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.sources(JSON_FORM)).getFirst()).extracting("name", "ended", "failure")
            .containsExactly("eth0", false, "");
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.monitors(JSON_FORM)).getFirst()).extracting("bundle", "callbacks")
            .containsExactly("org.example 1.2.3", 14);
        assertThat((Map<?, ?>) JSON.std.listFrom(commands.events(JSON_FORM, "rexmit")).getFirst()).extracting("event", "number")
            .containsExactly("REXMIT", 0x200);
    }

    @Test
    void shouldTellOfEventsThatAreNotDefined() {
        mos.undefined("BAD of org.example 1.2.3", "its base NONE is not there\u001b");
        assertThat(commands.health(TEXT).lines()).containsExactly("1 error; 0 sources, 0 monitors, 0 packets followed",
            "event BAD of org.example 1.2.3 is not defined: its base NONE is not there?");
        assertThat(commands.events(TEXT).lines().toList().getLast())
            .startsWith("not defined: BAD of org.example 1.2.3: its base");
        assertThat(commands.events(TEXT, "rexmit")).doesNotContain("BAD");
        assertThat(MosProblems.of(mos)).singleElement().asString().contains("event BAD of org.example 1.2.3", "not defined");
    }

    @Test
    void shouldTellOfEventsThatWereSwitchedOff() throws IOException {
        mos.event("FINE", "");
        mos.event("LOUD", "3 exceptions, the last one: boom\u001b");
        mos.undefined("BAD of org.example 1.2.3", "its base NONE is not there");
        assertThat(commands.events(TEXT).lines()).anyMatch(line -> line.matches("FINE +0x1000 +REXMIT +RECEIVE, SEND"))
            .anyMatch(line -> line.matches("LOUD +0x1000 +REXMIT +RECEIVE, SEND +not raised: 3 exceptions, .* boom\\?"));
        assertThat(commands.events(TEXT, "bad").lines().toList().getLast()).startsWith("not defined: BAD");
        assertThat(JSON.std.listFrom(commands.events(JSON_FORM, "loud"))).singleElement().asInstanceOf(map(String.class,
            Object.class)).containsEntry("problem", "not raised: 3 exceptions, the last one: boom\u001b");
        assertThat(JSON.std.listFrom(commands.events(JSON_FORM, "fine"))).singleElement().asInstanceOf(map(String.class,
            Object.class)).containsEntry("problem", "").containsEntry("base", "REXMIT");
        assertThat(JSON.std.listFrom(commands.events(JSON_FORM, "bad"))).singleElement().asInstanceOf(map(String.class,
            Object.class)).containsEntry("problem", "not defined: its base NONE is not there").containsEntry("number", null);
        assertThat(commands.health(TEXT).lines()).hasSize(3).anyMatch(line -> line.startsWith("event LOUD is not raised: 3 ex"));
        assertThat(MosProblems.of(mos)).anyMatch(problem -> problem.toString().contains("event LOUD")
            && problem.toString().contains("not raised: 3 exceptions"));
    }

    @Test
    void shouldListEventsWithTheirHooks() {
        assertThat(commands.events(TEXT).lines()).anyMatch(line -> line.matches("CONN_NEW_DATA +0x10 +NONE"));
    }
}
