package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.result.Bound;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;

/** The example reader of the documentation, run by python3 against live memory. */
class ReadResultsScriptTest {
    record Point(short x, byte y) { }

    record Everything(byte a, boolean b, short c, int d, long e, double f, BigInteger g, @Bound(12) String h, Point i, int used,
                      @Bound(value = 4, length = "used") Point[] rows, @Bound(2) double[] j) { }

    private static final Pattern SQUARES = Pattern.compile(
        "eth0/0 flow=1 applied=1 test:SQUARE/1 active seen=(\\d+) passed=(\\d+) missed=(\\d+) \\{\"multiples\\[]\": \\[(.*)]}");

    private static final int LINES_PER_FILE = 20;

    @TempDir
    private Path dir;
    private ResultMemory memory;

    @BeforeEach
    void open() throws IOException {
        assumeThat(python()).as("python3 on the PATH").isNotNull();
        memory = ResultMemory.open(dir);
    }

    @AfterEach
    void close() throws IOException {
        if (memory != null) {
            memory.close();
        }
    }

    private static Path python() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator)).map(path -> Path.of(path, "python3"))
            .filter(Files::isExecutable).findFirst().orElse(null);
    }

    private static Process start(Path directory, String... arguments) throws IOException {
        final Path script = Path.of(System.getProperty("project.root")).resolve("docs/read_results.py");
        final List<String> command = new ArrayList<>(List.of(python().toString(), script.toString(), directory.toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static List<String> run(Path directory) throws Exception {
        final Process process = start(directory);
        final List<String> lines = process.inputReader(StandardCharsets.UTF_8).lines().toList();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        return lines;
    }

    @Test
    void shouldPrintEveryTypeOfField() throws Exception {
        final ResultLayout<Everything> layout = ResultLayout.of(Everything.class);
        final BlockRequest request = new BlockRequest(new BlockIdentity(7, 3, "ALL", "test", "1.0"), layout.schema());
        final ResultFile file = memory.createFile("trace:/data/ü.pcap", 2, List.of(request,
            new BlockRequest(new BlockIdentity(7, 4, "FILTER", "test", "1.0"), ResultSchema.NONE)));
        final ResultBlock block = file.slot(0).begin();
        block.setByte(layout.offset("a"), (byte) -1);
        block.setByte(layout.offset("b"), (byte) 1);
        block.setShort(layout.offset("c"), (short) -300);
        block.setInt(layout.offset("d"), 70_000);
        block.setLong(layout.offset("e"), Long.MIN_VALUE);
        block.setDouble(layout.offset("f"), 0.125);
        block.setLong128(layout.offset("g"), 1, 2);
        MemorySegment.copy("grün".getBytes(StandardCharsets.UTF_8), 0, block.segment(), ValueLayout.JAVA_BYTE,
            layout.offset("h"), 5);
        block.setShort(layout.offset("i.x"), (short) 5);
        block.setInt(layout.offset("used"), 2);
        block.setByte(layout.offset("rows.y") + 4, (byte) 9);
        block.setDouble(layout.offset("j") + 8, -1.5);
        file.slot(0).end(1, 2, 10, 8, 1);
        file.state(file.slot(1), SlotState.SUSPENDED);
        assertThat(run(dir)).containsExactly(
            "trace:/data/ü.pcap/2 flow=7 applied=3 test:ALL/1.0 active seen=10 passed=8 missed=1 "
                + "{\"a\": -1, \"b\": 1, \"c\": -300, \"d\": 70000, \"e\": -9223372036854775808, \"f\": 0.125, "
                + "\"g\": 18446744073709551618, \"h\": \"gr\\u00fcn\", \"i.x\": 5, \"i.y\": 0, \"used\": 2, "
                + "\"rows[].x\": [0, 0], \"rows[].y\": [0, 9], \"j[]\": [0.0, -1.5]}",
            "trace:/data/ü.pcap/2 flow=7 applied=4 test:FILTER/1.0 suspended seen=0 passed=0 missed=0 {}");
    }

    @Test
    void shouldFollowLiveValuesThroughSuccessors() throws Exception {
        final int multiples = 600;
        ResultFile file = memory.createFile("eth0", 0, List.of(new BlockRequest(
            new BlockIdentity(1, 1, "SQUARE", "test", "1"), ResultSlotStressTest.square(multiples))));
        final ResultSlot slot = file.slot(0);
        final Process process = start(memory.directory(), "150", "0.005");
        final List<String> lines = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> output = CompletableFuture.runAsync(
            () -> process.inputReader(StandardCharsets.UTF_8).lines().forEach(lines::add));
        long x = 0;
        while (!output.isDone()) {
            for (int i = 0; i < 200; i++) {
                publish(slot, multiples, ++x);
            }
            if (lines.size() >= LINES_PER_FILE * file.generation()) {
                final Successor next = file.successor(List.of());
                next.activate();
                next.retire();
                file = next.file();
            }
        }
        output.get();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
        assertThat(file.generation()).isGreaterThan(2);
        assertThat(lines).hasSizeBetween(75, 150);
        long last = -1;
        for (String line : lines) {
            last = check(line, last);
        }
        assertThat(last).isPositive();
    }

    private static void publish(ResultSlot slot, int multiples, long x) {
        for (int i = 0; i < multiples; i++) {
            slot.begin().setLong(8 * i, x * (i + 1));
        }
        slot.end(x, 2 * x, 3 * x, 4 * x, 5 * x);
    }

    private static long check(String line, long last) {
        final Matcher matcher = SQUARES.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        final long[] values = Arrays.stream(matcher.group(4).split(", ")).mapToLong(Long::parseLong).toArray();
        final long x = values[0];
        assertThat(x).isGreaterThanOrEqualTo(last);
        for (int i = 0; i < 3; i++) {
            assertThat(Long.parseLong(matcher.group(i + 1))).isEqualTo((i + 3) * x);
        }
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(x * (i + 1));
        }
        return x;
    }

    @Test
    void shouldSayWhatIsNoResultFile() throws Exception {
        Files.write(dir.resolve("x.results"), new byte[1024]);
        final Process process = start(dir);
        final String output = String.join("\n", process.inputReader(StandardCharsets.UTF_8).lines().toList());
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isNotZero();
        assertThat(output).contains("x.results: not a result file of format 1");
    }
}
