package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.SYN;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.IpProtocol;
import org.mapi.testkit.Frames;

/** How flows begin and end: timeouts in true order, floods, reuse of ports, pickup in the middle, pseudo-flows. */
class LifeTest {
    private Worker worker;
    private final EventLog log = new EventLog();

    private Segments start(SourceOptions options) {
        worker = Workers.of(options);
        worker.attach(log, MonitorOptions.streams("log", "").reading(Buffering.BOTH, 8192));
        return new Segments(worker);
    }

    @AfterEach
    void close() {
        worker.close();
    }

    private static void open(Segments wire) {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    @Test
    void shouldForgetIdleFlowsInTrueOrderThoughAnOlderOneIsActive() {
        final Segments old = start(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(2), Duration.ZERO));
        open(old);
        final Segments idle = new Segments(worker).port(41_000);
        open(idle);
        log.take();
        for (int i = 0; i < 25; i++) {
            old.step = 100_000_000L;
            old.send(CLIENT, ACK, i, 0, "x");
        }
        assertThat(log.lines).filteredOn(line -> line.contains("CONN_END")).hasSize(4)
            .allMatch(line -> line.endsWith("TIMEOUT"));
        assertThat(worker.table.size()).isEqualTo(1);
    }

    @Test
    void shouldStayWithinItsLimitsUnderAFloodAndSpareEstablishedConnections() {
        final Segments wire = start(SourceOptions.DEFAULT.withLimits(1000, 1 << 20));
        open(wire);
        final Segments flood = new Segments(worker);
        flood.step = 1;
        for (int i = 0; i < 100_000; i++) {
            flood.address(0x0b00_0000 + i, 0xc0000201).send(CLIENT, SYN, 0, 0, "");
        }
        assertThat(worker.table.size()).isEqualTo(1000);
        assertThat(worker.counters.flowsEvicted).isEqualTo(99_001);
        log.take();
        wire.send(CLIENT, ACK, 0, 0, "alive");
        assertThat(log.count("CONN_NEW_DATA")).isEqualTo(1);
    }

    @Test
    void shouldBeginAnewWhenPortsAreUsedAgain() {
        final Segments wire = start(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(30), Duration.ofSeconds(10)));
        open(wire);
        wire.send(CLIENT, FIN | ACK, 0, 0, "");
        wire.send(SERVER, FIN | ACK, 0, 1, "");
        wire.send(CLIENT, ACK, 1, 1, "");
        assertThat(log.count("CONN_END")).isZero();
        wire.initial[CLIENT] += 100_000;
        wire.initial[SERVER] += 100_000;
        open(wire);
        assertThat(log.lines).filteredOn(line -> line.contains("CONN_END")).hasSize(4).allMatch(line -> line.endsWith("FIN"));
        assertThat(log.count("SEND CLIENT CONN_START")).isEqualTo(2);
    }

    @Test
    void shouldNotLetAForgedSynEndAConnection() {
        final Segments wire = start(SourceOptions.DEFAULT);
        open(wire);
        log.take();
        wire.raw(CLIENT, SYN, 0x4444_4444, 0, new byte[0]);
        assertThat(log.take()).noneMatch(line -> line.contains("CONN_"));
        wire.send(CLIENT, ACK, 0, 0, "still there");
        assertThat(log.count("CONN_NEW_DATA")).isEqualTo(1);
        wire.initial[CLIENT] = 0x4444_4444;
        wire.initial[SERVER] = 77;
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        assertThat(log.lines).filteredOn(line -> line.contains("CONN_END")).hasSize(4)
            .allMatch(line -> line.endsWith("REPLACED"));
        wire.send(CLIENT, ACK, 0, 0, "");
        assertThat(log.lines).last().asString().contains("ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldPickUpConnectionsInTheMiddleIfAskedTo() {
        final Segments wire = start(SourceOptions.DEFAULT.withMidStream(true));
        wire.send(CLIENT, ACK, 5000, 100, "middle");
        assertThat(log.take()).contains("NONE SERVER CONN_NEW_DATA ESTABLISHED/ESTABLISHED");
        wire.send(SERVER, ACK, 100, 5006, "answer");
        assertThat(log.take()).contains("NONE CLIENT CONN_NEW_DATA ESTABLISHED/ESTABLISHED");
    }

    @Test
    void shouldMakeUpForAHandshakeThatWasNotSeenWhole() {
        final Segments wire = start(SourceOptions.DEFAULT);
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(log.lines).last().asString().contains("CONN_NEW_DATA ESTABLISHED/ESTABLISHED");
        wire.send(SERVER, ACK, 0, 5, "world");
        assertThat(log.lines).last().asString().contains("NONE CLIENT CONN_NEW_DATA");
    }

    @Test
    void shouldTakeDataOfAFastOpenSyn() {
        final Segments wire = start(SourceOptions.DEFAULT);
        wire.send(CLIENT, SYN, 0, 0, "early");
        assertThat(log.count("NONE SERVER CONN_NEW_DATA")).isEqualTo(1);
        wire.send(SERVER, SYN | ACK, 0, 5, "");
        wire.send(CLIENT, ACK, 5, 0, "more");
        assertThat(log.count("NONE SERVER CONN_NEW_DATA")).isEqualTo(2);
        assertThat(log.count("REXMIT")).isZero();
    }

    @Test
    void shouldFollowDatagramsAsPseudoFlows() {
        final Segments wire = start(SourceOptions.DEFAULT.withTimeouts(Duration.ofSeconds(2), Duration.ZERO));
        final byte[] frame = Frames.ipv6(IpProtocol.UDP, Frames.udp(5000, 53, new byte[20]));
        wire.frame(frame, frame.length);
        assertThat(log.take()).containsExactly("SEND CLIENT PKT_IN CLOSED/CLOSED", "SEND CLIENT UDP_START CLOSED/CLOSED",
            "SEND CLIENT UDP_DATAGRAM CLOSED/CLOSED", "RECEIVE SERVER PKT_IN CLOSED/CLOSED",
            "RECEIVE SERVER UDP_START CLOSED/CLOSED", "RECEIVE SERVER UDP_DATAGRAM CLOSED/CLOSED");
        wire.step = 3_000_000_000L;
        wire.send(CLIENT, SYN, 0, 0, "");
        assertThat(log.count("UDP_END")).isEqualTo(4);
    }

    @Test
    void shouldShowEveryFrameOnceToFrameMonitors() {
        final Segments wire = start(SourceOptions.DEFAULT);
        final int[] frames = new int[1];
        worker.attach(on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> frames[0]++),
            MonitorOptions.packets("frames", ""));
        open(wire);
        final byte[] arp = Frames.ethernet(0x0806, new byte[28]);
        wire.frame(arp, arp.length);
        assertThat(frames[0]).isEqualTo(4);
    }

    @Test
    void shouldAttachToExistingFlowsIfAskedTo() {
        final Segments wire = start(SourceOptions.DEFAULT);
        open(wire);
        final EventLog late = new EventLog();
        worker.attach(late, MonitorOptions.streams("late", "").reading(Buffering.BOTH, 8192).withExisting());
        late.also = flow -> assertThat(flow.isMidStream()).isTrue();
        wire.send(CLIENT, ACK, 0, 0, "x");
        assertThat(late.count("CONN_NEW_DATA")).isEqualTo(1);
        assertThat(((MonitorSocket) late.registrations).faults).isZero();
    }

    @Test
    void shouldBeSilentAfterAnApplicationWasDetached() {
        final Segments wire = start(SourceOptions.DEFAULT);
        open(wire);
        worker.detach((MonitorSocket) log.registrations);
        log.take();
        wire.send(CLIENT, ACK, 0, 0, "x");
        assertThat(log.lines).isEmpty();
        assertThat(worker.table.size()).isEqualTo(1);
    }
}
