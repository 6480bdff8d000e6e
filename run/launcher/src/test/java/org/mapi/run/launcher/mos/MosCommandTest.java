package org.mapi.run.launcher.mos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.RandomAccessFile;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.run.launcher.Mapi;
import org.mapi.testkit.TcpDialogue;
import picocli.CommandLine;

/** The commands of the flow-monitoring stack on small captures that are made here. */
class MosCommandTest {
    private static final String KEPT = "must stay";
    private static final int SECOND = 1_000_000_000;

    @TempDir
    Path folder;

    /** What a command printed and how it ended. */
    private record Outcome(int status, String out, String err) { }

    private static Outcome run(Object... arguments) {
        return run(new ByteArrayOutputStream(), arguments);
    }

    private static Outcome run(OutputStream out, Object... arguments) {
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final StringWriter refused = new StringWriter();
        final PrintStream formerOut = System.out;
        final PrintStream formerErr = System.err;
        try {
            System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
            final CommandLine line = Mapi.commandLine();
            line.setErr(new PrintWriter(refused, true));
            final String[] words = Stream.concat(Stream.of("mos"), Stream.of(arguments).map(Object::toString))
                .toArray(String[]::new);
            final int status = line.execute(words);
            return new Outcome(status, out.toString(), err.toString(StandardCharsets.UTF_8) + refused);
        } finally {
            System.setOut(formerOut);
            System.setErr(formerErr);
        }
    }

    /** Takes some bytes and then no more, as a full disk or a pipe whose reader has gone. */
    private static OutputStream full(int room) {
        return new OutputStream() {
            private int written;

            @Override
            public void write(int value) throws IOException {
                if (written++ >= room) {
                    throw new IOException("No space left on device");
                }
            }
        };
    }

    /** Collects frames as a capture file. */
    private static final class Capture {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private boolean spoiled;

        Capture() {
            bytes.writeBytes(ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putInt(0xa1b23c4d).putShort((short) 2)
                .putShort((short) 4).putLong(0).putInt(65_535).putInt(1).array());
        }

        void add(Packet packet) {
            final ByteBuffer record = ByteBuffer.allocate(16 + packet.captureLength()).order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) (packet.timestamp() / SECOND)).putInt((int) (packet.timestamp() % SECOND))
                .putInt(packet.captureLength()).putInt(packet.wireLength());
            for (int i = 0; i < packet.captureLength(); i++) {
                record.put(packet.getByte(i));
            }
            if (spoiled) {
                record.put(record.capacity() - 1, (byte) (record.get(record.capacity() - 1) ^ 0x55));
            }
            bytes.writeBytes(record.array());
        }

        Path write(Path file) throws IOException {
            return Files.write(file, bytes.toByteArray());
        }
    }

    private Path conversation() throws IOException {
        final Capture capture = new Capture();
        new TcpDialogue(capture::add).open().say(CLIENT, "hello").say(SERVER, "world").close(CLIENT);
        return capture.write(folder.resolve("a.pcap"));
    }

    private Outcome stream(Path file, Path output) {
        return run("stream", "-r", file, "--stream", 0, "--side", "server", "-w", output);
    }

    @Test
    void shouldWriteAStreamInThePlaceOfWhatWasThere() throws IOException {
        final Path output = folder.resolve("out");
        Files.writeString(output, KEPT);
        Files.setPosixFilePermissions(output, PosixFilePermissions.fromString("rw-r-----"));
        final Path link = Files.createSymbolicLink(folder.resolve("link"), output);
        final Outcome outcome = stream(conversation(), link);
        assertThat(outcome.status()).as(outcome.err()).isZero();
        assertThat(output).hasContent("hello");
        assertThat(link).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(output))).isEqualTo("rw-r-----");
        assertThat(left()).containsExactly("a.pcap", "link", "out");
    }

    private List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void shouldTellBytesThatAreNotThereFromThoseThatCameTooLate() throws IOException {
        final Capture capture = new Capture();
        final TcpDialogue dialogue = new TcpDialogue(capture::add).open().lose(CLIENT, 10).say(CLIENT, "later")
            .acknowledge(SERVER);
        for (int i = 0; i < 2; i++) {
            dialogue.send(CLIENT, TcpFlags.ACK, 0, 0, "soon".getBytes(StandardCharsets.US_ASCII))
                .send(CLIENT, TcpFlags.ACK, 2, 0, "onto".getBytes(StandardCharsets.US_ASCII));
        }
        dialogue.close(CLIENT);
        final Outcome outcome = stream(capture.write(folder.resolve("a.pcap")), folder.resolve("out"));
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("4 bytes are not in the trace, 6 are there only behind the acknowledgement of what"
            + " follows them; what follows them was written");
        assertThat(folder.resolve("out")).hasContent("later");
    }

    @Test
    void shouldNotWriteOverTheTraceThatItReads() throws IOException {
        final Path trace = conversation();
        final byte[] before = Files.readAllBytes(trace);
        final Path link = Files.createSymbolicLink(folder.resolve("link"), trace);
        final Path hard = Files.createLink(folder.resolve("hard"), trace);
        for (Path output : List.of(trace, link, hard, folder.resolve("./a.pcap"))) {
            final Outcome outcome = stream(trace, output);
            assertThat(outcome.status()).isEqualTo(1);
            assertThat(outcome.err()).contains("is the file that is read");
            assertThat(trace).hasBinaryContent(before);
        }
    }

    @Test
    void shouldLeaveTheOutputAloneWhenThereIsNothingToWrite() throws IOException {
        final Path trace = conversation();
        final Path output = folder.resolve("out");
        Files.writeString(output, KEPT);
        final Outcome none = stream(folder.resolve("none.pcap"), output);
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("none.pcap: cannot be read: no such file").doesNotContain("@1");
        final Outcome beyond = run("stream", "-r", trace, "--stream", 1, "--side", "client", "-w", output);
        assertThat(beyond.status()).isEqualTo(1);
        assertThat(beyond.err()).contains("--stream is 1, expected 0 to 0");
        final Outcome empty = stream(new Capture().write(folder.resolve("empty.pcap")), output);
        assertThat(empty.status()).isEqualTo(1);
        assertThat(empty.err()).contains("--stream is 0, but there is no TCP connection in ").doesNotContain("to -1");
        assertThat(output).hasContent(KEPT);
        assertThat(left()).containsExactly("a.pcap", "empty.pcap", "out");
    }

    @Test
    void shouldSayWhyAnOutputCannotBeWritten() throws IOException {
        final Path trace = conversation();
        assertThat(stream(trace, folder.resolve("no/where")).err()).contains("no/where: there is no such folder");
        assertThat(stream(trace, folder).err()).contains("it is a directory");
        final Outcome side = run("stream", "-r", trace, "--stream", 0, "--side", "foo", "-w", "-");
        assertThat(side.status()).isEqualTo(2);
        assertThat(side.err()).doesNotContainIgnoringCase("both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "events --summary", "events --format jsonl", "midstat",
        "stream --stream 0 --side server -w -"})
    void shouldFailWhenStandardOutputCannotBeWritten(String command) throws IOException {
        final Stream<String> words = Stream.concat(Stream.of(command.split(" ")), Stream.of("-r", conversation().toString()));
        final Outcome outcome = run(full(3), words.toArray());
        assertThat(outcome.status()).isEqualTo(1);
        assertThat(outcome.err()).contains("cannot be written to standard output");
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "midstat --every 1ms"})
    @Timeout(600)
    void shouldEndWhenNobodyReadsWhatItPrints(String command) throws Exception {
        final Path endless = folder.resolve("pipe.pcap");
        assertThat(new ProcessBuilder("mkfifo", endless.toString()).start().waitFor()).isZero();
        try (RandomAccessFile writer = new RandomAccessFile(endless.toFile(), "rw")) {
            writer.write(Files.readAllBytes(conversation()));
            final Stream<String> words = Stream.concat(Stream.of(command.split(" ")), Stream.of("-r", endless.toString()));
            assertThat(run(full(3), words.toArray()).status()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"events", "midstat"})
    void shouldTellOfChecksumsWhereNothingElseCanBeFollowed(String command) throws IOException {
        final Capture capture = new Capture();
        capture.spoiled = true;
        new TcpDialogue(capture::add).open();
        final Path trace = capture.write(folder.resolve("wrong.pcap"));
        final Outcome outcome = run(command, "-r", trace);
        assertThat(outcome.status()).isZero();
        assertThat(outcome.err()).contains("3 of 3 packets have wrong checksums", "--checksums ignore");
        final Outcome ignored = run(command, "-r", trace, "--checksums", "ignore");
        assertThat(ignored.err()).doesNotContain("checksums");
        assertThat(ignored.out()).contains("10.0.0.1:40000");
    }

    @Test
    void shouldKeepFlowsAsLongAsTheIdleTimeoutSays() throws IOException {
        final Capture capture = new Capture();
        final TcpDialogue dialogue = new TcpDialogue(capture::add).open();
        dialogue.time(dialogue.time() + 60L * SECOND).say(CLIENT, "still there");
        final Path trace = capture.write(folder.resolve("slow.pcap"));
        assertThat(run("events", "-r", trace).out()).contains("TIMEOUT", "ORPHAN");
        assertThat(run("events", "-r", trace, "--idle-timeout", "2m").out()).doesNotContain("TIMEOUT", "ORPHAN");
        assertThat(run("midstat", "-r", trace).out()).doesNotContain("ESTABLISHED");
        assertThat(run("midstat", "-r", trace, "--idle-timeout", "2m").out()).contains("ESTABLISHED");
        assertThat(run("midstat", "-r", trace, "--mid-stream").out()).contains("ESTABLISHED");
        final Outcome wrong = run("events", "-r", trace, "--idle-timeout", "5");
        assertThat(wrong.status()).isEqualTo(2);
        assertThat(wrong.err()).contains("--idle-timeout is \"5\"");
    }

    @Test
    void shouldShortenAddressesAndLines() throws IOException {
        final Capture capture = new Capture();
        new TcpDialogue(capture::add).from(CLIENT, "2001:db8:1:0:0:0:0:1", 5).from(SERVER, "::2", 80).open();
        new TcpDialogue(capture::add).from(CLIENT, "2001:db8:0:0:1:0:0:1", 6).from(SERVER, "::2", 80).say(CLIENT, "orphan");
        final Path trace = capture.write(folder.resolve("six.pcap"));
        assertThat(run("events", "-r", trace).out()).contains("[2001:db8:1::1]:5 [::2]:80", "[2001:db8::1:0:0:1]:6");
        final String table = run("midstat", "-r", trace).out();
        assertThat(table).contains("[2001:db8:1::1]:5 ", "[::2]:80");
        assertThat(table.lines()).hasSize(2).noneMatch(line -> line.endsWith(" "));
    }
}
