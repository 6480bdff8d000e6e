package org.mapi.stdflib.anon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiException;
import org.mapi.function.ResultReader;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.TcpFlags;
import org.mapi.result.CapturedPacket;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;

class UncookTest {
    private final FunctionHarness harness = new FunctionHarness().captureLength(40_000).start(new Uncook(), 1500, 0, 1000);

    private List<CapturedPacket> read() throws InterruptedException {
        final List<CapturedPacket> read = new ArrayList<>();
        final ResultReader<?> reader = harness.instance().openReader();
        for (Object packet = reader.read(0); packet != null; packet = reader.read(0)) {
            read.add((CapturedPacket) packet);
        }
        return read;
    }

    private static long word(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCutALargePacketIntoSegments(boolean wide) throws InterruptedException {
        final byte[] payload = new byte[32_000];
        new Random(1).nextBytes(payload);
        final byte[] segment = Frames.tcp(1, 2, TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN, payload);
        final byte[] frame = Sums.right(wide ? Frames.ipv6(IpProtocol.TCP, segment) : Frames.ipv4(IpProtocol.TCP, segment));
        assertThat(harness.packet(FunctionHarness.START, frame.length, frame)).isTrue();
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        final List<CapturedPacket> pieces = read();
        final int transport = wide ? 54 : 34;
        for (CapturedPacket piece : pieces) {
            final byte[] bytes = piece.bytes();
            assertThat(bytes.length).isLessThanOrEqualTo(1514).isEqualTo(piece.wireLength());
            assertThat(Sums.areRight(bytes)).isTrue();
            assertThat(word(bytes, transport + 4)).isEqualTo(1 + joined.size());
            final int last = piece == pieces.getLast() ? TcpFlags.PSH | TcpFlags.FIN : 0;
            assertThat(bytes[transport + 13]).isEqualTo((byte) (TcpFlags.ACK | last));
            joined.write(bytes, transport + 20, bytes.length - transport - 20);
        }
        assertThat(pieces).hasSize(wide ? 23 : 22);
        assertThat(joined.toByteArray()).isEqualTo(payload);
    }

    @Test
    void shouldLeaveOtherPacketsAsTheyAre() throws InterruptedException {
        final byte[] small = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[1460]));
        final byte[] large = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, new byte[3000]));
        for (byte[] frame : List.of(small, large)) {
            harness.packet(FunctionHarness.START, frame.length + 7, frame);
        }
        final List<CapturedPacket> read = read();
        assertThat(read).extracting(CapturedPacket::bytes).containsExactly(small, large);
        assertThat(read).extracting(CapturedPacket::wireLength).containsExactly(small.length + 7, large.length + 7);
    }

    @Test
    void shouldCutWhatWasCaptured() throws InterruptedException {
        final byte[] frame = Sums.right(Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[9000])));
        harness.packet(FunctionHarness.START, frame.length, Arrays.copyOf(frame, 54 + 2000));
        assertThat(read()).extracting(piece -> piece.bytes().length).containsExactly(1514, 54 + 540);
    }

    @Test
    void shouldCountPiecesThatNobodyReads() {
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[32_000]));
        for (int i = 0; i < 1000; i++) {
            harness.packet(FunctionHarness.START, frame.length, frame);
        }
        assertThat(harness.queue().lost()).isPositive();
        assertThat(harness.instance().capacity()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"575,0,1000,7001,mtu", "65536,0,1000,7001,mtu", "1500,2,1000,7002,mode", "1500,0,0,7003,packets"})
    void shouldRefuseWrongArguments(int mtu, int mode, int packets, int number, String name) {
        assertThatThrownBy(() -> new FunctionHarness().start(new Uncook(), mtu, mode, packets))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(number))
            .hasMessageContaining("(" + name + ")");
    }

    @Test
    void shouldPinTheLayoutOfItsQueue() {
        assertThat(List.of(PieceDescriptor.TIMESTAMP_OFFSET, PieceDescriptor.INTERFACE_OFFSET, PieceDescriptor.LINK_TYPE_OFFSET,
            PieceDescriptor.CAPTURE_LENGTH_OFFSET, PieceDescriptor.WIRE_LENGTH_OFFSET, PieceDescriptor.HEADER_LENGTH))
            .containsExactly(0, 8, 12, 16, 20, 24);
    }
}
