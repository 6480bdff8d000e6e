package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.packet.FrameBuilder.frame;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PacketCursorTest {
    private final PacketCursor cursor = new PacketCursor();

    @Test
    void shouldShowAnEmptyPacketBeforeTheFirstMove() {
        final Packet packet = cursor.packet();
        assertThat(packet.captureLength()).isZero();
        assertThat(packet.getByte(0)).isZero();
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.payloadLength()).isZero();
        assertThat(packet.isPresent()).isTrue();
    }

    @Test
    void shouldShowWhatItWasMovedTo() {
        cursor.region(Arena.ofAuto().allocate(100));
        cursor.move(40, 50, 1500, 1_000_000_007L, 3, LinkType.RAW, 42);
        cursor.deviceHeader(22, 18);
        final Packet packet = cursor.packet();
        assertThat(packet.offset()).isEqualTo(40);
        assertThat(packet.captureLength()).isEqualTo(50);
        assertThat(packet.wireLength()).isEqualTo(1500);
        assertThat(packet.timestamp()).isEqualTo(1_000_000_007L);
        assertThat(packet.interfaceIndex()).isEqualTo(3);
        assertThat(packet.linkType()).isEqualTo(LinkType.RAW);
        assertThat(packet.number()).isEqualTo(42);
        assertThat(packet.deviceHeaderOffset()).isEqualTo(22);
        assertThat(packet.deviceHeaderLength()).isEqualTo(18);
        assertThat(packet.packet()).isSameAs(packet);
    }

    @Test
    void shouldForgetEverythingOfThePacketBefore() {
        final FrameBuilder tunnel = frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.IPV4, 28).ipv4(IpProtocol.UDP, 8)
            .udp(1, 2, 0);
        cursor.region(tunnel.segment(tunnel.size()));
        cursor.move(FrameBuilder.BEFORE, tunnel.size(), tunnel.size(), 5, 0, LinkType.ETHERNET, 1);
        cursor.deviceHeader(0, 3);
        cursor.writable(tunnel.size());
        cursor.packet().mark(9);
        final Layers inner = cursor.packet().inner();
        assertThat(inner.destinationPort()).isEqualTo(2);

        cursor.move(FrameBuilder.BEFORE, 20, 20, 6, 0, LinkType.ETHERNET, 2);

        assertThat(cursor.packet().mark()).isZero();
        assertThat(cursor.packet().deviceHeaderLength()).isZero();
        assertThat(cursor.packet().isWritable()).isFalse();
        assertThat(cursor.packet().tunnel()).isEqualTo(Tunnel.NONE);
        assertThat(inner.isPresent()).isFalse();
        assertThat(inner.destinationPort()).isEqualTo(-1);
        assertThat(cursor.packet().inner()).isSameAs(inner);
    }

    @Test
    void shouldShowTheInnerLayersOfTheCurrentPacketThroughAKeptObject() {
        final FrameBuilder tunnel = frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.IPV4, 28).ipv4(IpProtocol.UDP, 8)
            .udp(1, 2, 0);
        final Layers inner = cursor.packet().inner();
        assertThat(inner.isPresent()).isFalse();
        cursor.region(tunnel.segment(tunnel.size()));
        cursor.move(FrameBuilder.BEFORE, tunnel.size(), tunnel.size(), 5, 0, LinkType.ETHERNET, 1);
        assertThat(inner.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldHandMarksFromFlowToFlow() {
        cursor.packet().mark(7);
        assertThat(cursor.packet().mark()).isEqualTo(7);
        cursor.mark(0);
        assertThat(cursor.packet().mark()).isZero();
    }

    @Test
    void shouldBeEmptyInANewRegion() {
        cursor.region(Arena.ofAuto().allocate(100));
        cursor.move(90, 10, 10, 1, 0, LinkType.ETHERNET, 1);
        cursor.region(Arena.ofAuto().allocate(50));
        assertThat(cursor.packet().captureLength()).isZero();
        assertThat(cursor.packet().offset()).isZero();
    }

    @Test
    void shouldRefuseHeapMemory() {
        assertThatThrownBy(() -> cursor.region(MemorySegment.ofArray(new byte[10]))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("expected native memory");
    }

    @Test
    void shouldRefuseMappedMemory(@TempDir final Path directory) throws IOException {
        final Path file = Files.write(directory.resolve("mapped"), new byte[100]);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ); Arena arena = Arena.ofConfined()) {
            final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_ONLY, 0, 100, arena);
            assertThatThrownBy(() -> cursor.region(mapped)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not mapped");
            cursor.region(MemorySegment.ofAddress(mapped.address()).reinterpret(100, arena, null));
            cursor.move(0, 100, 100, 0, 0, LinkType.USER0, 1);
            assertThat(cursor.packet().getInt(96)).isZero();
        }
    }

    @Test
    void shouldAssertThatPacketsLieInTheirRegion() {
        cursor.region(Arena.ofAuto().allocate(100));
        assertThatThrownBy(() -> cursor.move(91, 10, 10, 0, 0, 1, 1)).isInstanceOf(AssertionError.class)
            .hasMessageContaining("offset=91, captureLength=10, region=100");
        assertThatThrownBy(() -> cursor.move(-1, 10, 10, 0, 0, 1, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> cursor.move(0, -1, 10, 0, 0, 1, 1)).isInstanceOf(AssertionError.class);
        assertThatThrownBy(() -> cursor.deviceHeader(99, 2)).isInstanceOf(AssertionError.class)
            .hasMessageContaining("offset=99, length=2, region=100");
    }

    @Test
    void shouldRefuseRoomThatIsNotThere() {
        cursor.region(Arena.ofAuto().allocate(100));
        cursor.move(50, 20, 20, 0, 0, 1, 1);
        assertThatThrownBy(() -> cursor.writable(19)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("room=19");
        assertThatThrownBy(() -> cursor.writable(51)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("room=51");
        cursor.writable(50);
        assertThat(cursor.packet().writableLength()).isEqualTo(50);
        cursor.region(Arena.ofAuto().allocate(100).asReadOnly());
        assertThatThrownBy(() -> cursor.writable(10)).isInstanceOf(IllegalArgumentException.class);
    }
}
