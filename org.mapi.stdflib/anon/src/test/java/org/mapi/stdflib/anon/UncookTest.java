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
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiException;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.FunctionHarness;
import org.mapi.testkit.Frames;
import org.mapi.testkit.Sums;

class UncookTest {
    /** A packet as it was passed on. */
    private record Piece(byte[] bytes, int wireLength) { }

    private final List<Piece> pieces = new ArrayList<>();
    private final FunctionHarness harness = new FunctionHarness().follower(packet -> pieces.add(new Piece(bytes(packet),
        packet.wireLength()))).start(new Uncook(), 1500);

    private static byte[] bytes(Packet packet) {
        final byte[] bytes = new byte[packet.captureLength()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = packet.getByte(i);
        }
        return bytes;
    }

    private static long word(byte[] bytes, int at) {
        return (bytes[at] & 0xffL) << 24 | (bytes[at + 1] & 0xff) << 16 | (bytes[at + 2] & 0xff) << 8 | bytes[at + 3] & 0xff;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldCutALargePacketIntoSegments(boolean wide) {
        final byte[] payload = new byte[32_000];
        new Random(1).nextBytes(payload);
        final byte[] segment = Frames.tcp(1, 2, TcpFlags.ACK | TcpFlags.PSH | TcpFlags.FIN, payload);
        final byte[] frame = Sums.right(wide ? Frames.ipv6(IpProtocol.TCP, segment) : Frames.ipv4(IpProtocol.TCP, segment));
        assertThat(harness.packet(FunctionHarness.START, frame.length, frame)).isFalse();
        final ByteArrayOutputStream joined = new ByteArrayOutputStream();
        final int transport = wide ? 54 : 34;
        for (Piece piece : pieces) {
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
    void shouldLetOtherPacketsPassAsTheyAre() {
        final byte[] small = Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[1460]));
        final byte[] large = Frames.ipv4(IpProtocol.UDP, Frames.udp(1, 2, new byte[3000]));
        for (byte[] frame : List.of(small, large)) {
            assertThat(harness.packet(FunctionHarness.START, frame.length + 7, frame)).isTrue();
        }
        assertThat(pieces).isEmpty();
    }

    @Test
    void shouldCutWhatWasCaptured() {
        final byte[] frame = Sums.right(Frames.ipv4(IpProtocol.TCP, Frames.tcp(1, 2, 0, new byte[9000])));
        harness.packet(FunctionHarness.START, frame.length, Arrays.copyOf(frame, 54 + 2000));
        assertThat(pieces).extracting(piece -> piece.bytes().length).containsExactly(1514, 54 + 540);
    }

    @Test
    void shouldTakeNoMorePacketsThanThereIsRoomForTheirPieces() {
        assertThat(harness.instance().capacity()).isEqualTo(Integer.MAX_VALUE);
        assertThat(harness.room(1000).instance().capacity()).isEqualTo(1000 / 46);
        assertThat(harness.room(20).instance().capacity()).isEqualTo(1);
        assertThat(harness.room(0).instance().capacity()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {575, 65_536})
    void shouldRefuseWrongArguments(int mtu) {
        assertThatThrownBy(() -> new FunctionHarness().start(new Uncook(), mtu))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001))
            .hasMessageContaining("(mtu)");
    }
}
