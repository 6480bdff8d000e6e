package org.mapi.stdflib.extra.expired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.function.ResultReader;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.result.ExpiredFlow;
import org.mapi.result.JsonView;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

class ExpiredFlowsTest {
    private static final long SECOND = 1_000_000_000L;

    private final FunctionHarness harness = new FunctionHarness();

    private void udp(long time, int from, int to, int length) {
        final byte[] frame = Frames.ipv4(IpProtocol.UDP, Frames.udp(from, to, new byte[length]));
        assertThat(harness.packet(START + time, frame.length, frame)).isTrue();
    }

    private List<ExpiredFlow> read() throws InterruptedException {
        @SuppressWarnings("unchecked")
        final ResultReader<ExpiredFlow> reader = (ResultReader<ExpiredFlow>) harness.instance().openReader();
        final List<ExpiredFlow> flows = new ArrayList<>();
        for (ExpiredFlow flow = reader.read(0); flow != null; flow = reader.read(0)) {
            flows.add(flow);
        }
        return flows;
    }

    @Test
    void shouldReportAFlowWhenItHasBeenIdleAndTheOthersAtTheEnd() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 1);
        udp(0, 1, 2, 10);
        udp(SECOND, 1, 2, 20);
        udp(2 * SECOND, 3, 4, 0);
        harness.instance().timer(START + 31 * SECOND - 1);
        assertThat(harness.queue().free()).isEqualTo(107);
        harness.instance().timer(START + 31 * SECOND);
        harness.instance().end();
        final List<ExpiredFlow> flows = read();
        assertThat(flows).hasSize(2);
        final ExpiredFlow first = flows.getFirst();
        assertThat(first.timestamp()).isEqualTo(START);
        assertThat(first.last()).isEqualTo(START + SECOND);
        assertThat(first.packetsCount()).isEqualTo(2);
        assertThat(first.bytesCount()).isEqualTo(2 * 42 + 30);
        assertThat(first.saddr().getHostAddress()).isEqualTo("192.0.2.1");
        assertThat(first.daddr().getHostAddress()).isEqualTo("198.51.100.1");
        assertThat(first.sport()).isEqualTo(1);
        assertThat(first.dport()).isEqualTo(2);
        assertThat(first.ptcl()).isEqualTo(17);
        assertThat(first.ttlPkt1()).isEqualTo(64);
        assertThat(first.reason()).isEqualTo(1);
        assertThat(first.vlan()).isEqualTo(-1);
        assertThat(flows.getLast().reason()).isEqualTo(4);
        assertThat(flows.getLast().counters().sent()).isEqualTo(2);
        assertThat(flows.getLast().counters().receivedPackets()).isEqualTo(3);
        assertThat(JsonView.of(first).toString()).contains("saddr=192.0.2.1", "packetsCount=2");
    }

    @Test
    void shouldIgnoreSmallFlowsAndCountThem() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 2);
        udp(0, 1, 2, 0);
        udp(0, 3, 4, 0);
        udp(1, 3, 4, 0);
        harness.instance().end();
        final List<ExpiredFlow> flows = read();
        assertThat(flows).hasSize(1);
        assertThat(flows.getFirst().counters().ignored()).isEqualTo(1);
        assertThat(flows.getFirst().counters().expired()).isEqualTo(2);
        assertThat(flows.getFirst().counters().ignoredPackets()).isEqualTo(1);
    }

    @Test
    void shouldJoinBothDirectionsWhenAsked() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 1, 1);
        final byte[] syn = Frames.ipv6(IpProtocol.TCP, Frames.tcp(1000, 80, TcpFlags.SYN, new byte[0]));
        harness.packet(START, syn.length, syn);
        harness.instance().end();
        final ExpiredFlow flow = read().getFirst();
        assertThat(flow.sport()).isEqualTo(1000);
        assertThat(flow.saddr().getHostAddress()).isEqualTo("2001:db8:0:0:0:0:0:1");
        assertThat(flow.tcpFlags()).isEqualTo(TcpFlags.SYN);
        assertThat(flow.reversePackets()).isZero();
    }

    @Test
    void shouldReportEarlyWhenTheTableIsFullAndCountThat() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 1, 0, "1m", "0", 10);
        for (int i = 0; i < 50; i++) {
            udp(i, i, 9, 0);
        }
        final List<ExpiredFlow> flows = read();
        assertThat(flows).hasSize(40);
        assertThat(flows).allMatch(flow -> flow.reason() == 5);
        assertThat(flows.getLast().counters().evicted()).isEqualTo(40);
    }

    @Test
    void shouldDropAndCountWhatHasNoRoom() throws InterruptedException {
        harness.start(new ExpiredFlows(), 1, 1, 1);
        for (int i = 0; i < 50; i++) {
            udp(i, i, 9, 0);
        }
        final int room = harness.queue().free();
        harness.instance().end();
        assertThat(read()).hasSize(room);
        assertThat(harness.queue().lost()).isEqualTo(50 - room);
    }

    @Test
    void shouldForgetEverythingAtReset() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 1);
        udp(0, 1, 2, 10);
        harness.instance().reset();
        udp(1, 3, 4, 10);
        harness.instance().end();
        assertThat(read()).hasSize(1).first().extracting(flow -> flow.counters().receivedPackets()).isEqualTo(1L);
    }

    @Test
    void shouldLoseNoPacketWhenTheLibraryIsReplaced() throws InterruptedException {
        harness.start(new ExpiredFlows(), 100, 0, 1);
        udp(0, 1, 2, 10);
        harness.upgrade(new ExpiredFlows());
        udp(1, 1, 2, 10);
        harness.instance().end();
        final List<ExpiredFlow> flows = read();
        assertThat(flows).extracting(ExpiredFlow::packetsCount).containsExactly(1L, 1L);
        assertThat(flows.getLast().counters().receivedPackets()).isEqualTo(2);
        assertThat(flows.getLast().counters().sent()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0,0,1,0,30s,0,10,7001", "1,-1,1,0,30s,0,10,7002", "1,0,-1,0,30s,0,10,7003", "1,0,1,4,30s,0,10,7004",
        "1,0,1,0,30,0,10,7005", "1,0,1,0,x,0,10,7005", "1,0,1,0,30s,5,10,7011", "1,0,1,0,30s,0,0,7000"})
    void shouldRefuseArgumentsThatMeanNothing(int flows, int backlog, int least, int mode, String idle, String active, int table,
            int error) {
        assertThatThrownBy(() -> harness.start(new ExpiredFlows(), flows, backlog, least, mode, idle, active, table))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(error));
    }

    @Test
    void shouldPinTheLayoutOfAReport() {
        assertThat(List.of(ExpiredFlowDescriptor.FIRST, ExpiredFlowDescriptor.LAST, ExpiredFlowDescriptor.PACKETS,
            ExpiredFlowDescriptor.BYTES, ExpiredFlowDescriptor.REVERSE_FIRST, ExpiredFlowDescriptor.REVERSE_LAST,
            ExpiredFlowDescriptor.REVERSE_PACKETS, ExpiredFlowDescriptor.REVERSE_BYTES, ExpiredFlowDescriptor.SOURCE,
            ExpiredFlowDescriptor.DESTINATION)).containsExactly(0, 8, 16, 24, 32, 40, 48, 56, 64, 80);
        assertThat(List.of(ExpiredFlowDescriptor.SOURCE_PORT, ExpiredFlowDescriptor.DESTINATION_PORT,
            ExpiredFlowDescriptor.PROTOCOL, ExpiredFlowDescriptor.TTL, ExpiredFlowDescriptor.FLAGS,
            ExpiredFlowDescriptor.REVERSE_FLAGS, ExpiredFlowDescriptor.REASON, ExpiredFlowDescriptor.VERSION,
            ExpiredFlowDescriptor.VLAN, ExpiredFlowDescriptor.COUNTERS, ExpiredFlowDescriptor.LENGTH))
            .containsExactly(96, 98, 100, 101, 102, 103, 104, 105, 106, 112, 216);
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        new PacketStorm(3)
            .function(new FunctionHarness().start(new ExpiredFlows(), 1000, 0, 1, 1, "1s", "3s", 500), null, 16)
            .function(new FunctionHarness().start(new ExpiredFlows(), 1000, 0, 2, 2, "1s", "0", 500), null, 16)
            .run();
    }
}
