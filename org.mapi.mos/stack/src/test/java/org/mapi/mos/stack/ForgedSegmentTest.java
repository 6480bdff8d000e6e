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
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;

/** Segments that a real end drops (RFC 9293, 3.10.7.4) hide nothing and end nothing, whoever has sent them. */
class ForgedSegmentTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final EventLog log = new EventLog();
    private final Segments wire = new Segments(worker);
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 16);
    private final StringBuilder read = new StringBuilder();

    {
        worker.attach(log, MonitorOptions.streams("log", "").reading(Buffering.BOTH, 1 << 16));
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_NEW_DATA && flow.side() == Side.SERVER) {
                int count = flow.stream(Side.SERVER).peek(bytes);
                while (count != 0) {
                    read.append(count < 0 ? "<" + -count + " lost>" : bytes.getString(0).substring(0, count));
                    count = flow.stream(Side.SERVER).peek(bytes);
                }
            }
        };
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        log.take();
    }

    private void say(long at, String text) {
        bytes.fill((byte) 0);
        wire.send(CLIENT, ACK, at, 0, text);
        wire.send(SERVER, ACK, 0, at + text.length(), "");
    }

    private void finishAndExpectTheEnd(long client) {
        wire.send(CLIENT, FIN | ACK, client, 0, "");
        wire.send(SERVER, FIN | ACK, 0, client + 1, "");
        wire.send(CLIENT, ACK, client + 1, 1, "");
        assertThat(log.count("CONN_END")).isEqualTo(4);
        assertThat(log.lines.getLast()).endsWith("FIN");
        assertThat(worker.table.size()).isZero();
    }

    @Test
    void shouldNotEndConnectionsByFinsWithRandomNumbers() {
        final Random random = new Random(5);
        for (int i = 0; i < 500; i++) {
            wire.port(10_000 + i);
            open();
            say(0, "hello");
            for (int k = 0; k < 2; k++) {
                wire.raw(CLIENT, FIN | ACK, random.nextInt(), random.nextInt(), new byte[0]);
                wire.raw(SERVER, FIN | ACK, random.nextInt(), random.nextInt(), new byte[0]);
            }
            assertThat(log.lines).noneMatch(line -> line.contains("CONN_END") || line.contains("FIN_WAIT"));
            say(5, "alive");
            assertThat(log.count("ORPHAN")).isZero();
        }
        assertThat(read).hasToString("helloalive".repeat(500));
    }

    /** 500,000,000 ahead; 5000 before everything; the byte that was received last; without an ACK. */
    @Test
    void shouldTakeNoFinOutsideOfTheWindowAndTheRealOneThen() {
        open();
        say(0, "0123456789");
        log.take();
        wire.send(CLIENT, FIN | ACK, 500_000_000, 0, "");
        wire.send(CLIENT, FIN | ACK, -5000, 0, "");
        wire.send(SERVER, FIN | ACK, -7000, 10, "");
        wire.send(CLIENT, FIN | ACK, 9, 0, "");
        wire.send(CLIENT, FIN, 10, 0, "");
        assertThat(log.take()).noneMatch(line -> line.contains("STATE_CHANGE")).noneMatch(line -> line.contains("REXMIT"));
        say(10, "more");
        finishAndExpectTheEnd(14);
        assertThat(read).hasToString("0123456789more");
    }

    @Test
    void shouldTakeAFinThatComesBeforeBytesOfItsStream() {
        open();
        wire.send(CLIENT, FIN | ACK, 4, 0, "");
        assertThat(log.take()).contains("SEND CLIENT TCP_STATE_CHANGE FIN_WAIT_1/ESTABLISHED")
            .noneMatch(line -> line.contains("CLOSE_WAIT"));
        say(0, "late");
        assertThat(log.take()).contains("RECEIVE SERVER TCP_STATE_CHANGE FIN_WAIT_1/CLOSE_WAIT");
        finishAndExpectTheEnd(4);
    }

    /** Within the window, but never reached: the one that comes first in the stream counts. */
    @Test
    void shouldPreferTheFinThatIsReached() {
        open();
        wire.send(CLIENT, FIN | ACK, 40_000, 0, "");
        say(0, "all");
        finishAndExpectTheEnd(3);
    }

    @Test
    void shouldNotGiveAConnectionUpForASynBehindAFinThatNobodyAcknowledged() {
        open();
        wire.send(CLIENT, FIN | ACK, 40_000, 0, "");
        wire.raw(CLIENT, SYN, 777_777, 0, new byte[0]);
        assertThat(log.count("CONN_END")).isZero();
        say(0, "still there");
        assertThat(read).hasToString("still there");
    }

    @Test
    void shouldReplaceAConnectionWhoseFinWasAcknowledged() {
        open();
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        wire.send(SERVER, ACK, 0, 1, "");
        wire.raw(CLIENT, SYN, 777_777, 0, new byte[0]);
        assertThat(log.take()).contains("SEND SERVER CONN_END CLOSED/CLOSED REPLACED", "SEND CLIENT CONN_START SYN_SENT/CLOSED");
    }

    @ParameterizedTest
    @ValueSource(ints = {800_000, -200_000, 1, 0x7fff_ffff})
    void shouldFollowTheSynThatIsAnsweredWhenASecondOneComesAfterIt(int distance) {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.raw(CLIENT, SYN, wire.initial(CLIENT) + distance, 0, new byte[0]);
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        say(0, "GET /secret");
        assertThat(read).hasToString("GET /secret");
        assertThat(worker.counters.payloadLost).isZero();
        finishAndExpectTheEnd(11);
        assertThat(log.count("SEND CLIENT CONN_START")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void shouldFollowTheSynThatIsAnsweredWhereverItComes(int real) {
        for (int i = 1; i <= 3; i++) {
            wire.raw(CLIENT, SYN, i == real ? wire.initial(CLIENT) : 900_000 * i, 0, new byte[0]);
        }
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        say(0, "GET /secret");
        assertThat(read).hasToString("GET /secret");
        assertThat(log.count("SEND CLIENT CONN_START")).isEqualTo(real == 1 ? 1 : 2);
        log.take();
        finishAndExpectTheEnd(11);
    }

    @Test
    void shouldTakeNoAnswerToASynThatWasNeverSent() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.raw(SERVER, SYN | ACK, 99, wire.initial(CLIENT) + 2, new byte[0]);
        assertThat(log.take()).last().isEqualTo("RECEIVE CLIENT PKT_IN SYN_SENT/SYN_RCVD");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        wire.send(SERVER, ACK, 0, 0, "welcome");
        assertThat(log.lines).contains("NONE CLIENT CONN_NEW_DATA ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldEndARefusedSecondAttempt() {
        wire.raw(CLIENT, SYN, 900_000, 0, new byte[0]);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.raw(SERVER, RST | ACK, 0, wire.initial(CLIENT) + 1, new byte[0]);
        assertThat(log.count("REPLACED")).isEqualTo(4);
        assertThat(log.lines.getLast()).isEqualTo("SEND SERVER CONN_END CLOSED/CLOSED RESET");
        assertThat(worker.table.size()).isZero();
    }

    /** The numbers of the segment are wrong in the first, what it acknowledges was never sent in the second. */
    @Test
    void shouldNotGiveBytesUpForAcknowledgementsThatNobodyLooksAt() {
        open();
        wire.send(SERVER, ACK, 500_000_000, 100_000, "");
        wire.send(SERVER, ACK, 0, 100_000, "");
        wire.send(CLIENT, ACK, 10, 0, "BBBBBBBBBB");
        wire.send(SERVER, ACK, 500_000_000, 20, "");
        wire.send(SERVER, ACK, -1, 20, "");
        wire.send(CLIENT, ACK, 0, 0, "AAAAAAAAAA");
        assertThat(read).hasToString("AAAAAAAAAABBBBBBBBBB");
        assertThat(worker.counters.payloadLost).isZero();
        assertThat(log.count("REXMIT")).isZero();
    }

    @Test
    void shouldTakeNoWindowFromASegmentThatNobodyLooksAt() {
        open();
        wire.window[SERVER] = 0;
        wire.send(SERVER, ACK, 500_000_000, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "x");
        assertThat(log.count("WINDOW_PROBE")).isZero();
    }

    /** Far more than a window is missing; what both sides say fits together, so the connection is followed on. */
    @Test
    void shouldGoOnWhereBothSidesAreWhenTheCaptureHasLostMuch() {
        open();
        say(0, "before");
        final long far = 5_000_000;
        wire.send(SERVER, ACK, 0, far, "");
        wire.send(CLIENT, ACK, far, 0, "after");
        wire.send(SERVER, ACK, 0, far + 5, "");
        assertThat(read).hasToString("before<" + (far - 6) + " lost>after");
        finishAndExpectTheEnd(far + 5);
    }

    @Test
    void shouldBeginTheConnectionThatTakesOver() {
        wire.options = new byte[] {1, 3, 3, 0};
        open();
        say(0, "old");
        log.take();
        wire.initial[CLIENT] += 900_000;
        wire.initial[SERVER] += 700_000;
        wire.options = new byte[] {2, 4, 5, 0, 1, 3, 3, 7};
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(log.take()).hasSize(2);
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.take()).filteredOn(line -> !line.contains("CLOSED/CLOSED") && !line.contains("CONN_END"))
            .containsSubsequence("SEND CLIENT CONN_START SYN_SENT/CLOSED", "SEND CLIENT TCP_STATE_CHANGE SYN_SENT/CLOSED",
                "RECEIVE SERVER CONN_START SYN_SENT/SYN_RCVD", "RECEIVE SERVER TCP_STATE_CHANGE SYN_SENT/SYN_RCVD",
                "SEND SERVER PKT_IN SYN_SENT/SYN_RCVD", "RECEIVE CLIENT TCP_STATE_CHANGE ESTABLISHED/SYN_RCVD");
        wire.options = new byte[0];
        wire.send(CLIENT, ACK, 0, 0, "");
        final int flow = worker.table.first(Worker.OPEN);
        final long start = worker.word(flow, FlowWords.side(0) + FlowWords.START);
        assertThat(FlowWords.scale(start)).isEqualTo(7);
        assertThat(FlowWords.longestSegment(start)).isEqualTo(1280);
        assertThat(worker.word(flow, FlowWords.side(0) + FlowWords.WINDOW)).isEqualTo(65_535L << 7);
        read.setLength(0);
        say(0, "new");
        assertThat(read).hasToString("new");
        finishAndExpectTheEnd(3);
    }

    @Test
    void shouldNotTakeOptionsFromASynOfAnotherConnection() {
        open();
        wire.options = new byte[] {1, 3, 3, 14};
        wire.raw(SERVER, SYN | ACK, 77, wire.initial(CLIENT) + 1, new byte[0]);
        final long start = worker.word(worker.table.first(Worker.OPEN), FlowWords.side(1) + FlowWords.START);
        assertThat(start & FlowWords.SCALE_OFFERED).isZero();
    }

    /** The first segment of each side that carries its ACK repeats nothing. */
    @Test
    void shouldNotCallTheAnswersOfASimultaneousOpenRetransmissions() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN, 0, 0, "");
        wire.send(CLIENT, SYN | ACK, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.count("REXMIT")).isZero();
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.count("REXMIT")).isEqualTo(1);
    }
}
