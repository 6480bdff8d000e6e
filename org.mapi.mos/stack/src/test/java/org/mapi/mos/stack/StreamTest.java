package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;

/** What applications read: bytes in order, overlaps by policy, losses told once. */
class StreamTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final EventLog log = new EventLog();
    private final Segments wire = new Segments(worker);
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 17);
    private final List<Object> read = new ArrayList<>();
    private boolean reading = true;

    private void attach(int bufferSize) {
        log.also = this::read;
        worker.attach(log, MonitorOptions.streams("log", "").reading(Buffering.BOTH, bufferSize));
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private void read(FlowContext flow) {
        if (reading && flow.event() == BuiltInEvent.CONN_NEW_DATA) {
            int count = flow.stream(flow.side()).peek(bytes);
            while (count != 0) {
                read.add(count < 0 ? (Object) count : text(count));
                count = flow.stream(flow.side()).peek(bytes);
            }
        }
    }

    private String text(int count) {
        return new String(bytes.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldReadWhatCameOutOfOrderInOrder() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "AAAA");
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        wire.send(CLIENT, ACK, 4, 0, "BBBB");
        assertThat(read).containsExactly("AAAA", "BBBBCCCC");
        assertThat(log.count("REXMIT")).isZero();
    }

    @Test
    void shouldKeepOldBytesByDefaultAndTellThatTheyDiffer() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "AAAA");
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        wire.send(CLIENT, ACK, 2, 0, "bbbbbbbb");
        assertThat(read).containsExactly("AAAA", "bbbbCCCC");
        assertThat(log.count("RECEIVE SERVER REXMIT")).isEqualTo(1);
        assertThat(log.count("INCONSISTENT_REXMIT")).isEqualTo(1);
        log.take();
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        assertThat(log.count("RECEIVE SERVER REXMIT")).isEqualTo(1);
        assertThat(log.count("INCONSISTENT_REXMIT")).isZero();
    }

    @Test
    void shouldTakeTheLastBytesIfAskedTo() {
        attach(8192);
        log.registrations.overlap(Side.SERVER, OverlapPolicy.LAST);
        final Segments other = new Segments(worker).port(41_000);
        other.send(CLIENT, SYN, 0, 0, "");
        other.send(CLIENT, ACK, 4, 0, "old!");
        other.send(CLIENT, ACK, 4, 0, "new!");
        other.send(CLIENT, ACK, 0, 0, "now ");
        assertThat(read).containsExactly("now new!");
    }

    @Test
    void shouldTellALossOnceAndThenTheOldestByteKept() {
        attach(8192);
        reading = false;
        final byte[] thousand = new byte[1000];
        for (int i = 0; i < 20; i++) {
            wire.send(CLIENT, ACK, i * 1000L, 0, thousand);
        }
        assertThat(log.count("NONE SERVER ERROR")).isEqualTo(12);
        final List<Integer> counts = new ArrayList<>();
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
                counts.add(flow.stream(Side.SERVER).peek(bytes));
                counts.add(flow.stream(Side.SERVER).peek(bytes));
                counts.add(flow.stream(Side.SERVER).peek(bytes));
            }
        };
        wire.send(CLIENT, ACK, 20_000, 0, "x");
        assertThat(counts).containsExactly(-(20_001 - 8192), 8192, 0);
    }

    @Test
    void shouldLetAnApplicationEnlargeItsBufferWhenItIsFull() {
        attach(2048);
        reading = false;
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.ERROR) {
                flow.stream(Side.SERVER).resize(65_536);
            }
        };
        for (int i = 0; i < 20; i++) {
            wire.send(CLIENT, ACK, i * 1000L, 0, new byte[1000]);
        }
        log.also = flow -> read.add(flow.stream(Side.SERVER).peek(bytes));
        log.lines.clear();
        wire.send(CLIENT, ACK, 20_000, 0, "x");
        assertThat(read).containsExactly(20_000, 1, 0);
    }

    @Test
    void shouldReadAtAPositionWithoutMovingTheCursor() {
        attach(8192);
        reading = false;
        final List<Object> seen = new ArrayList<>();
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
                final int ahead = flow.stream(Side.SERVER).peekAt(8, bytes, 0, 100);
                seen.add(text(ahead));
                seen.add(flow.stream(Side.SERVER).peekAt(4, bytes, 0, 100));
                seen.add(flow.stream(Side.SERVER).position());
                seen.add(flow.stream(Side.SERVER).fragments());
                seen.add(flow.stream(Side.SERVER).fragmentOffset(1));
                seen.add(flow.stream(Side.SERVER).fragmentLength(1));
            }
        };
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        wire.send(CLIENT, ACK, 0, 0, "AAAA");
        assertThat(seen).containsExactly("CCCC", -1, 0L, 2, 8L, 4L);
    }

    @Test
    void shouldGoOnBehindBytesThatOnlyTheReceiverSaw() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "AAAA");
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        assertThat(read).containsExactly("AAAA");
        wire.send(SERVER, ACK, 0, 12, "");
        assertThat(read).containsExactly("AAAA", -4, "CCCC");
        wire.send(CLIENT, FIN | ACK, 12, 0, "");
        assertThat(log.lines).last().asString().contains("CLOSE_WAIT");
    }

    @Test
    void shouldFollowSequenceNumbersAroundTheirEnd() {
        wire.initial[CLIENT] = -3;
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "wrap");
        wire.send(CLIENT, ACK, 4, 0, "ped");
        assertThat(read).containsExactly("wrap", "ped");
    }

    @Test
    void shouldTellKeepAlivesAndWindowProbesFromRetransmissions() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "data");
        wire.window[SERVER] = 0;
        wire.send(SERVER, ACK, 0, 4, "");
        log.take();
        wire.send(CLIENT, ACK, 3, 0, "");
        assertThat(log.take()).contains("RECEIVE SERVER KEEP_ALIVE ESTABLISHED/ESTABLISHED")
            .noneMatch(line -> line.contains("REXMIT"));
        wire.send(CLIENT, ACK, 4, 0, "p");
        assertThat(log.take()).contains("RECEIVE SERVER WINDOW_PROBE ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldTellOfBytesThatWereMissedBeforeTheFirstOneThatCame() {
        attach(8192);
        wire.send(SERVER, ACK, 0, 5, "");
        wire.send(CLIENT, ACK, 5, 0, "second");
        assertThat(read).as("an acknowledgement of what nobody was seen to send does not count").isEmpty();
        wire.send(SERVER, ACK, 0, 11, "");
        assertThat(read).containsExactly(-5, "second");
    }

    @Test
    void shouldNotTakeDataOnItsWayToAWindowThatClosesForProbes() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "seen");
        wire.window[SERVER] = 0;
        wire.send(SERVER, ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 4, 0, "sent before");
        assertThat(log.count("WINDOW_PROBE")).isZero();
    }

    @Test
    void shouldNotTakeTheByteOfAKeepAliveForAnInconsistentRetransmission() {
        attach(8192);
        wire.send(CLIENT, ACK, 0, 0, "data");
        wire.send(SERVER, ACK, 0, 4, "");
        log.take();
        wire.send(CLIENT, ACK, 3, 0, "?");
        assertThat(log.take()).contains("RECEIVE SERVER KEEP_ALIVE ESTABLISHED/ESTABLISHED")
            .noneMatch(line -> line.contains("REXMIT"));
        assertThat(read).containsExactly("data");
    }

    @Test
    void shouldRefuseToReadWhatIsNotBuffered() {
        worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.CONN_START, flow ->
            assertThatThrownBy(() -> flow.stream(Side.SERVER)).isInstanceOf(MosException.class)
                .hasMessageContaining("does not buffer")), MonitorOptions.streams("none", ""));
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldPutTogetherWhatARandomNetworkTearsApart(long seed) {
        attach(1 << 16);
        final Random random = new Random(seed);
        final byte[] message = new byte[20_000];
        random.nextBytes(message);
        final List<int[]> segments = new ArrayList<>();
        for (int at = 0; at < message.length;) {
            final int length = Math.min(message.length - at, 1 + random.nextInt(1400));
            segments.add(new int[] {at, length});
            if (random.nextInt(5) == 0) {
                segments.add(new int[] {Math.max(0, at - random.nextInt(500)), length});
            }
            at += length;
        }
        for (int i = 0; i < segments.size(); i++) {
            final int other = Math.min(segments.size() - 1, i + random.nextInt(6));
            final int[] segment = segments.get(i);
            segments.set(i, segments.get(other));
            segments.set(other, segment);
        }
        final StringBuilder all = new StringBuilder();
        for (int[] segment : segments) {
            final byte[] part = new byte[segment[1]];
            System.arraycopy(message, segment[0], part, 0, Math.min(segment[1], message.length - segment[0]));
            wire.send(CLIENT, ACK, segment[0], 0, segment[0] + segment[1] > message.length
                ? Arrays.copyOf(part, message.length - segment[0]) : part);
        }
        read.forEach(all::append);
        assertThat(all.toString()).isEqualTo(new String(message, StandardCharsets.ISO_8859_1));
        assertThat(log.count("INCONSISTENT")).isZero();
    }
}
