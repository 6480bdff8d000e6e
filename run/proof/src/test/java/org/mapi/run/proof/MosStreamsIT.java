package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes that mos puts together are those that tshark follows, side by side, where nothing was lost. */
class MosStreamsIT {
    private static final int MOST_STREAMS = Places.LONG ? 100 : 3;
    /** MosAllStreamsIT has all of them, without the command line. */
    private static final int MOST_CAPTURES = Places.LONG ? Integer.MAX_VALUE : 8;
    private static final int LOST = 4;
    private static final int SNAPPED = 15;
    private static final int STREAMS = 17;
    private static final int TCP = 1;

    /** Captures where a SYN+ACK comes before its SYN: tshark calls node 0 who sent the first packet, mos who opens. */
    private static final Set<String> SERVER_FIRST = Set.of("ipv6-atomic-frag.pcap", "tcp-handshake-reordered.pcap");
    /** Connections inside tunnels: tshark follows them, mos the outer packets. */
    private static final Set<String> TUNNELS = Set.of("vxlan.pcap");

    /**
     * A capture with connections.
     *
     * @param file    its name
     * @param streams how many connections tshark counts
     */
    record Conversations(String file, int streams) {
        @Override
        public String toString() {
            return file;
        }
    }

    static Stream<Conversations> captures() throws IOException {
        final Path table = Places.TRACES.resolve("expected-tshark.tsv");
        if (!Files.exists(table)) {
            return Stream.of(new Conversations("", 0));
        }
        return Files.readAllLines(table).stream().skip(1).map(line -> line.split("\t"))
            .filter(cells -> !cells[TCP].equals("0") && cells[LOST].equals("0") && cells[SNAPPED].equals("0"))
            .filter(cells -> !cells[0].startsWith("corrupt") && !TUNNELS.contains(cells[0]))
            .map(cells -> new Conversations(cells[0], Integer.parseInt(cells[STREAMS]))).limit(MOST_CAPTURES);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void shouldPutTogetherTheBytesThatTsharkFollows(Conversations capture) throws Exception {
        Places.assumeTraces();
        Places.assumeTool("tshark");
        final String file = Places.TRACES.resolve(capture.file()).toString();
        final int streams = Math.min(MOST_STREAMS, capture.streams());
        final List<String> tshark = new ArrayList<>(List.of("tshark", "-r", file, "-q"));
        for (int i = 0; i < streams; i++) {
            tshark.addAll(List.of("-z", "follow,tcp,raw," + i));
        }
        final Map<Integer, byte[][]> expected = followed(Commands.ask(tshark.toArray(String[]::new)));
        assertThat(expected).hasSize(streams);
        for (int i = 0; i < streams; i++) {
            final byte[][] bytes = {received(file, i, "server"), received(file, i, "client")};
            final boolean swapped = SERVER_FIRST.contains(capture.file()) && !Arrays.equals(bytes[0], expected.get(i)[0]);
            assertThat(bytes[0]).as("stream %d, what the client sent", i).isEqualTo(expected.get(i)[swapped ? 1 : 0]);
            assertThat(bytes[1]).as("stream %d, what the server sent", i).isEqualTo(expected.get(i)[swapped ? 0 : 1]);
        }
    }

    private static byte[] received(String file, int stream, String side) throws IOException {
        final Path out = Places.work("streams").resolve("bytes");
        final Commands.Outcome outcome = Commands.runHere("mos", "stream", "-r", file, "--stream", String.valueOf(stream),
            "--side", side, "-w", out.toString());
        assertThat(outcome.status()).as(outcome.err()).isZero();
        return Files.readAllBytes(out);
    }

    /** Of each stream that tshark printed, in any order: what node 0 sent, and what node 1 sent. */
    private static Map<Integer, byte[][]> followed(List<String> lines) {
        final Map<Integer, byte[][]> streams = new HashMap<>();
        ByteArrayOutputStream[] sides = null;
        int stream = 0;
        for (String line : lines) {
            if (line.startsWith("Filter: tcp.stream eq ")) {
                stream = Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1));
                sides = new ByteArrayOutputStream[] {new ByteArrayOutputStream(), new ByteArrayOutputStream()};
            } else if (line.startsWith("===") && sides != null) {
                streams.put(stream, new byte[][] {sides[0].toByteArray(), sides[1].toByteArray()});
                sides = null;
            } else if (sides != null && line.matches("\t?[0-9a-f]+")) {
                sides[line.startsWith("\t") ? 1 : 0].writeBytes(HexFormat.of().parseHex(line.strip()));
            }
        }
        return streams;
    }
}
