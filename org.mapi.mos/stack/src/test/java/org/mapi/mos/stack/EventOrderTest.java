package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;

/** The order of events of short connections, hook by hook, as the original has it but for the deviations that are named. */
class EventOrderTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final EventLog log = new EventLog();
    private final Segments wire = new Segments(worker);

    {
        worker.attach(log, MonitorOptions.streams("log", "").reading(Buffering.BOTH, 8192));
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    @Test
    void shouldTellAWholeShortConnectionInTheOriginalsOrder() {
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(log.take()).containsExactly(
            "SEND CLIENT PKT_IN SYN_SENT/CLOSED", "SEND CLIENT CONN_START SYN_SENT/CLOSED",
            "SEND CLIENT TCP_STATE_CHANGE SYN_SENT/CLOSED",
            "RECEIVE SERVER PKT_IN SYN_SENT/SYN_RCVD", "RECEIVE SERVER CONN_START SYN_SENT/SYN_RCVD",
            "RECEIVE SERVER TCP_STATE_CHANGE SYN_SENT/SYN_RCVD");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN SYN_SENT/SYN_RCVD",
            "RECEIVE CLIENT PKT_IN ESTABLISHED/SYN_RCVD", "RECEIVE CLIENT TCP_STATE_CHANGE ESTABLISHED/SYN_RCVD");
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN ESTABLISHED/SYN_RCVD",
            "RECEIVE SERVER PKT_IN ESTABLISHED/ESTABLISHED", "RECEIVE SERVER TCP_STATE_CHANGE ESTABLISHED/ESTABLISHED");
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN ESTABLISHED/ESTABLISHED",
            "RECEIVE SERVER PKT_IN ESTABLISHED/ESTABLISHED", "NONE SERVER CONN_NEW_DATA ESTABLISHED/ESTABLISHED");
        wire.send(SERVER, ACK, 0, 5, "world");
        log.take();
        wire.send(SERVER, ACK, 0, 5, "world");
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN ESTABLISHED/ESTABLISHED",
            "RECEIVE CLIENT REXMIT ESTABLISHED/ESTABLISHED", "RECEIVE CLIENT PKT_IN ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldEndOnceAtEveryHookOfEverySideWithTheReason() {
        open();
        log.take();
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN FIN_WAIT_1/ESTABLISHED",
            "SEND CLIENT TCP_STATE_CHANGE FIN_WAIT_1/ESTABLISHED", "RECEIVE SERVER PKT_IN FIN_WAIT_1/CLOSE_WAIT",
            "RECEIVE SERVER TCP_STATE_CHANGE FIN_WAIT_1/CLOSE_WAIT");
        wire.send(SERVER, FIN | ACK, 0, 1, "");
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN FIN_WAIT_1/LAST_ACK",
            "SEND SERVER TCP_STATE_CHANGE FIN_WAIT_1/LAST_ACK", "RECEIVE CLIENT PKT_IN TIME_WAIT/LAST_ACK",
            "RECEIVE CLIENT TCP_STATE_CHANGE TIME_WAIT/LAST_ACK");
        wire.send(CLIENT, ACK, 1, 1, "");
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN TIME_WAIT/LAST_ACK", "RECEIVE SERVER PKT_IN TIME_WAIT/CLOSED",
            "RECEIVE SERVER TCP_STATE_CHANGE TIME_WAIT/CLOSED", "RECEIVE SERVER CONN_END TIME_WAIT/CLOSED FIN",
            "SEND SERVER CONN_END TIME_WAIT/CLOSED FIN", "RECEIVE CLIENT TCP_STATE_CHANGE CLOSED/CLOSED",
            "RECEIVE CLIENT CONN_END CLOSED/CLOSED FIN", "SEND CLIENT CONN_END CLOSED/CLOSED FIN");
        assertThat(worker.table.size()).isZero();
    }

    @Test
    void shouldTellOfARefusedConnection() {
        wire.send(CLIENT, SYN, 0, 0, "");
        log.take();
        wire.send(SERVER, RST | ACK, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN SYN_SENT/CLOSED",
            "SEND SERVER TCP_STATE_CHANGE SYN_SENT/CLOSED", "RECEIVE CLIENT PKT_IN CLOSED/CLOSED",
            "RECEIVE CLIENT TCP_STATE_CHANGE CLOSED/CLOSED", "RECEIVE CLIENT CONN_END CLOSED/CLOSED RESET",
            "SEND CLIENT CONN_END CLOSED/CLOSED RESET", "RECEIVE SERVER CONN_END CLOSED/CLOSED RESET",
            "SEND SERVER CONN_END CLOSED/CLOSED RESET");
    }

    /** RFC 9293, 3.10.7.3: only what acknowledges the SYN is acceptable, and a reset counts only with it; its number does not. */
    @Test
    void shouldTakeAResetForARefusalOnlyIfItAcknowledgesTheSyn() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.raw(SERVER, RST | ACK, 1, wire.initial(CLIENT) + 2, new byte[0]);
        wire.raw(SERVER, RST | ACK, 1, wire.initial(CLIENT), new byte[0]);
        wire.raw(SERVER, RST, 1, 0, new byte[0]);
        assertThat(log.count("CONN_END")).isZero();
        assertThat(log.count("INVALID_RESET")).as("three, at two hooks").isEqualTo(6);
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(log.take()).last().isEqualTo("RECEIVE SERVER TCP_STATE_CHANGE ESTABLISHED/ESTABLISHED");
        wire.port(50_001);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.raw(SERVER, RST | ACK, 0x7654_3210, wire.initial(CLIENT) + 1, new byte[0]);
        assertThat(log.count("CONN_END")).isEqualTo(4);
    }

    @Test
    void shouldIgnoreAResetOutsideOfTheWindow() {
        open();
        log.take();
        wire.raw(SERVER, RST, 0x7000_0000, 0, new byte[0]);
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN ESTABLISHED/ESTABLISHED",
            "SEND SERVER INVALID_RESET ESTABLISHED/ESTABLISHED", "RECEIVE CLIENT PKT_IN ESTABLISHED/ESTABLISHED",
            "RECEIVE CLIENT INVALID_RESET ESTABLISHED/ESTABLISHED");
        wire.send(CLIENT, ACK, 0, 0, "still there");
        assertThat(log.count("CONN_NEW_DATA")).isEqualTo(1);
        wire.send(SERVER, RST, 0, 0, "");
        assertThat(log.count("CONN_END")).isEqualTo(4);
    }

    @Test
    void shouldTakeARepeatedSynForARetransmission() {
        wire.send(CLIENT, SYN, 0, 0, "");
        log.take();
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN SYN_SENT/SYN_RCVD", "RECEIVE SERVER REXMIT SYN_SENT/SYN_RCVD",
            "RECEIVE SERVER PKT_IN SYN_SENT/SYN_RCVD");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        log.take();
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.take()).containsExactly("SEND SERVER PKT_IN ESTABLISHED/SYN_RCVD",
            "RECEIVE CLIENT REXMIT ESTABLISHED/SYN_RCVD", "RECEIVE CLIENT PKT_IN ESTABLISHED/SYN_RCVD");
    }

    @Test
    void shouldNotTellOfNewDataAtAFinWithoutBytes() {
        open();
        log.take();
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        assertThat(log.count("CONN_NEW_DATA")).isZero();
    }

    @Test
    void shouldCloseFromBothSidesAtOnce() {
        open();
        log.take();
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        wire.send(SERVER, FIN | ACK, 0, 0, "");
        assertThat(log.take()).contains("RECEIVE CLIENT TCP_STATE_CHANGE CLOSING/CLOSING");
        wire.send(CLIENT, ACK, 1, 1, "");
        wire.send(SERVER, ACK, 1, 1, "");
        assertThat(log.count("CONN_END")).isEqualTo(4);
        assertThat(worker.table.size()).isZero();
    }

    @Test
    void shouldOpenFromBothSidesAtOnce() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN, 0, 0, "");
        assertThat(log.take()).contains("RECEIVE CLIENT TCP_STATE_CHANGE SYN_RCVD/SYN_RCVD");
        wire.send(CLIENT, SYN | ACK, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.take()).last().asString().contains("ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldRaiseOrphanWithoutAFlow() {
        wire.send(CLIENT, ACK, 0, 0, "late");
        assertThat(log.take()).containsExactly("NONE BOTH ORPHAN");
        assertThat(worker.counters.orphans).isEqualTo(1);
    }

    @Test
    void shouldForwardButNotMonitorAWrongChecksum() {
        open();
        log.take();
        wire.badChecksum = true;
        wire.send(CLIENT, ACK, 0, 0, "damaged");
        assertThat(log.take()).isEmpty();
        assertThat(worker.counters.badChecksum).isEqualTo(1);
    }

    @Test
    void shouldVisitApplicationsInReverseForTheServersPackets() {
        final StringBuilder order = new StringBuilder();
        for (String name : new String[] {"a", "b"}) {
            worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> order.append(name)),
                MonitorOptions.streams(name, ""));
        }
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(order).hasToString("abba");
    }
}
