package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
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
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.core.tracking.stream.PlainStreams;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorApplication;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Registrations;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;

/** Buffers that gave their memory to others: those of which everything was read are given up, and nobody notices. */
class SpentBufferTest {
    /** 32 blocks, all of which the second connection takes when it presses. */
    private static final int BUDGET = 65_536;
    private static final byte[] SEGMENT = new byte[1300];
    private static final int SEGMENTS = 49;

    private final Worker worker = Workers.of(SourceOptions.DEFAULT.withLimits(10, BUDGET));
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
    private final List<Object> heard = new ArrayList<>();
    private final Segments first = new Segments(worker).port(40_001);
    private final Segments second = new Segments(worker).port(40_002);
    private final Reader reader = new Reader();
    private boolean reading = true;
    private long pressed;

    /** Reads what comes, and notes what the first connection hears of. */
    private final class Reader implements MonitorApplication {
        private int resized;
        private OverlapPolicy overlap;
        /** Oldest byte, reading position, end and first number when something was read last. */
        private List<Long> place;

        @Override
        public void attach(Registrations on) {
            on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, this::read);
            on.at(Hook.NONE, BuiltInEvent.ERROR, flow -> note(flow, "error at " + flow.stream(Side.SERVER).position()));
            on.at(Hook.RECEIVE, BuiltInEvent.REXMIT, flow -> note(flow, "again"));
            on.at(Hook.RECEIVE, BuiltInEvent.INCONSISTENT_REXMIT, flow -> note(flow, "differs"));
        }

        private void note(FlowContext flow, Object what) {
            if (flow.endpoints().port(Side.CLIENT) == 40_001) {
                heard.add(what);
            }
        }

        private void read(FlowContext flow) {
            if (resized > 0) {
                flow.stream(flow.side()).resize(resized);
                resized = 0;
            }
            if (overlap != null) {
                flow.stream(flow.side()).overlap(overlap);
                overlap = null;
            }
            if (reading) {
                int count = flow.stream(flow.side()).peek(bytes);
                while (count != 0) {
                    note(flow, count < 0 ? (Object) count : new String(bytes.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE),
                        StandardCharsets.ISO_8859_1));
                    count = flow.stream(flow.side()).peek(bytes);
                }
                place = List.of(flow.stream(Side.SERVER).keptBegin(), flow.stream(Side.SERVER).position(),
                    flow.stream(Side.SERVER).receivedEnd(), flow.stream(Side.SERVER).initialSequence());
            }
        }
    }

    /** Takes all memory for the other connection. */
    private void press() {
        for (int i = 0; i < SEGMENTS; i++) {
            second.send(CLIENT, ACK, pressed, 0, SEGMENT);
            pressed += SEGMENT.length;
        }
    }

    private List<Object> heardButErrors() {
        return heard.stream().filter(what -> !what.toString().startsWith("error")).toList();
    }

    private void attach() {
        worker.attach(reader, MonitorOptions.streams("reader", "").reading(Buffering.BOTH, 2 * BUDGET));
        for (Segments wire : List.of(first, second)) {
            wire.send(CLIENT, SYN, 0, 0, "");
            wire.send(SERVER, SYN | ACK, 0, 0, "");
            wire.send(CLIENT, ACK, 0, 0, "");
        }
    }

    /** Whether anything is kept of what a connection's server receives. */
    private boolean isKept(int flow) {
        final FlowObjects objects = worker.objectsOrNull(flow);
        return worker.streams.plain(flow, 1) != PlainStreams.NONE || objects != null && objects.streams[1] != null;
    }


    @AfterEach
    void close() {
        worker.close();
    }

    @Test
    void shouldKeepNothingOfABufferThatWasReadAndGaveItsMemoryAway() {
        attach();
        first.send(CLIENT, ACK, 0, 0, "one");
        assertThat(isKept(0)).isTrue();
        press();
        assertThat(heard).containsExactly("one", "error at 3");
        assertThat(isKept(0)).isFalse();
        assertThat(isKept(1)).isTrue();
        assertThat(worker.counters.payloadLost).as("all of it was read").isZero();
    }

    @Test
    void shouldReadOnWhereItWasAndTellNoLoss() {
        attach();
        for (int i = 0; i < 3; i++) {
            first.send(CLIENT, ACK, 4L * i, 0, "one" + i);
            press();
            assertThat(isKept(0)).isFalse();
        }
        assertThat(heardButErrors()).containsExactly("one0", "one1", "one2");
        heard.clear();
        first.send(CLIENT, ACK, 0, 0, "oneX");
        assertThat(heard).containsExactly("again");
        first.send(CLIENT, ACK, 12, 0, "end");
        assertThat(reader.place).containsExactly(12L, 15L, 15L, 1001L);
        first.send(CLIENT, ACK, 12, 0, "eXd");
        assertThat(heardButErrors()).containsExactly("again", "end", "again", "differs");
    }

    @Test
    void shouldTellOfALossWhatWasNotRead() {
        attach();
        reading = false;
        first.send(CLIENT, ACK, 0, 0, "unread");
        press();
        assertThat(isKept(0)).isTrue();
        reading = true;
        first.send(CLIENT, ACK, 6, 0, "read");
        assertThat(heardButErrors()).containsExactly(-6, "read");
    }

    @Test
    void shouldKeepTheSizeThatAnApplicationHasSet() {
        attach();
        reader.resized = 5000;
        first.send(CLIENT, ACK, 0, 0, "one");
        press();
        first.send(CLIENT, ACK, 3, 0, "two");
        assertThat(worker.streams.plain().capacity(worker.streams.plain(0, 1))).isEqualTo(5000);
    }

    @Test
    void shouldKeepThePolicyThatAnApplicationHasSet() {
        attach();
        reader.overlap = OverlapPolicy.LAST;
        first.send(CLIENT, ACK, 0, 0, "one");
        press();
        first.send(CLIENT, ACK, 3, 0, "two");
        assertThat(worker.streams.plain().policy(worker.streams.plain(0, 1)))
            .isEqualTo(org.mapi.core.tracking.stream.OverlapPolicy.LAST);
    }

    @Test
    void shouldTellOfAGapBehindABufferThatWasGivenUp() {
        attach();
        first.send(CLIENT, ACK, 0, 0, "one");
        press();
        assertThat(isKept(0)).isFalse();
        heard.clear();
        first.send(SERVER, ACK, 0, 13, "");
        first.send(CLIENT, ACK, 13, 0, "behind");
        first.send(SERVER, ACK, 0, 19, "");
        assertThat(heardButErrors()).containsExactly(-10, "behind");
    }

    @Test
    void shouldBeginANewConnectionWithoutMemoriesOfTheOldOne() {
        attach();
        first.send(CLIENT, ACK, 0, 0, "one");
        press();
        assertThat(isKept(0)).isFalse();
        first.send(CLIENT, FIN | ACK, 3, 0, "");
        first.send(SERVER, FIN | ACK, 0, 4, "");
        first.send(CLIENT, ACK, 4, 1, "");
        first.initial[CLIENT] = 70_000;
        first.send(CLIENT, SYN, 0, 0, "");
        first.send(SERVER, SYN | ACK, 0, 0, "");
        first.send(CLIENT, ACK, 0, 0, "");
        heard.clear();
        first.send(CLIENT, ACK, 0, 0, "anew");
        assertThat(heard).containsExactly("anew");
        assertThat(reader.place).containsExactly(0L, 4L, 4L, 70_001L);
    }
}
