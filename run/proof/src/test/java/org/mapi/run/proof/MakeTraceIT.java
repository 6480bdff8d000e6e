package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.capture.TraceFormat;
import org.mapi.run.proof.Commands.Outcome;

/** {@code mapi make-trace}, and what must not happen to a file that is none. */
class MakeTraceIT {
    private static final Path FULL = Path.of("/dev/full");

    private static Path folder() throws Exception {
        return Files.createTempDirectory(Places.work("files"), "make");
    }

    @TestFactory
    Stream<DynamicTest> shouldWriteTheSameBytesInEachFormat() {
        return Stream.of(TraceFormat.PCAP, TraceFormat.PCAP_NANOSECONDS, TraceFormat.PCAPNG, TraceFormat.ERF).map(format ->
            DynamicTest.dynamicTest(format.name(), () -> {
                final Path file = folder().resolve("made");
                final Outcome outcome = Commands.runHere("make-trace", "--packets", "3000", "--seed", "8", "--format",
                    format.name(), "-w", file.toString());
                assertThat(outcome.err()).isEmpty();
                assertThat(outcome.status()).isZero();
                assertThat(file).hasSameBinaryContentAs(Generated.trace(3000, 8, format));
            }));
    }

    @Test
    void shouldWriteToAPipe() throws Exception {
        final Outcome outcome = Commands.run(List.of("sh", "-c", "\"$@\" | cksum", "sh", Commands.mapi().getFirst(), "-cp",
            Places.classPath(), "org.mapi.run.launcher.Mapi", "make-trace", "--packets", "3000", "--seed", "8", "-w", "-"));
        final List<String> file = Commands.run(List.of("cksum"), Generated.trace(3000, 8).toFile()).lines();
        assertThat(outcome.lines()).isEqualTo(file);
    }

    @TestFactory
    Stream<DynamicTest> shouldSayWhatIsWrong() {
        return Stream.of(List.of("--packets", "-1", "-w", "x"), List.of("--packets", "x", "-w", "x"), List.of("--packets", "1"),
            List.of("--packets", "1", "-w", "/"), List.of("--packets", "1", "-w", ""), List.of("--packets", "1", "-w", "/tmp"),
            List.of("--packets", "1", "-w", "/no/such/folder/x"), List.of("--packets", "1", "-w", "x", "--format", "elf"))
            .map(words -> DynamicTest.dynamicTest(String.join(" ", words), () -> {
                final Outcome outcome = Commands.runHere(Stream.concat(Stream.of("make-trace"), words.stream())
                    .toArray(String[]::new));
                assertThat(outcome.complaint()).startsWith("mapi: ").doesNotContain("Exception", "fault");
                assertThat(outcome.status()).isBetween(1, 2);
            }));
    }

    /** A rename would put a file into the place of the link, and so of a device. */
    @Test
    void shouldWriteThroughALinkAndLeaveItThere() throws Exception {
        final Path folder = folder();
        final Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target.pcap"));
        assertThat(Commands.runHere("make-trace", "--packets", "3000", "--seed", "8", "-w", link.toString()).err()).isEmpty();
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("target.pcap")).hasSameBinaryContentAs(Generated.trace(3000, 8));
        assertThat(Commands.runHere("monitor", "-r", Generated.trace(200, 3).toString(),
            "TO_FILE(MFF_PCAP, \"" + link + "\")").status()).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(folder.resolve("target.pcap")).hasSameBinaryContentAs(Generated.trace(200, 3));
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("link", "target.pcap");
    }

    /** On a node of the test's own: should it be replaced, nothing else is harmed. */
    @Test
    void shouldLeaveADeviceWhereItIs() throws Exception {
        Places.assumeRoot();
        final Path device = folder().resolve("full");
        assumeTrue(Commands.run(List.of("mknod", device.toString(), "c", "1", "7")).status() == 0, "no device node can be made");
        final Outcome made = Commands.runHere("make-trace", "--packets", "3000", "-w", device.toString());
        assertThat(made.complaint()).contains("No space left on device");
        final Outcome written = Commands.runHere("monitor", "-r", Generated.trace(200, 3).toString(),
            "TO_FILE(MFF_PCAP, \"" + device + "\")");
        assertThat(written.complaint()).contains("No space left on device");
        assertThat(Files.readAttributes(device, "isOther")).containsEntry("isOther", true);
    }

    @Test
    void shouldTellWhenStandardOutputIsFull() throws Exception {
        assumeTrue(Files.isWritable(FULL) && !Files.isRegularFile(FULL), "there is no /dev/full");
        for (List<String> words : List.of(List.of("make-trace", "--packets", "3000", "-w", "-"),
            List.of("monitor", "-r", Generated.trace(200, 3).toString(), "--format", "json", "PKT_COUNTER"))) {
            final Path err = folder().resolve("err");
            final Process process = new ProcessBuilder(Commands.mapi(words.toArray(String[]::new)))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(FULL.toFile())).redirectError(err.toFile())
                .redirectInput(new File("/dev/null")).start();
            assertThat(process.waitFor()).isEqualTo(1);
            assertThat(Files.readAllLines(err)).hasSize(1).allMatch(line -> line.startsWith("mapi: "));
        }
    }
}
