package org.mapi.stdflib.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.function.ResultReader;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.result.ExportDatagram;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.PacketStorm;

class FlowReportTest {
    private static final long SECOND = 1_000_000_000L;

    private final FunctionHarness harness = new FunctionHarness();

    private void packet(long time, byte[] frame) {
        assertThat(harness.packet(START + time, frame.length, frame)).isTrue();
    }

    private void udp(long time, int from, int to, int length) {
        packet(time, Frames.ipv4(IpProtocol.UDP, Frames.udp(from, to, new byte[length])));
    }

    private List<ExportDatagram> read() throws InterruptedException {
        @SuppressWarnings("unchecked")
        final ResultReader<ExportDatagram> reader = (ResultReader<ExportDatagram>) harness.instance().openReader();
        final List<ExportDatagram> datagrams = new ArrayList<>();
        for (ExportDatagram datagram = reader.read(0); datagram != null; datagram = reader.read(0)) {
            datagrams.add(datagram);
        }
        return datagrams;
    }

    @Test
    void shouldWriteNetflowVersion5AsEverybodyReadsIt() throws InterruptedException {
        harness.start(new FlowReport(), "NETFLOW_V5");
        udp(0, 1000, 53, 10);
        udp(SECOND, 1000, 53, 20);
        harness.instance().end();
        final ExportDatagram datagram = read().getFirst();
        final ByteBuffer bytes = ByteBuffer.wrap(datagram.bytes());
        assertThat(datagram.recno()).isEqualTo(1);
        assertThat(datagram.size()).isEqualTo(24 + 48);
        assertThat(datagram.flows()).isEqualTo(1);
        assertThat(bytes.getShort(0)).isEqualTo((short) 5);
        assertThat(bytes.getShort(2)).isEqualTo((short) 1);
        final long boot = bytes.getInt(8) * 1000L + bytes.getInt(12) / 1_000_000 - bytes.getInt(4);
        assertThat(boot + bytes.getInt(24 + 24)).isEqualTo(START / 1_000_000);
        assertThat(boot + bytes.getInt(24 + 28)).isEqualTo((START + SECOND) / 1_000_000);
        assertThat(bytes.getInt(24)).isEqualTo(0xc0000201);
        assertThat(bytes.getInt(28)).isEqualTo(0xc6336401);
        assertThat(bytes.getInt(24 + 16)).isEqualTo(2);
        assertThat(bytes.getInt(24 + 20)).isEqualTo(2 * 28 + 30);
        assertThat(bytes.getShort(24 + 32)).isEqualTo((short) 1000);
        assertThat(bytes.getShort(24 + 34)).isEqualTo((short) 53);
        assertThat(bytes.get(24 + 38)).isEqualTo((byte) 17);
    }

    @Test
    void shouldCountFlowsThatVersion5CannotCarry() throws InterruptedException {
        harness.start(new FlowReport(), "NETFLOW_V5");
        packet(0, Frames.ipv6(IpProtocol.UDP, Frames.udp(1, 2, new byte[0])));
        udp(1, 1, 2, 0);
        harness.instance().end();
        assertThat(read()).singleElement().satisfies(datagram -> {
            assertThat(datagram.flows()).isEqualTo(2);
            assertThat(datagram.unreported()).isEqualTo(1);
        });
    }

    @Test
    void shouldSendTemplatesFirstAndAgainAfterATime() throws InterruptedException {
        for (String format : new String[] {"IPFIX", "NETFLOW_V9"}) {
            harness.start(new FlowReport(), format, "", "", "", "1s", "1m", "10s");
            for (int i = 0; i < 40; i++) {
                udp(i * SECOND, i, 9, 0);
                harness.instance().timer(START + i * SECOND);
            }
            harness.instance().end();
            final List<ExportDatagram> datagrams = read();
            final List<Integer> withTemplates = new ArrayList<>();
            int sequence = 0;
            for (ExportDatagram datagram : datagrams) {
                final Decoded decoded = new Decoded(datagram.bytes());
                withTemplates.add(decoded.templates.size());
                assertThat(decoded.sequence).isEqualTo(sequence);
                sequence += "IPFIX".equals(format) ? decoded.records : 1;
            }
            assertThat(withTemplates.getFirst()).isEqualTo(2);
            assertThat(withTemplates.stream().filter(count -> count == 2)).hasSizeBetween(4, 5);
            assertThat(datagrams.getLast().flows()).isEqualTo(40);
        }
    }

    /** The sets of a message. */
    private static final class Decoded {
        private final List<Integer> templates = new ArrayList<>();
        private final List<Integer> fields = new ArrayList<>();
        private final int sequence;
        private int records;

        Decoded(byte[] message) {
            final ByteBuffer in = ByteBuffer.wrap(message);
            final boolean ipfix = in.getShort(0) == 10;
            sequence = in.getInt(ipfix ? 8 : 12);
            int at = ipfix ? 16 : 20;
            while (at < message.length) {
                final int set = in.getShort(at);
                final int length = in.getShort(at + 2);
                assertThat(length).isPositive();
                assertThat(length % 4).isZero();
                if (set == (ipfix ? 2 : 0)) {
                    define(in, at + 4, at + length);
                } else {
                    records += (length - 4) / 51;
                }
                at += length;
            }
            assertThat(at).isEqualTo(message.length);
            assertThat(ipfix ? in.getShort(2) : message.length).isEqualTo(ipfix ? (short) message.length : message.length);
        }

        private void define(ByteBuffer in, int from, int to) {
            int at = from;
            while (at + 4 < to) {
                templates.add((int) in.getShort(at));
                final int count = in.getShort(at + 2);
                at += 4;
                for (int i = 0; i < count; i++) {
                    final int field = in.getShort(at) & 0xffff;
                    fields.add(field);
                    at += 4;
                    if (field >= 0x8000) {
                        assertThat(in.getInt(at)).isEqualTo(RecordTemplate.REVERSE_ENTERPRISE);
                        at += 4;
                    }
                }
            }
        }
    }

    @Test
    void shouldMakeOneRecordOfBothDirectionsByRfc5103() throws InterruptedException {
        harness.start(new FlowReport(), "IPFIX", "", "biflow", "sourceIPv4Address,packetDeltaCount,tcpControlBits");
        packet(0, Frames.ipv4(IpProtocol.TCP, Frames.tcp(2000, 80, TcpFlags.SYN, new byte[0])));
        harness.instance().end();
        final byte[] bytes = read().getFirst().bytes();
        assertThat(new Decoded(bytes).fields).containsExactly(8, 2, 6, 0x8002, 0x8006, 27, 2, 6, 0x8002, 0x8006);
        final ByteBuffer record = ByteBuffer.wrap(bytes, bytes.length - 24, 24);
        assertThat(record.getInt()).isEqualTo(0xc0000201);
        assertThat(record.getLong()).isEqualTo(1);
        assertThat(record.get()).isEqualTo((byte) 2);
        assertThat(record.getLong()).isZero();
        assertThat(record.get()).isZero();
    }

    @Test
    void shouldTellIcmpTypeAndCodeAsDestinationPort() throws InterruptedException {
        harness.start(new FlowReport(), "IPFIX", "", "", "destinationTransportPort,sourceTransportPort");
        packet(0, Frames.ipv4(IpProtocol.ICMP, new byte[] {8, 0, 0, 0, 1, 2, 0, 1}));
        harness.instance().end();
        final byte[] bytes = read().getFirst().bytes();
        assertThat(ByteBuffer.wrap(bytes).getInt(bytes.length - 4)).isEqualTo(0x0800_0000);
    }

    @Test
    void shouldLoseAndCountWhatHasNoRoomAndKeepNumbersGoing() throws InterruptedException {
        harness.start(new FlowReport(), "IPFIX", "", "", "", "15s", "1m", "1m", 16);
        for (int i = 0; i < 2000; i++) {
            udp(i, i, 9, 0);
        }
        harness.instance().end();
        final List<ExportDatagram> datagrams = read();
        assertThat(datagrams).extracting(ExportDatagram::recno).isSorted();
        assertThat(harness.queue().lost()).isPositive();
        assertThat(harness.instance().capacity()).isPositive();
    }

    @Test
    void shouldGoOnWithItsNumbersWhenTheLibraryIsReplaced() throws InterruptedException {
        harness.start(new FlowReport());
        udp(0, 1, 2, 0);
        harness.upgrade(new FlowReport());
        udp(1, 1, 2, 0);
        harness.instance().end();
        final List<ExportDatagram> datagrams = read();
        assertThat(datagrams).extracting(ExportDatagram::recno).containsExactly(1L, 2L);
        assertThat(datagrams.getLast().flows()).isEqualTo(2);
        assertThat(new Decoded(datagrams.getLast().bytes()).sequence).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"NETFLOW_V7,,,,15s,1m,0,16,1,7001", "IPFIX,sctp://h:1,,,15s,1m,0,16,1,7002",
        "IPFIX,udp://h:0,,,15s,1m,0,16,1,7002",
        "IPFIX,,colour,,15s,1m,0,16,1,7003", "NETFLOW_V9,,biflow,,15s,1m,0,16,1,7003", "IPFIX,,,noElement,15s,1m,0,16,1,7004",
        "NETFLOW_V5,,,ipVersion,15s,1m,0,16,1,7004", "IPFIX,,,,0,1m,0,16,1,7005", "IPFIX,,,,15s,7,0,16,1,7011",
        "IPFIX,,,,15s,1m,-1s,16,1,7000", "IPFIX,,,,15s,1m,0,15,1,7000", "IPFIX,,,,15s,1m,0,16,0,7000"})
    void shouldRefuseArgumentsThatMeanNothing(String record, String transport, String keys, String template, String idle,
            String active, String refresh, int datagrams, int table, int error) {
        assertThatThrownBy(() -> harness.start(new FlowReport(), record, text(transport), text(keys), text(template), idle,
            active, refresh, datagrams, table))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(error));
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    @Test
    void shouldPinTheLayoutOfADatagramInTheQueue() {
        assertThat(List.of(ExportDatagramDescriptor.NUMBER, ExportDatagramDescriptor.FLOWS, ExportDatagramDescriptor.UNREPORTED,
            ExportDatagramDescriptor.EVICTED, ExportDatagramDescriptor.DATAGRAM_LENGTH,
            ExportDatagramDescriptor.STRAY_FRAGMENTS, ExportDatagramDescriptor.HEADER_LENGTH))
            .containsExactly(0, 8, 16, 24, 32, 40, 48);
        assertThat(List.of(TemplateDatagrams.IPFIX_HEADER, TemplateDatagrams.V9_HEADER, NetflowV5Datagrams.HEADER,
            NetflowV5Datagrams.RECORD)).containsExactly(16, 20, 24, 48);
    }

    @Test
    void shouldTakePacketsOfAnyKind() {
        new PacketStorm(4)
            .function(new FunctionHarness().start(new FlowReport(), "IPFIX", "", "biflow,inner", "", "1s", "3s", "5s", 64, 500),
                FlowReport::new, 64)
            .function(new FunctionHarness().start(new FlowReport(), "NETFLOW_V9", "", "vlan", "", "1s", "3s", "5s", 64, 500),
                null, 64)
            .function(new FunctionHarness().start(new FlowReport(), "NETFLOW_V5", "", "", "", "1s", "3s", "5s", 64, 500),
                null, 64)
            .run();
    }
}
