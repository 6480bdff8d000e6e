package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.packet.FrameBuilder.frame;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class PacketTest {
    private final FrameBuilder digits = frame().u8(0x80, 1, 2, 3, 4, 5, 6, 7, 8, 9);

    @Test
    void shouldReadNumbersInNetworkOrderFromTheLinkHeaderOn() {
        final Packet packet = digits.packet(LinkType.USER0);
        assertThat(packet.getByte(0)).isEqualTo((byte) 0x80);
        assertThat(packet.getUnsignedByte(0)).isEqualTo(0x80);
        assertThat(packet.getShort(0)).isEqualTo((short) 0x8001);
        assertThat(packet.getUnsignedShort(0)).isEqualTo(0x8001);
        assertThat(packet.getInt(0)).isEqualTo(0x80010203);
        assertThat(packet.getUnsignedInt(0)).isEqualTo(0x80010203L);
        assertThat(packet.getLong(0)).isEqualTo(0x8001020304050607L);
        assertThat(packet.getLong(2)).isEqualTo(0x0203040506070809L);
        assertThat(packet.getUnsignedShort(8)).isEqualTo(0x0809);
        assertThat(packet.getInt(6)).isEqualTo(0x06070809);
        assertThat(packet.getByte(9)).isEqualTo((byte) 9);
    }

    @Test
    void shouldAnswerZeroWhereNotAllBytesWereCaptured() {
        final Packet packet = digits.packet(LinkType.USER0);
        for (final int at : new int[] {-1, Integer.MIN_VALUE, 10, Integer.MAX_VALUE, Integer.MAX_VALUE - 7}) {
            assertThat(packet.getByte(at)).isZero();
            assertThat(packet.getUnsignedShort(at)).isZero();
            assertThat(packet.getInt(at)).isZero();
            assertThat(packet.getLong(at)).isZero();
        }
        assertThat(packet.getUnsignedShort(9)).isZero();
        assertThat(packet.getInt(7)).isZero();
        assertThat(packet.getLong(3)).isZero();
    }

    @Test
    void shouldTellWhetherBytesWereCaptured() {
        final Packet packet = digits.packet(LinkType.USER0);
        assertThat(packet.has(0, 10)).isTrue();
        assertThat(packet.has(9, 1)).isTrue();
        assertThat(packet.has(10, 0)).isTrue();
        assertThat(packet.has(0, 11)).isFalse();
        assertThat(packet.has(10, 1)).isFalse();
        assertThat(packet.has(-1, 1)).isFalse();
        assertThat(packet.has(3, -1)).isFalse();
        assertThat(packet.has(Integer.MAX_VALUE, 1)).isFalse();
        assertThat(packet.has(1, Integer.MAX_VALUE)).isFalse();
    }

    @Test
    void shouldNotReadBytesOfTheRegionThatWereNotCaptured() {
        final PacketCursor cursor = new PacketCursor();
        cursor.region(digits.segment(10));
        cursor.move(FrameBuilder.BEFORE, 4, 10, 0, 0, LinkType.USER0, 1);
        assertThat(cursor.packet().getByte(4)).isZero();
        assertThat(cursor.packet().getUnsignedShort(3)).isZero();
        assertThat(cursor.packet().getInt(1)).isZero();
        assertThat(cursor.packet().getInt(0)).isEqualTo(0x80010203);
    }

    @Test
    void shouldCopyWhatWasCapturedAndNoMore() {
        final Packet packet = digits.packet(LinkType.USER0, 10, 100);
        final MemorySegment target = Arena.ofAuto().allocate(12);
        assertThat(packet.copyTo(target, 1, 100)).isEqualTo(10);
        assertThat(target.get(Wire.LONG, 1)).isEqualTo(0x8001020304050607L);
        assertThat(target.get(Wire.BYTE, 11)).isZero();
        assertThat(packet.copyTo(target, 0, 2)).isEqualTo(2);
        assertThat(target.get(Wire.INT, 0)).isEqualTo(0x80010102);
        assertThat(packet.copyTo(8, target, 0, 100)).isEqualTo(2);
        assertThat(target.get(Wire.INT, 0)).isEqualTo(0x08090102);
        assertThat(packet.copyTo(10, target, 0, 1)).isZero();
        assertThat(packet.copyTo(-1, target, 0, 1)).isZero();
        assertThat(packet.copyTo(target, 12, 0)).isZero();
        assertThatThrownBy(() -> packet.copyTo(target, 3, 10)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> packet.copyTo(target, 0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldShowFunctionsAReadOnlySegment() {
        final Packet packet = digits.packet(LinkType.USER0);
        assertThat(packet.segment().isReadOnly()).isTrue();
        assertThat(packet.segment().get(Wire.BYTE, packet.offset() + 1)).isEqualTo((byte) 1);
        assertThatThrownBy(() -> packet.segment().set(Wire.BYTE, 0, (byte) 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseToBeWrittenUnlessItIsAnOwnCopy() {
        final Packet packet = digits.packet(LinkType.USER0);
        assertThat(packet.isWritable()).isFalse();
        assertThat(packet.writableLength()).isEqualTo(-1);
        assertThatThrownBy(packet::writableSegment).isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("read-only").hasMessageContaining("modifies = true");
        assertThatThrownBy(() -> packet.modified(1, 1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldDecodeAnewAfterAModification() {
        final FrameBuilder builder = frame().ethernet(EtherType.IPV4).ipv4(IpProtocol.UDP, 8 + 4).udp(53, 54, 4).text("abcd");
        final PacketCursor cursor = new PacketCursor();
        cursor.region(builder.segment(builder.size()));
        cursor.move(FrameBuilder.BEFORE, builder.size(), builder.size(), 0, 0, LinkType.ETHERNET, 1);
        cursor.writable(builder.size());
        final Packet packet = cursor.packet();
        assertThat(packet.sourcePort()).isEqualTo(53);
        assertThat(packet.tunnel()).isEqualTo(Tunnel.NONE);

        packet.writableSegment().set(Wire.SHORT, packet.offset() + 12, (short) EtherType.ARP);
        packet.modified(20, 60);

        assertThat(packet.etherType()).isEqualTo(EtherType.ARP);
        assertThat(packet.sourcePort()).isEqualTo(-1);
        assertThat(packet.captureLength()).isEqualTo(20);
        assertThat(packet.wireLength()).isEqualTo(60);
        assertThat(packet.payloadLength()).isEqualTo(6);
        assertThat(packet.payloadWireLength()).isEqualTo(46);
    }

    @Test
    void shouldCheckTheLengthsOfAModifiedPacket() {
        final PacketCursor cursor = new PacketCursor();
        cursor.region(Arena.ofAuto().allocate(100));
        cursor.move(10, 20, 20, 0, 0, LinkType.USER0, 1);
        cursor.writable(90);
        final Packet packet = cursor.packet();
        packet.modified(90, 90);
        assertThat(packet.captureLength()).isEqualTo(90);
        assertThatThrownBy(() -> packet.modified(91, 91)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("captured=91").hasMessageContaining("<= 90");
        assertThatThrownBy(() -> packet.modified(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> packet.modified(2, 1)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("wire=1");
    }
}
