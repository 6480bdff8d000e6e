package org.mapi.stdflib.anon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mapi.MapiException;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

class PrintPacketTest {
    private static String print(int detail, byte[] frame, int wireLength) throws InterruptedException {
        final FunctionHarness harness = new FunctionHarness().start(new PrintPacket(), detail);
        assertThat(harness.packet(FunctionHarness.START, wireLength, frame)).isTrue();
        return (String) harness.instance().openReader().read(0);
    }

    @Test
    void shouldPrintALinePerHeader() throws InterruptedException {
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1000, 80, TcpFlags.SYN | TcpFlags.ACK, new byte[5]));
        assertThat(print(1, frame, 100)).isEqualTo("""
            2023-11-14T22:13:20.000000000Z #1 100 bytes (59 captured) interface 0 ETHERNET
              02:00:00:00:00:01 > 02:00:00:00:00:02 type 0x0800
              IPv4 192.0.2.1 > 198.51.100.1 length 45 ttl 64 class 0x00 id 0
              TCP 1000 > 80 SA seq 1 ack 0 window 65535
              payload 5 of 5 bytes""");
    }

    @Test
    void shouldPrintOneLine() throws InterruptedException {
        final byte[] frame = Frames.ipv6(IpProtocol.UDP, Frames.udp(1000, 53, new byte[5]));
        assertThat(print(0, frame, frame.length)).isEqualTo("2023-11-14T22:13:20.000000000Z #1 67 bytes, "
            + "IPv6 2001:db8::1 > 2001:db8::2, UDP 1000 > 53, payload 5");
        assertThat(print(0, Frames.ethernet(EtherType.ARP, new byte[28]), 42)).endsWith("42 bytes, type 0x0806");
    }

    @Test
    void shouldPrintBytes() throws InterruptedException {
        final byte[] frame = Frames.ethernet(0x1234, "Hello".getBytes(StandardCharsets.US_ASCII));
        assertThat(print(2, frame, 19)).endsWith("""
            \n  0000  02 00 00 00 00 02 02 00 00 00 00 01 12 34 48 65  .............4He
              0010  6c 6c 6f                                         llo""");
    }

    @Test
    void shouldShowThatTextWasLeftOut() throws InterruptedException {
        assertThat(print(2, new byte[9000], 9000)).hasSize(PacketLines.LONGEST).endsWith("...");
    }

    @Test
    void shouldWriteTimesAsJavaDoes() {
        final DateTimeFormatter format = new DateTimeFormatterBuilder().appendInstant(9).toFormatter();
        final Random random = new Random(3);
        final PacketLines lines = new PacketLines();
        for (int i = 0; i < 10_000; i++) {
            final long nanos = random.nextLong();
            lines.clear().time(nanos);
            assertThat(text(lines)).isEqualTo(format.format(Instant.ofEpochSecond(0, nanos)));
        }
    }

    private static String text(PacketLines lines) {
        final byte[] bytes = lines.memory().asSlice(0, lines.length()).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    @Test
    void shouldWriteAddressesThatReadBackAreTheSame() throws UnknownHostException {
        final Random random = new Random(4);
        final PacketLines lines = new PacketLines();
        final FunctionHarness harness = new FunctionHarness();
        for (int i = 0; i < 5000; i++) {
            final byte[] address = new byte[16];
            for (int at = 0; at < 16; at++) {
                address[at] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            lines.clear().address(harness.at(0, 16, address, LinkType.ETHERNET), 0, 16);
            assertThat(text(lines)).doesNotContain(":::");
            assertThat(InetAddress.getByName(text(lines))).as(text(lines)).isEqualTo(InetAddress.getByAddress(address));
        }
    }

    @Test
    void shouldCountWhatNobodyReads() {
        final FunctionHarness harness = new FunctionHarness().start(new PrintPacket(), 1, 1);
        for (int i = 0; i < 10_000; i++) {
            harness.packet(FunctionHarness.START, 60);
        }
        assertThat(harness.instance().capacity()).isZero();
        assertThat(harness.queue().lost()).isPositive();
    }

    @Test
    void shouldRefuseWrongArguments() {
        assertThatThrownBy(() -> new FunctionHarness().start(new PrintPacket(), 3)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.number()).isEqualTo(7001)).hasMessageContaining("(detail) is 3");
        assertThatThrownBy(() -> new FunctionHarness().start(new PrintPacket(), 0, 0)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.number()).isEqualTo(7002)).hasMessageContaining("(packets) is 0");
    }
}
