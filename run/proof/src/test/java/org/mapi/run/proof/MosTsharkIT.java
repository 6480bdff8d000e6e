package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections, resets, retransmissions, reordering and losses that the mOS stack sees are those that tshark counts, for every
 * capture; the differences stand in a table, each with its reason.
 */
class MosTsharkIT {
    /** Columns of expected-tshark.tsv that the stack counts too. */
    private static final List<String> EXPECTED = List.of("tcp", "tcp_streams", "syn", "rst", "retransmission", "out_of_order",
        "lost_segment");
    /** What tshark is asked for. */
    private static final List<String> ASKED = List.of("keep_alive", "zero_window", "zero_window_probe");

    private static List<String[]> rows(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\t")).toList();
    }

    /** Names of the captures that can be read; one that is not there if none are. */
    static Stream<String> captures() throws IOException {
        final Path table = Places.TRACES.resolve("expected-tshark.tsv");
        return Files.exists(table) ? rows(table).stream().skip(1).map(cells -> cells[0]) : Stream.of("no captures");
    }

    private static Map<String, Integer> expected(String capture) throws IOException {
        final List<String[]> rows = rows(Places.TRACES.resolve("expected-tshark.tsv"));
        final List<String> header = Arrays.asList(rows.getFirst());
        final String[] cells = rows.stream().filter(row -> row[0].equals(capture)).findFirst().orElseThrow();
        final Map<String, Integer> counts = new TreeMap<>();
        EXPECTED.forEach(field -> counts.put(field, Integer.parseInt(cells[header.indexOf(field)])));
        return counts;
    }

    private static Map<String, Integer> asked(Path capture) throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-Y", "tcp",
            "-T", "fields"));
        ASKED.forEach(field -> command.addAll(List.of("-e", "tcp.analysis." + field)));
        final Map<String, Integer> counts = new TreeMap<>();
        ASKED.forEach(field -> counts.put(field, 0));
        final Commands.Outcome outcome = Commands.run(command);
        for (String line : outcome.lines()) {
            final String[] cells = line.split("\t", -1);
            for (int i = 0; i < cells.length; i++) {
                counts.merge(ASKED.get(i), cells[i].isEmpty() ? 0 : 1, Integer::sum);
            }
        }
        return counts;
    }

    private static List<String> argued(String capture, List<String> fields) throws IOException {
        return rows(Places.ROOT.resolve("run/proof/src/test/mos/mos-tshark.tsv")).stream().filter(row -> row[0].equals(capture)
            && fields.contains(row[1])).map(row -> row[1] + "\t" + row[2] + "\t" + row[3]).toList();
    }

    private static List<String> differences(Map<String, Integer> ours, Map<String, Integer> tshark) {
        final List<String> differences = new ArrayList<>();
        tshark.forEach((field, count) -> {
            if (!count.equals(ours.getOrDefault(field, 0))) {
                differences.add(field + "\t" + ours.getOrDefault(field, 0) + "\t" + count);
            }
        });
        return differences;
    }

    @ParameterizedTest
    @MethodSource("captures")
    void shouldCountWhatTsharkCounted(String capture) throws IOException {
        Places.assumeTraces();
        assertThat(differences(MosCounts.of(Places.TRACES.resolve(capture)), expected(capture))).as("field, ours, tshark's")
            .containsExactlyInAnyOrderElementsOf(argued(capture, EXPECTED));
    }

    @ParameterizedTest
    @MethodSource("captures")
    void shouldSeeTheKeepAlivesAndClosedWindowsThatTsharkSees(String capture) throws IOException, InterruptedException {
        Places.assumeTraces();
        Places.assumeTool("tshark");
        final Path file = Places.TRACES.resolve(capture);
        assertThat(differences(MosCounts.of(file), asked(file))).as("field, ours, tshark's")
            .containsExactlyInAnyOrderElementsOf(argued(capture, ASKED));
    }

    @Test
    void shouldGiveAReasonForEveryDifference() throws IOException {
        final List<String[]> rows = rows(Places.ROOT.resolve("run/proof/src/test/mos/mos-tshark.tsv"));
        assertThat(rows.stream().skip(1)).isNotEmpty().allMatch(row -> row.length == 5 && row[4].length() > 10);
    }
}
