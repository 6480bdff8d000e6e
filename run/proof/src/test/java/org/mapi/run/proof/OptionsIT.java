package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.run.proof.Commands.Outcome;

/** Options of {@code mapi monitor}, most of them with the command as a process of its own. */
class OptionsIT {
    private static final int PACKETS = 5000;
    /** Long enough for several intervals. */
    private static final int LONG_TRACE = 500_000;

    private static Path trace() throws IOException {
        return Generated.trace(PACKETS, 3);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> json(String text) throws IOException {
        return (Map<String, Object>) JSON.std.anyFrom(text);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> function(Map<String, Object> view, int id) {
        return ((List<Map<String, Object>>) view.get("functions")).get(id - 1);
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    @Test
    void shouldPrintTheObjectThatIsDocumented() throws Exception {
        final Outcome outcome = Commands.runMapi("monitor", "-r", trace().toString(), "-f", "tcp", "--format", "json",
            "gap=GAP", "STATS(gap, \"1\")", "PKT_COUNTER");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.lines()).hasSize(1);
        final Map<String, Object> view = json(outcome.out());
        assertThat(view.keySet()).containsExactly("device", "received", "processed", "dropped", "bad", "functions");
        assertThat(view.get("dropped")).isEqualTo(Map.of("kernel", 0, "engine", 0));
        assertThat(function(view, 1).keySet()).containsExactly("id", "name", "function", "library", "arguments", "seen", "passed",
            "missed", "result");
        assertThat(function(view, 2)).containsEntry("name", "gap").containsEntry("library", "stdflib").containsEntry("missed", 0);
        assertThat(function(view, 3)).containsEntry("arguments", List.of("gap", "1"));
        assertThat(((Map<?, ?>) function(view, 3).get("result")).keySet().stream().map(Object::toString))
            .contains("count", "sum", "sum2", "min", "max");
        assertThat(function(view, 4).get("result")).isInstanceOf(Integer.class).isEqualTo(function(view, 1).get("passed"));
    }

    @Test
    void shouldReadStandardInputPlainAndPacked() throws Exception {
        final Path packed = Files.createTempFile(Places.work("files"), "packed", ".gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            Files.copy(trace(), out);
        }
        for (Path input : List.of(trace(), packed)) {
            final Outcome outcome = Commands.run(Commands.mapi("monitor", "-r", "-", "--format", "json", "PKT_COUNTER"),
                input.toFile());
            assertThat(outcome.err()).isEmpty();
            assertThat(number(json(outcome.out()).get("processed"))).isEqualTo(PACKETS);
        }
        final Outcome packedFile = Commands.runHere("monitor", "-r", packed.toString(), "--format", "json", "PKT_COUNTER");
        assertThat(number(json(packedFile.out()).get("processed"))).isEqualTo(PACKETS);
    }

    @Test
    void shouldListFunctionsAndLibrariesWithoutAnAppliance() throws Exception {
        final String none = Places.work("files").resolve("no-run-directory").toString();
        final Outcome functions = Commands.runHere("list", "functions", "--dir", none);
        assertThat(functions.status()).as(functions.err()).isZero();
        assertThat(functions.lines().getFirst()).startsWith("FUNCTION ");
        assertThat(functions.out()).contains("stdflib:STATS(flow, source, [mode])").doesNotContain("monitor:");
        assertThat(Commands.runHere("list", "functions", "--dir", none, "-l", "stdflib", "--details", "stats").out())
            .contains("when left out");
        assertThat(Commands.runHere("list", "functions", "--dir", none, "--library", "nolib").complaint())
            .startsWith("mapi: no library nolib, there are stdflib");
        assertThat(Commands.runHere("list", "libraries", "--dir", none, "--json").out()).contains("\"library\" : \"stdflib\"");
        final Outcome flows = Commands.runHere("list", "flows", "--dir", none);
        assertThat(flows.status()).isEqualTo(3);
        assertThat(flows.complaint()).startsWith("mapi: no appliance runs in ");
    }

    /**
     * Packets that come through a pipe, with a pause: long enough for progress to be shown. What comes before it finds no room
     * in the pipe, so that the command is reading when it begins.
     */
    private static String slowly(Path trace, String options) throws IOException {
        return "(head -c 500000 " + trace + "; sleep 2; tail -c +500001 " + trace + ") | "
            + String.join(" ", Commands.mapi("monitor", "-r", "-", "PKT_COUNTER")) + " " + options;
    }

    @Test
    void shouldShowProgressOnATerminalOnly() throws Exception {
        Places.assumeTool("script");
        final Outcome terminal = Commands.run(List.of("script", "-qec", slowly(trace(), ""), "/dev/null"));
        assertThat(terminal.status()).as(terminal.out()).isZero();
        assertThat(terminal.out()).contains("packets/s").contains(" 0 bad");
        final Path errors = Files.createTempFile(Places.work("files"), "errors", "");
        final Outcome file = Commands.run(List.of("script", "-qec", slowly(trace(), "2> " + errors), "/dev/null"));
        assertThat(file.out()).doesNotContain("packets/s").contains(" 0 bad");
        assertThat(errors).isEmptyFile();
        final Outcome pipe = Commands.run(List.of("sh", "-c", slowly(trace(), "")));
        assertThat(pipe.err()).isEmpty();
        assertThat(pipe.out()).contains(" 0 bad");
    }

    @Test
    void shouldStopAtThePacketThatWasAskedFor() throws Exception {
        for (int count : List.of(1, 2, 255, 256, 257, 1000)) {
            final Outcome outcome = Commands.runHere("monitor", "-r", trace().toString(), "-f", "tcp", "-c",
                String.valueOf(count), "--format", "json", "PKT_COUNTER", "TO_BUFFER");
            assertThat(outcome.status()).isZero();
            final Map<String, Object> view = json(outcome.out());
            assertThat(number(function(view, 1).get("passed"))).as("filter, -c " + count).isEqualTo(count);
            assertThat(number(function(view, 2).get("result"))).as("counter, -c " + count).isEqualTo(count);
            assertThat(function(view, 3).get("result")).isEqualTo(Map.of("entries", count, "lost", 0));
            assertThat(number(view.get("processed"))).isEqualTo(number(view.get("received")));
            final Map<String, Object> unfiltered = json(Commands.runHere("monitor", "-r", trace().toString(), "-c",
                String.valueOf(count), "--format", "json", "PKT_COUNTER").out());
            assertThat(number(unfiltered.get("received"))).as("nothing is read that is not wanted").isEqualTo(count);
        }
    }

    @Test
    void shouldNeedNoFunctionWithAFilter() throws Exception {
        final Outcome outcome = Commands.runHere("monitor", "-r", trace().toString(), "-f", "tcp");
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(outcome.lines().getFirst()).contains("BPF_FILTER(\"tcp\")").contains(" of 5,000 packets pass");
        assertThat(Commands.runHere("monitor", "-r", trace().toString()).complaint()).contains("no function given");
    }

    @Test
    void shouldSayWhyNothingComes() throws Exception {
        final Outcome outcome = Commands.runHere("monitor", "-i", "memif:@nobody-listens/0", "--for", "300ms", "PKT_COUNTER");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.complaint()).startsWith("mapi: no packets came; memif:@nobody-listens/0: down, slave");
    }

    @Test
    void shouldPrintIntervalsThatAddUp() throws Exception {
        final Outcome outcome = Commands.run(List.of("sh", "-c", slowly(Generated.trace(LONG_TRACE, 9),
            "--every 20ms --format jsonl")));
        assertThat(outcome.err()).isEmpty();
        final List<Map<String, Object>> views = new ArrayList<>();
        for (String line : outcome.lines()) {
            views.add(json(line));
        }
        assertThat(views).hasSizeGreaterThan(1);
        assertThat(views.getLast()).containsEntry("event", "end");
        long sum = 0;
        for (Map<String, Object> view : views.subList(0, views.size() - 1)) {
            assertThat(view).containsEntry("event", "interval");
            sum += number(function(view, 1).get("difference"));
            assertThat(number(function(view, 1).get("result"))).isEqualTo(sum);
            assertThat(number(view.get("processed"))).isLessThanOrEqualTo(number(view.get("received")));
        }
        assertThat(number(function(views.getLast(), 1).get("result"))).isEqualTo(LONG_TRACE).isGreaterThanOrEqualTo(sum);
    }

    @Test
    void shouldPrintEachIntervalAsCommaSeparatedValues() throws Exception {
        final Outcome outcome = Commands.runHere("monitor", "-r", Generated.trace(LONG_TRACE, 9).toString(), "--every", "5ms",
            "--format", "csv", "PKT_COUNTER");
        assertThat(outcome.lines()).hasSizeGreaterThan(2);
        assertThat(outcome.lines().getFirst()).isEqualTo(
            "time,id,name,function,seen,passed,missed,emitted,field,value,difference");
        assertThat(outcome.lines().subList(1, outcome.lines().size())).allMatch(line -> line.split(",", -1).length == 11);
        assertThat(outcome.lines()).filteredOn(line -> line.contains(",,,,,,,,received," + LONG_TRACE + ",")).isNotEmpty();
        assertThat(outcome.lines().getLast()).contains(",PKT_COUNTER,%1$d,%1$d,0,0,value,%1$d,".formatted(LONG_TRACE));
    }

    @TestFactory
    Stream<DynamicTest> shouldPrintTheProgramThatTcpdumpPrints() throws IOException {
        Places.assumeTool("tcpdump");
        final String trace = trace().toString();
        return Stream.of("", "ip", "tcp port 80 or udp port 53", "vlan and tcp", "ip[6:2] & 0x3fff != 0",
            "host 10.0.0.1 and not arp").map(filter -> DynamicTest.dynamicTest("\"" + filter + "\"", () -> assertThat(
                Commands.runHere("monitor", "-r", trace, "-d", "-f", filter).lines().stream().map(String::strip))
                .isEqualTo(Commands.ask("tcpdump", "-r", trace, "-d", filter).stream().map(String::strip).toList())));
    }

    @Test
    void shouldStopAfterTheTimeThatWasAskedFor() throws Exception {
        Places.assumeRoot();
        final Outcome outcome = Commands.runHere("monitor", "-i", "lo", "--for", "300ms", "--format", "json", "PKT_COUNTER");
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(json(outcome.out())).containsEntry("device", "lo");
    }

    @Test
    void shouldEndWhenNobodyReadsItsIntervals() throws Exception {
        final String command = String.join(" ", Commands.mapi("monitor", "-i", "lo", "--every", "50ms", "PKT_COUNTER"));
        final Outcome outcome = Commands.run(List.of("bash", "-c", command + " | head -n 1; exit ${PIPESTATUS[0]}"));
        assertThat(outcome.lines()).hasSize(1);
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.complaint()).contains("cannot be written to standard output");
    }

    @Test
    void shouldPrintResultsWhenInterrupted() throws Exception {
        Places.assumeRoot();
        for (String signal : List.of("INT", "TERM")) {
            final Commands.Running running = Commands.start(Commands.mapi("monitor", "-i", "lo", "--every", "100ms",
                "PKT_COUNTER"), new File("/dev/null"));
            running.awaitOutput("PKT_COUNTER");
            running.signal(signal);
            final Outcome outcome = running.await();
            assertThat(outcome.status()).isEqualTo(signal.equals("INT") ? 130 : 143);
            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.lines().getLast()).contains("received").contains("processed").contains("dropped by kernel")
                .contains("dropped by us").contains("bad");
        }
    }

    @Test
    void shouldExplainItself() throws Exception {
        final Outcome outcome = Commands.runHere("monitor", "--help");
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out()).contains("--every", "--format", "Exit codes:", "Examples:", "STATS(gap, \"1\")");
        assertThat(outcome.lines()).allMatch(line -> line.length() <= 100);
        assertThat(outcome.out()).doesNotContain("null");
    }
}
