package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.Side;

/**
 * Every stream of every capture: the stack's bytes of both sides are those that tshark follows. Where bytes were lost, what is
 * left of them has to be the same.
 */
class MosAllStreamsIT {
    /** Streams of a capture that tshark is asked for, from the first on; the long form asks for all. */
    private static final int MOST = Places.LONG ? Integer.MAX_VALUE : 60;
    private static final int AT_ONCE = 100;
    /** TCP within tunnels: the outer packets are followed. */
    private static final Set<String> TUNNELS = Set.of("vxlan.pcap", "gtp-fragments.pcap");

    /** What tshark writes in the place of bytes that are not there. */
    private static final Pattern MISSING = Pattern.compile("\\[\\d+ bytes missing in capture file]\0?");
    /** Streams with losses of these captures are not compared, and why. */
    private static final Map<String, String> OTHERWISE = Map.of(
        "tcp-loss-reorder-real.pcap", "tshark leaves out all segments that were captured after they were acknowledged",
        "tcp-reassembly.pcap", "segments overlap with other contents, and tshark takes the later ones behind a loss");

    private final MemorySegment memory = Arena.ofAuto().allocate(1 << 16);
    /** Streams of which bytes were lost. */
    private final Set<ByteArrayOutputStream> lost = Collections.newSetFromMap(new IdentityHashMap<>());
    /** By sender and receiver, in the order of their first packets. */
    private final Map<String, Map<Long, ByteArrayOutputStream>> ours = new HashMap<>();

    /** What tshark knows of a capture, found out once. */
    private static final Map<String, Sorted> SORTED = new HashMap<>();

    /**
     * Numbers of the streams that have bytes.
     *
     * @param whole   those of which every byte was captured
     * @param damaged those of which some were lost
     */
    private record Sorted(Set<Integer> whole, Set<Integer> damaged) { }

    /** Captures with something to compare; one word for none where traces or tshark are not there, and the test says which. */
    private static Stream<String> captures(Predicate<Sorted> wanted) throws IOException, InterruptedException {
        final Path table = Places.TRACES.resolve("expected-tshark.tsv");
        if (!Files.exists(table) || !Places.tool("tshark")) {
            return Stream.of("no captures");
        }
        final List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(table).stream().skip(1).toList()) {
            final String[] cells = line.split("\t");
            if (!cells[1].equals("0") && !TUNNELS.contains(cells[0]) && wanted.test(sorted(cells[0]))) {
                found.add(cells[0]);
            }
        }
        return found.stream();
    }

    static Stream<String> capturesWithWholeStreams() throws IOException, InterruptedException {
        return captures(sorted -> !sorted.whole().isEmpty());
    }

    static Stream<String> capturesWithLosses() throws IOException, InterruptedException {
        return captures(sorted -> !sorted.damaged().isEmpty()).filter(name -> !OTHERWISE.containsKey(name));
    }

    private static String end(FlowContext flow, Side side) {
        return flow.endpoints().address(side).getHostAddress() + ":" + flow.endpoints().port(side);
    }

    private void begin(FlowContext flow) {
        for (Side sender : List.of(Side.CLIENT, Side.SERVER)) {
            stream(flow, sender);
        }
    }

    private ByteArrayOutputStream stream(FlowContext flow, Side sender) {
        final Side receiver = sender == Side.CLIENT ? Side.SERVER : Side.CLIENT;
        return ours.computeIfAbsent(end(flow, sender) + " " + end(flow, receiver), key -> new TreeMap<>())
            .computeIfAbsent(flow.id(), id -> new ByteArrayOutputStream());
    }

    private void read(FlowContext flow) {
        final ByteArrayOutputStream into = stream(flow, flow.side() == Side.CLIENT ? Side.SERVER : Side.CLIENT);
        int count = flow.stream(flow.side()).peek(memory);
        while (count != 0) {
            if (count > 0) {
                into.writeBytes(memory.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE));
            } else {
                lost.add(into);
            }
            count = flow.stream(flow.side()).peek(memory);
        }
    }

    /** What came ahead of missing bytes is left at the end. */
    private void readLast(FlowContext flow) {
        read(flow);
        final ByteStream stream = flow.stream(flow.side());
        for (int i = 0; i < stream.fragments(); i++) {
            if (stream.fragmentOffset(i) > stream.position()) {
                stream.skipTo(stream.fragmentOffset(i));
                read(flow);
            }
        }
    }

    private static Sorted sorted(String name) throws IOException, InterruptedException {
        final Sorted known = SORTED.get(name);
        if (known != null) {
            return known;
        }
        final Set<Integer> all = new TreeSet<>();
        final Set<Integer> cut = new TreeSet<>();
        final Set<Integer> lossy = new TreeSet<>();
        for (String line : Commands.run(List.of("tshark", "-n", "-r", Places.TRACES.resolve(name).toString(), "-Y", "tcp", "-T",
                "fields", "-e", "tcp.stream", "-e", "frame.len", "-e", "frame.cap_len", "-e", "tcp.analysis.lost_segment", "-e",
                "tcp.analysis.ack_lost_segment", "-e", "tcp.len")).lines()) {
            final String[] cells = line.split("\t", -1);
            final int stream = Integer.parseInt(cells[0]);
            if (!cells[5].equals("0")) {
                all.add(stream);
            }
            if (!cells[1].equals(cells[2])) {
                cut.add(stream);
            }
            if (!cells[3].isEmpty() || !cells[4].isEmpty()) {
                lossy.add(stream);
            }
        }
        all.removeAll(cut);
        final Set<Integer> whole = new TreeSet<>(all);
        whole.removeAll(lossy);
        lossy.retainAll(all);
        final Sorted sorted = new Sorted(whole, lossy);
        SORTED.put(name, sorted);
        return sorted;
    }

    private static String node(String text) throws IOException {
        final int colon = text.lastIndexOf(':');
        return InetAddress.getByName(text.substring(0, colon).replaceAll("[\\[\\]]", "")).getHostAddress()
            + text.substring(colon);
    }

    /** What tshark follows: by sender and receiver, streams in order. */
    private static Map<String, Map<Long, ByteArrayOutputStream>> followed(Path capture, List<Integer> streams)
            throws IOException, InterruptedException {
        final List<String> command = new ArrayList<>(List.of("tshark", "-n", "-r", capture.toString(), "-q"));
        streams.forEach(stream -> command.addAll(List.of("-z", "follow,tcp,raw," + stream)));
        final Map<String, Map<Long, ByteArrayOutputStream>> found = new HashMap<>();
        final String[] nodes = new String[2];
        long stream = 0;
        for (String line : Commands.run(command).lines()) {
            if (line.startsWith("Filter: ")) {
                stream = Long.parseLong(line.substring(line.lastIndexOf(' ') + 1));
            } else if (line.startsWith("Node ")) {
                nodes[line.charAt(5) - '0'] = node(line.substring(8));
            } else if (line.matches("\t?[0-9a-f]+")) {
                final int sender = line.charAt(0) == '\t' ? 1 : 0;
                found.computeIfAbsent(nodes[sender] + " " + nodes[1 - sender], key -> new TreeMap<>())
                    .computeIfAbsent(stream, number -> new ByteArrayOutputStream())
                    .writeBytes(HexFormat.of().parseHex(line.strip()));
            }
        }
        return found;
    }

    @ParameterizedTest
    @MethodSource("capturesWithWholeStreams")
    void shouldPutEveryWholeStreamTogether(String name) throws IOException, InterruptedException {
        Places.assumeTraces();
        Places.assumeTool("tshark");
        final Path capture = Places.TRACES.resolve(name);
        final List<Integer> whole = sorted(name).whole().stream().limit(MOST).toList();
        MosTrace.read(capture, on -> {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::begin);
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
        });
        compare(name, capture, whole);
    }

    @ParameterizedTest
    @MethodSource("capturesWithLosses")
    void shouldPutTogetherWhatIsLeftOfStreamsWithLosses(String name) throws IOException, InterruptedException {
        Places.assumeTraces();
        Places.assumeTool("tshark");
        final Path capture = Places.TRACES.resolve(name);
        final List<Integer> damaged = sorted(name).damaged().stream().limit(MOST).toList();
        MosTrace.read(capture, on -> {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::begin);
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
            on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, this::readLast);
        });
        lost.clear();
        compare(name, capture, damaged);
    }

    private void compare(String name, Path capture, List<Integer> wanted) throws IOException, InterruptedException {
        for (int from = 0; from < wanted.size(); from += AT_ONCE) {
            final List<Integer> some = wanted.subList(from, Math.min(wanted.size(), from + AT_ONCE));
            final Map<String, Map<Long, ByteArrayOutputStream>> followed = followed(capture, some);
            assertThat(followed.values().stream().flatMap(streams -> streams.keySet().stream()).map(Long::intValue))
                .as("streams that tshark followed").containsAll(some);
            followed.forEach((ends, streams) -> {
                final List<String> mine = texts(ours.getOrDefault(ends, Map.of()));
                assertThat(texts(streams)).as(name + ", " + ends).isSubsetOf(mine);
            });
        }
    }

    /** As text, a character a byte, without what stands for bytes that are not there; a loss that is not expected shows. */
    private List<String> texts(Map<Long, ByteArrayOutputStream> streams) {
        return streams.values().stream().map(bytes -> (lost.contains(bytes) ? "(lost)" : "")
            + MISSING.matcher(bytes.toString(StandardCharsets.ISO_8859_1)).replaceAll("")).toList();
    }
}
