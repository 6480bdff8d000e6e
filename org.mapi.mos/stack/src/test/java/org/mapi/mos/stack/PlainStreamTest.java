package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.core.tracking.stream.PlainStreams;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ByteStream;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.SourceOptions;

/** Streams that are a number in the flow's words: when that is enough, and that nobody can tell them from buffers. */
class PlainStreamTest {
    private static final int WINDOW = 6000;

    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
    private Worker worker = Workers.of(SourceOptions.DEFAULT);
    private Segments wire = new Segments(worker);

    @AfterEach
    void close() {
        worker.close();
    }

    private void attach(String name, Consumer<FlowContext> onData) {
        worker.attach(on -> on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, onData::accept),
            MonitorOptions.streams(name, "").reading(Buffering.BOTH, WINDOW));
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    private void readAll(FlowContext flow) {
        while (flow.stream(flow.side()).peek(bytes) > 0) {
            assertThat(flow.stream(flow.side()).position()).isPositive();
        }
    }

    private boolean isPlain(int side) {
        return worker.streams.plain(0, side) != PlainStreams.NONE;
    }

    @Test
    void shouldMakeNoObjectWhereNothingIsMissingAndOneReads() {
        attach("reader", this::readAll);
        open();
        for (int i = 0; i < 20; i++) {
            wire.send(CLIENT, ACK, 1000L * i, 700L * i, new byte[1000]);
            wire.send(SERVER, ACK, 700L * i, 1000L * i + 1000, new byte[700]);
        }
        assertThat(worker.objectsOrNull(0)).isNull();
        assertThat(isPlain(CLIENT) && isPlain(SERVER)).isTrue();
        assertThat(worker.streams.memory()).isEqualTo(8 * 2048L);
        wire.send(SERVER, ACK, 700, 20_000, new byte[700]);
        assertThat(isPlain(CLIENT)).as("the client receives something again").isFalse();
        assertThat(isPlain(SERVER)).isTrue();
        wire.send(CLIENT, RST, 20_000, 0, "");
        assertThat(worker.table.size()).isZero();
        assertThat(worker.streams.plain().size()).isZero();
        assertThat(worker.streams.memory()).isZero();
    }

    @Test
    void shouldBecomeABufferWhenAnotherOneReadsToo() {
        final List<Integer> second = new ArrayList<>();
        attach("first", this::readAll);
        open();
        wire.send(CLIENT, ACK, 0, 0, new byte[500]);
        worker.attach(on -> on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow ->
            second.add(flow.stream(flow.side()).peek(bytes))),
            MonitorOptions.streams("second", "").withExisting().reading(Buffering.BOTH, WINDOW));
        assertThat(isPlain(SERVER)).isTrue();
        wire.send(CLIENT, ACK, 500, 0, new byte[100]);
        assertThat(isPlain(SERVER)).isFalse();
        assertThat(second).as("from the oldest byte on").containsExactly(600);
    }

    @Test
    void shouldGoOnWithinACallbackThatMakesABufferOfIt() {
        final List<Object> heard = new ArrayList<>();
        attach("reader", flow -> {
            final ByteStream stream = flow.stream(flow.side());
            heard.addAll(List.of(stream.peek(bytes.asSlice(0, 10)), stream.position(), stream.contiguousEnd(),
                stream.receivedEnd(), stream.keptBegin(), stream.fragments(), stream.capacity(),
                stream.initialSequence(), stream.overlap()));
            stream.resize(5000);
            heard.addAll(List.of(stream.peek(bytes.asSlice(0, 10)), stream.position(), stream.capacity(),
                stream.peekAt(1, bytes, 0, 5), stream.fragmentLength(0)));
            stream.overlap(OverlapPolicy.LAST);
            stream.skipTo(50);
            heard.addAll(List.of(stream.position(), stream.overlap(), flow.stream(flow.side()).peek(bytes)));
        });
        open();
        wire.send(CLIENT, ACK, 0, 0, new byte[100]);
        assertThat(heard).containsExactly(10, 10L, 100L, 100L, 0L, 1, WINDOW, 1001L, OverlapPolicy.FIRST,
            10, 20L, 5000, 5, 100L, 50L, OverlapPolicy.LAST, 50);
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @Test
    void shouldLeaveNothingWhenItsReaderGoes() {
        attach("reader", this::readAll);
        open();
        wire.send(CLIENT, ACK, 0, 0, new byte[100]);
        worker.detach(worker.monitors.all().getFirst());
        assertThat(worker.streams.plain().size()).isZero();
        assertThat(worker.streams.memory()).isZero();
        assertThat(worker.table.size()).isOne();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldTellTheSameAsABufferThatASecondReaderMakes(long seed) {
        final List<Object> alone = run(seed, false);
        worker.close();
        worker = Workers.of(SourceOptions.DEFAULT);
        wire = new Segments(worker);
        assertThat(run(seed, true)).isEqualTo(alone);
        assertThat(alone).hasSizeGreaterThan(200);
    }

    /** What the first application hears of random connections, by itself or with another one that reads. */
    private List<Object> run(long seed, boolean shared) {
        final List<Object> heard = new ArrayList<>();
        final SplittableRandom whim = new SplittableRandom(seed + 1000);
        worker.attach(on -> {
            for (BuiltInEvent event : List.of(BuiltInEvent.REXMIT, BuiltInEvent.INCONSISTENT_REXMIT)) {
                on.at(Hook.RECEIVE, event, flow -> heard.add(event));
            }
            on.at(Hook.NONE, BuiltInEvent.ERROR, flow -> heard.add("error at " + flow.stream(flow.side()).position()));
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow -> hear(flow, heard, whim));
        }, MonitorOptions.streams("first", "").reading(Buffering.BOTH, WINDOW));
        if (shared) {
            attach("second", this::readAll);
        }
        final SplittableRandom random = new SplittableRandom(seed);
        for (int connection = 0; connection < 12; connection++) {
            wire.port(30_000 + connection);
            connection(random, connection % 3 == 0);
        }
        heard.add(worker.counters.payloadLost);
        return heard;
    }

    /** Reads something, in one way or another. */
    private void hear(FlowContext flow, List<Object> heard, SplittableRandom whim) {
        final ByteStream stream = flow.stream(flow.side());
        heard.addAll(List.of(flow.side(), stream.keptBegin(), stream.contiguousEnd(), stream.receivedEnd(), stream.fragments()));
        final int way = whim.nextInt(6);
        final int length = 1 + whim.nextInt(4000);
        if (way == 0) {
            final long from = stream.keptBegin() + whim.nextInt(3000);
            heard.add(content(stream.peekAt(from, bytes, 0, length)));
        } else if (way < 5) {
            heard.add(content(stream.peek(bytes, 0, length)));
        }
        heard.add(stream.position());
    }

    private List<Object> content(int count) {
        return List.of(count, Arrays.hashCode(bytes.asSlice(0, Math.max(0, count)).toArray(ValueLayout.JAVA_BYTE)));
    }

    /** A connection with data both ways, torn apart or not. */
    private void connection(SplittableRandom random, boolean whole) {
        wire.initial[CLIENT] = random.nextInt();
        wire.initial[SERVER] = random.nextInt();
        open();
        final long[] sent = new long[2];
        for (int i = 0; i < 40; i++) {
            final int sender = random.nextInt(2);
            final byte[] payload = new byte[1 + random.nextInt(1400)];
            for (int at = 0; at < payload.length; at++) {
                payload[at] = (byte) (sent[sender] + at);
            }
            final int chance = whole ? 9 : random.nextInt(20);
            final long from = chance == 0 ? Math.max(0, sent[sender] - random.nextInt(2000))
                : chance == 1 ? sent[sender] + random.nextInt(1000) : sent[sender];
            if (chance == 2) {
                payload[0]++;
            }
            wire.send(sender, ACK, from, sent[1 - sender], payload);
            sent[sender] = Math.max(sent[sender], from + payload.length);
        }
        wire.send(CLIENT, FIN | ACK, sent[CLIENT], sent[SERVER], "");
        wire.send(SERVER, FIN | ACK, sent[SERVER], sent[CLIENT] + 1, "");
        wire.send(CLIENT, ACK, sent[CLIENT] + 1, sent[SERVER] + 1, "");
    }
}
