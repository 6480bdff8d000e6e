package org.mapi.core.tracking.meter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.SYN;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.TestFrames;

class FlowMeterTest {
    private static final long SECOND = 1_000_000_000L;
    private static final int CLIENT = 0x0a00_0009;
    private static final int SERVER = 0x0a00_0001;

    private final TestFrames frames = new TestFrames();
    private final List<String> reports = new ArrayList<>();
    private FlowMeter meter;

    private void make(FlowMeterOptions options) {
        meter = new FlowMeter(options.hash(new FlowHash(1)), (m, flow, reason) -> reports.add(m.key().lowerPort() + "/"
            + m.key().higherPort() + " " + m.packets(flow, FlowMeter.FORWARD) + ":" + m.packets(flow, FlowMeter.REVERSE) + " "
            + m.bytes(flow, FlowMeter.FORWARD) + ":" + m.bytes(flow, FlowMeter.REVERSE) + " " + reason));
    }

    private void toServer(long time, int sequence, int flags) {
        meter.meter(frames.time(time).segment(CLIENT, 1000, SERVER, 80, sequence, flags, new byte[0]));
    }

    private void toClient(long time, int sequence, int flags, int payload) {
        meter.meter(frames.time(time).segment(SERVER, 80, CLIENT, 1000, sequence, flags, new byte[payload]));
    }

    @Test
    void shouldCountBothWaysFromTheSideThatOpened() {
        make(new FlowMeterOptions(10).bidirectional(true));
        toServer(SECOND, 1, SYN);
        toClient(2 * SECOND, 9, SYN | ACK, 0);
        toServer(3 * SECOND, 2, ACK);
        toClient(4 * SECOND, 10, ACK, 100);
        meter.flush();
        assertThat(reports).containsExactly("80/1000 2:2 108:208 FORCED_END");
        assertThat(meter.packets()).isEqualTo(4).isEqualTo(meter.reportedPackets());
    }

    @Test
    void shouldKeepDirectionsApartUnlessAskedToJoinThem() {
        make(new FlowMeterOptions(10));
        toServer(SECOND, 1, SYN);
        toClient(2 * SECOND, 9, SYN | ACK, 0);
        meter.flush();
        assertThat(reports).containsExactly("1000/80 1:0 54:0 FORCED_END", "80/1000 1:0 54:0 FORCED_END");
    }

    @Test
    void shouldBeginAnotherFlowAfterTheIdleTimeoutHoweverRarelyItExpires() {
        make(new FlowMeterOptions(10).bidirectional(true).idleTimeout(30 * SECOND));
        toServer(SECOND, 1, ACK);
        toServer(31 * SECOND - 1, 1, ACK);
        toServer(61 * SECOND - 1, 1, ACK);
        assertThat(reports).containsExactly("80/1000 2:0 108:0 IDLE_TIMEOUT");
        meter.expire(91 * SECOND - 1, 10);
        assertThat(reports).last().isEqualTo("80/1000 1:0 54:0 IDLE_TIMEOUT");
    }

    /** A fragment of a datagram from port 4000 to port 53, 8 bytes of header and 24 of payload, in pieces of 16. */
    private void fragment(long time, int identification, int piece) {
        final byte[] bytes = new byte[16];
        if (piece == 0) {
            java.nio.ByteBuffer.wrap(bytes).putShort((short) 4000).putShort((short) 53).putShort((short) 32);
        }
        meter.meter(frames.time(time).fragment4(CLIENT, SERVER, identification, 16 * piece, piece == 0, bytes));
    }

    @Test
    void shouldCountFragmentsWithTheFirstOneOfTheirDatagramInAnyOrder() {
        make(new FlowMeterOptions(10));
        fragment(SECOND, 1, 0);
        fragment(2 * SECOND, 1, 1);
        fragment(3 * SECOND, 2, 1);
        fragment(4 * SECOND, 2, 0);
        meter.flush();
        assertThat(reports).hasSize(1);
        assertThat(reports.getFirst()).startsWith("4000/53 4:0 200:0");
        assertThat(meter.packets()).isEqualTo(4).isEqualTo(meter.fragments()).isEqualTo(meter.reportedPackets());
        assertThat(meter.bytes()).isEqualTo(200);
        assertThat(meter.strayFragments()).isZero();
    }

    @Test
    void shouldCountFragmentsWithoutAFirstOneApart() {
        make(new FlowMeterOptions(10));
        fragment(SECOND, 1, 1);
        fragment(SECOND, 2, 1);
        meter.expire(30 * SECOND, 10);
        assertThat(meter.size()).isZero();
        fragment(62 * SECOND, 1, 0);
        meter.flush();
        assertThat(reports).extracting(line -> line.split(" ")[0] + line.split(" ")[1]).containsExactlyInAnyOrder("0/02:0",
            "4000/531:0");
        assertThat(meter.strayFragments()).isEqualTo(2);
        assertThat(meter.packets()).isEqualTo(3).isEqualTo(meter.reportedPackets());
    }

    @Test
    void shouldLoseNoFragmentWhenMoreDatagramsAreIncompleteThanItRemembers() {
        make(new FlowMeterOptions(10));
        for (int i = 0; i < 10_000; i++) {
            fragment(SECOND + i, i, 1);
        }
        meter.flush(3);
        meter.flush();
        assertThat(meter.reportedPackets()).isEqualTo(10_000).isEqualTo(meter.packets()).isEqualTo(meter.strayFragments());
    }

    @Test
    void shouldReportALongFlowAgainAndAgain() {
        make(new FlowMeterOptions(10).activeTimeout(60 * SECOND));
        for (int i = 0; i < 130; i++) {
            toServer(i * SECOND, 1, ACK);
        }
        meter.flush();
        assertThat(reports).containsExactly("1000/80 60:0 3240:0 ACTIVE_TIMEOUT", "1000/80 60:0 3240:0 ACTIVE_TIMEOUT",
            "1000/80 10:0 540:0 FORCED_END");
    }

    @Test
    void shouldEndAConnectionSomeTimeAfterItsLastFin() {
        make(new FlowMeterOptions(10).bidirectional(true).endTimeout(SECOND));
        toServer(SECOND, 1, FIN | ACK);
        toClient(SECOND, 1, FIN | ACK, 0);
        toServer(SECOND + 1, 2, ACK);
        meter.expire(2 * SECOND, 10);
        assertThat(reports).isEmpty();
        meter.expire(2 * SECOND + 1, 10);
        assertThat(reports).containsExactly("80/1000 2:1 108:54 END_OF_FLOW");
    }

    @Test
    void shouldTellANewConnectionFromARepeatedSyn() {
        make(new FlowMeterOptions(10).bidirectional(true));
        toServer(1, 7, SYN);
        toServer(2, 7, SYN);
        toServer(3, 8, SYN);
        assertThat(reports).containsExactly("80/1000 2:0 108:0 END_OF_FLOW");
    }

    @Test
    void shouldCountEveryPacketOnceUnderRandomTraffic() {
        final SplittableRandom random = new SplittableRandom(20_260_104);
        final Map<String, Long> byReason = new HashMap<>();
        final long[] sums = new long[2];
        meter = new FlowMeter(new FlowMeterOptions(24).bidirectional(true).idleTimeout(20).activeTimeout(100).endTimeout(5)
            .hash(new FlowHash(2)), (m, flow, reason) -> {
                byReason.merge(reason.name(), 1L, Long::sum);
                sums[0] += m.packets(flow, 0) + m.packets(flow, 1);
                sums[1] += m.bytes(flow, 0) + m.bytes(flow, 1);
                assertThat(m.last(flow, 0) >= m.first(flow, 0)).isTrue();
            });
        for (int i = 0; i < 200_000; i++) {
            final int peer = random.nextInt(random.nextInt(20) == 0 ? 5000 : 20);
            final int flags = random.nextInt(50) == 0 ? random.nextInt(256) : ACK;
            final boolean back = random.nextBoolean();
            meter.meter(frames.time(i / 3).segment(back ? SERVER : CLIENT + peer, 5, back ? CLIENT + peer : SERVER, 5,
                random.nextInt(3), flags, new byte[random.nextInt(4)]));
            if (random.nextInt(100) == 0) {
                meter.expire(i / 3, 10);
            }
        }
        meter.meter(frames.arp());
        meter.flush();
        assertThat(byReason).containsOnlyKeys("IDLE_TIMEOUT", "ACTIVE_TIMEOUT", "END_OF_FLOW", "FORCED_END", "LACK_OF_RESOURCES");
        assertThat(sums[0]).isEqualTo(200_000).isEqualTo(meter.packets()).isEqualTo(meter.reportedPackets());
        assertThat(sums[1]).isEqualTo(meter.bytes());
        assertThat(meter.otherPackets()).isEqualTo(1);
    }
}
