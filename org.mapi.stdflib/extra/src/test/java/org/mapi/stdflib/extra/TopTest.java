package org.mapi.stdflib.extra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.result.ResultLayout;
import org.mapi.result.ResultSchema;
import org.mapi.result.TopAddress;
import org.mapi.result.TopAddresses;
import org.mapi.result.TopValue;
import org.mapi.result.TopValues;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

class TopTest {
    private static final int IP = 1;
    private static final int TCP = 2;
    private static final int UDP = 3;
    private static final int TCP_DSTPORT = 11;
    private static final int IP_SRCIP = 8;
    private static final int BY_BYTES = 2;

    private static FunctionHarness top(Object... arguments) {
        return new FunctionHarness().start(new Top(), arguments);
    }

    private static byte[] tcp(int port, int length) {
        return Frames.ipv4(IpProtocol.TCP, Frames.tcp(1000, port, TcpFlags.ACK, new byte[length]));
    }

    private static void give(FunctionHarness harness, byte[] frame) {
        assertThat(harness.packet(FunctionHarness.START, frame.length, frame)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"1001,2,11,1,0,32768,7001,x", "0,2,11,1,0,32768,7001,x", "10,4,11,1,0,32768,7002,protocol",
        "10,0,11,1,0,32768,7002,protocol", "10,2,8,1,0,32768,7003,field", "10,2,22,1,0,32768,7003,field",
        "10,1,11,1,0,32768,7003,field", "10,2,11,3,0,32768,7004,sortby", "10,2,11,1,-1,32768,7005,reset",
        "10,2,11,1,0,1000,7011,table", "10,2,11,1,0,2097152,7011,table"})
    void shouldRefuseWrongArgumentsByNumberAndName(int x, int protocol, int field, int order, int reset, int table, int number,
            String name) {
        assertThatThrownBy(() -> top(x, protocol, field, order, reset, table)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.number()).isEqualTo(number)).hasMessageContaining("(" + name + ") is ");
    }

    @Test
    void shouldListFieldsOfTheProtocolWhenAnotherIsGiven() {
        assertThatThrownBy(() -> top(10, UDP, 1)).hasMessageContaining("UDP_SRCPORT (18), UDP_DSTPORT (19), UDP_LENGTH (20)");
    }

    @Test
    void shouldSortByPacketsOrBytes() {
        final FunctionHarness packets = top(2, TCP, TCP_DSTPORT);
        final FunctionHarness bytes = top(2, TCP, TCP_DSTPORT, BY_BYTES);
        for (FunctionHarness harness : List.of(packets, bytes)) {
            give(harness, tcp(80, 1000));
            give(harness, tcp(22, 10));
            give(harness, tcp(22, 10));
            give(harness, tcp(443, 500));
            give(harness, Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 22, new byte[0])));
            give(harness, Frames.ethernet(EtherType.ARP, new byte[28]));
        }
        final TopValues byPackets = packets.result(TopValues.class);
        assertThat(byPackets.rows()).containsExactly(new TopValue(22, 2, 100), new TopValue(80, 1, 1040));
        assertThat(byPackets.packets()).isEqualTo(4);
        assertThat(byPackets.bytes()).isEqualTo(1680);
        assertThat(byPackets.countError()).isZero();
        assertThat(byPackets.since()).isEqualTo(FunctionHarness.START);
        assertThat(bytes.result(TopValues.class).rows()).containsExactly(new TopValue(80, 1, 1040), new TopValue(443, 1, 540));
        assertThat(byPackets.unlistedCount()).isEqualTo(1);
        assertThat(byPackets.unlistedBytecount()).isEqualTo(540);
        assertThat(bytes.result(TopValues.class).unlistedCount()).isEqualTo(2);
    }

    @Test
    void shouldAddQueuesAndSayWhatTheirListsDoNotShow() {
        final Random random = new Random(4);
        for (int order : new int[] {1, BY_BYTES}) {
            final FunctionHarness[] queues = {top(5, TCP, TCP_DSTPORT, order), top(5, TCP, TCP_DSTPORT, order)};
            final Map<Long, TopValue> truth = new HashMap<>();
            for (int i = 0; i < 3_000; i++) {
                final long port = (long) Math.abs(random.nextGaussian() * 9) + 1;
                final byte[] frame = tcp((int) port, random.nextInt(500));
                give(queues[random.nextInt(2)], frame);
                truth.merge(port, new TopValue(port, 1, frame.length - 14), (a, b) -> new TopValue(port, a.count() + b.count(),
                    a.bytecount() + b.bytecount()));
            }
            queues[0].publish();
            queues[1].publish();
            final ResultSchema schema = queues[0].modified().definition().schema();
            assertThat(schema.mergeable()).isTrue();
            schema.merge(queues[0].block().segment(), queues[1].block().segment());
            final TopValues merged = ResultLayout.of(TopValues.class).decode(queues[0].block().segment(), schema);
            assertThat(merged.packets()).isEqualTo(3_000);
            assertThat(merged.rows()).hasSize(5);
            for (TopValue row : merged.rows()) {
                final TopValue right = truth.remove(row.value());
                assertThat(right.count()).isBetween(row.count(), row.count() + merged.unlistedCount());
                assertThat(right.bytecount()).isBetween(row.bytecount(), row.bytecount() + merged.unlistedBytecount());
            }
            assertThat(truth.values()).allMatch(one -> one.count() <= merged.unlistedCount()
                && one.bytecount() <= merged.unlistedBytecount());
        }
    }

    @Test
    void shouldTellAddressesOfBothFamilies() throws UnknownHostException {
        final FunctionHarness harness = top(10, IP, IP_SRCIP);
        give(harness, tcp(1, 0));
        give(harness, Frames.ipv6(IpProtocol.UDP, Frames.udp(1, 2, new byte[0])));
        give(harness, Frames.ipv6(IpProtocol.UDP, Frames.udp(1, 2, new byte[0])));
        assertThat(harness.result(TopAddresses.class).rows()).containsExactly(
            new TopAddress(InetAddress.getByName("2001:db8::1"), 2, 96),
            new TopAddress(InetAddress.getByName("192.0.2.1"), 1, 40));
    }

    @Test
    void shouldLookIntoTunnelsForTheProtocol() {
        final byte[] inner = tcp(80, 0);
        final byte[] gre = new byte[4 + inner.length - 14];
        gre[2] = 8;
        System.arraycopy(inner, 14, gre, 4, inner.length - 14);
        final FunctionHarness harness = top(1, TCP, TCP_DSTPORT);
        give(harness, Frames.ipv4(IpProtocol.GRE, gre));
        assertThat(harness.result(TopValues.class).rows()).containsExactly(new TopValue(80, 1, 64));
    }

    @ParameterizedTest
    @CsvSource({"1,1,0", "1,2,43", "1,3,0", "1,4,0", "1,5,64", "1,6,6", "1,7,0", "2,10,1000", "2,11,80", "2,12,1", "2,13,0",
        "2,14,16", "2,15,65535", "2,16,0", "2,17,0"})
    void shouldReadEachField(int protocol, int field, long value) {
        final FunctionHarness harness = top(1, protocol, field);
        give(harness, tcp(80, 3));
        assertThat(harness.result(TopValues.class).rows()).containsExactly(new TopValue(value, 1, 43));
    }

    @ParameterizedTest
    @CsvSource({"18,7", "19,9", "20,13", "21,0"})
    void shouldReadFieldsOfUdp(int field, long value) {
        final FunctionHarness harness = top(1, UDP, field);
        give(harness, Frames.ipv6(IpProtocol.UDP, Frames.udp(7, 9, new byte[5])));
        assertThat(harness.result(TopValues.class).rows()).containsExactly(new TopValue(value, 1, 53));
    }

    @Test
    void shouldNotCountFieldsThatWereNotCaptured() {
        final FunctionHarness window = top(1, TCP, 15);
        final byte[] cut = Arrays.copyOf(tcp(80, 0), 14 + 20 + 15);
        assertThat(window.packet(FunctionHarness.START, 54, cut)).isTrue();
        assertThat(window.result(TopValues.class).packets()).isZero();
        final FunctionHarness ports = top(1, TCP, TCP_DSTPORT);
        assertThat(ports.packet(FunctionHarness.START, 54, cut)).isTrue();
        assertThat(ports.result(TopValues.class).packets()).isEqualTo(1);
    }

    @Test
    void shouldStartAnewAfterTheInterval() {
        final FunctionHarness harness = top(10, TCP, TCP_DSTPORT, 1, 5);
        final byte[] frame = tcp(80, 0);
        for (long second : new long[] {0, 4, 5, 6}) {
            harness.packet(FunctionHarness.START + second * 1_000_000_000L, frame.length, frame);
        }
        final TopValues result = harness.result(TopValues.class);
        assertThat(result.packets()).isEqualTo(2);
        assertThat(result.since()).isEqualTo(FunctionHarness.START + 5_000_000_000L);
        harness.instance().reset();
        assertThat(harness.result(TopValues.class).rows()).isEmpty();
    }

    /** A thousand heavy hitters among half a million random numbers, in a table for 768. */
    @Test
    void shouldStayWithinTheStatedErrorWhenTheTableIsFull() {
        final Random random = new Random(5);
        final FunctionHarness harness = top(1000, TCP, 12, 1, 0, 1024);
        final Map<Long, long[]> exact = new HashMap<>();
        final byte[] frame = tcp(80, 0);
        for (int i = 0; i < 200_000; i++) {
            final int value = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(5);
            for (int k = 0; k < 4; k++) {
                frame[14 + 20 + 4 + k] = (byte) (value >>> 24 - 8 * k);
            }
            final int wire = frame.length + random.nextInt(1000);
            harness.packet(FunctionHarness.START, wire, frame);
            final long[] sums = exact.computeIfAbsent(value & 0xffff_ffffL, key -> new long[2]);
            sums[0]++;
            sums[1] += wire - 14;
        }
        checkErrors(harness.result(TopValues.class), exact);
        harness.upgrade(new Top());
        checkErrors(harness.result(TopValues.class), exact);
    }

    private static void checkErrors(TopValues result, Map<Long, long[]> exact) {
        assertThat(result.countError()).isPositive().isLessThan(1000);
        assertThat(result.packets()).isEqualTo(200_000);
        assertThat(Arrays.stream(result.rows()).limit(5).map(TopValue::value)).containsExactlyInAnyOrder(0L, 1L, 2L, 3L, 4L);
        for (TopValue row : result.rows()) {
            final long[] sums = exact.get(row.value());
            assertThat(row.count()).isBetween(sums[0], sums[0] + result.countError());
            assertThat(row.bytecount()).isBetween(sums[1], sums[1] + result.bytecountError());
        }
    }

    @Test
    void shouldKeepAddressesOverAnUpgradeAndWithinTheError() throws UnknownHostException {
        final FunctionHarness harness = top(3, IP, IP_SRCIP, BY_BYTES, 0, 1024);
        final byte[] frame = Frames.ipv6(IpProtocol.UDP, Frames.udp(1, 2, new byte[0]));
        final Random random = new Random(6);
        for (int i = 0; i < 20_000; i++) {
            frame[14 + 8] = (byte) (i % 2 == 0 ? 0x20 : random.nextInt());
            frame[14 + 23] = (byte) (i % 2 == 0 ? 1 : random.nextInt());
            frame[14 + 22] = (byte) (i % 2 == 0 ? 0 : random.nextInt());
            give(harness, frame);
        }
        final TopAddresses before = harness.result(TopAddresses.class);
        assertThat(before.rows()[0].address()).isEqualTo(InetAddress.getByName("2001:db8::1"));
        assertThat(before.rows()[0].count()).isBetween(10_000L, 10_000 + before.countError());
        assertThat(before.countError()).isPositive();
        harness.upgrade(new Top());
        final TopAddresses after = harness.result(TopAddresses.class);
        assertThat(after.rows()[0]).isEqualTo(before.rows()[0]);
        assertThat(after.countError()).isEqualTo(before.countError());
        assertThat(after.packets()).isEqualTo(20_000);
    }

    @Test
    void shouldGatherWhatItScattered() {
        final Random random = new Random(7);
        final ValueTable table = new ValueTable(1024);
        for (int i = 0; i < 10_000; i++) {
            final long value = random.nextLong();
            assertThat(table.gather(table.scatter(value))).isEqualTo(value);
        }
    }
}
