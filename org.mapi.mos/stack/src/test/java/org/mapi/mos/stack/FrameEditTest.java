package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketPart;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.Packet;

/** What applications do to the packet at hand, as setlastpkt(3) has it: later callbacks see it, the frame as it came stays. */
class FrameEditTest {
    private final Worker worker = Workers.of(SourceOptions.DEFAULT);
    private final Segments wire = new Segments(worker);
    private Consumer<MonitoredPacket> change = packet -> { };
    private Consumer<MonitoredPacket> look = packet -> { };

    {
        worker.attach(on -> {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> change.accept(flow.packet()));
            on.at(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> look.accept(flow.packet()));
        }, MonitorOptions.streams("edit", ""));
        wire.send(CLIENT, SYN, 0, 0, "");
    }

    @AfterEach
    void close() {
        assertThat(worker.counters.applicationFaults).isZero();
        worker.close();
    }

    private static MemorySegment bytes(String text) {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String payload(Packet packet) {
        final byte[] bytes = new byte[packet.payloadLength()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = packet.getByte(packet.payloadOffset() + i);
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    /** Sends "hello" and expects a payload with right lengths and checksums. */
    private void expect(String expected) {
        final String[] seen = new String[1];
        look = packet -> {
            seen[0] = payload(packet.frame());
            assertThat(Checksums.network(packet.frame())).isEqualTo(Checksums.RIGHT);
            assertThat(Checksums.transport(packet.frame())).isEqualTo(Checksums.RIGHT);
            assertThat(packet.frame().captureLength()).isEqualTo(54 + expected.length());
            assertThat(packet.payloadLength()).isEqualTo(5);
        };
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(seen[0]).isEqualTo(expected);
    }

    @Test
    void shouldOverwriteBytesForLaterCallbacks() {
        change = packet -> packet.overwrite(PacketPart.PAYLOAD, 1, bytes("a"), ChecksumUpdate.BOTH);
        expect("hallo");
    }

    @Test
    void shouldPutBytesInAndKeepEveryOther() {
        change = packet -> packet.insert(PacketPart.PAYLOAD, 2, bytes("--"), ChecksumUpdate.BOTH, false);
        expect("he--llo");
    }

    @Test
    void shouldTakeBytesOut() {
        change = packet -> packet.chomp(PacketPart.PAYLOAD, 1, 3, ChecksumUpdate.BOTH, false);
        expect("ho");
    }

    @Test
    void shouldChangeTheSamePacketMoreThanOnce() {
        change = packet -> {
            packet.insert(PacketPart.PAYLOAD, 5, bytes("!"), ChecksumUpdate.NONE, false);
            packet.overwrite(PacketPart.PAYLOAD, 0, bytes("J"), ChecksumUpdate.BOTH);
        };
        expect("Jello!");
    }

    @Test
    void shouldLeaveTheNextPacketAlone() {
        change = packet -> packet.overwrite(PacketPart.PAYLOAD, 0, bytes("J"), ChecksumUpdate.BOTH);
        expect("Jello");
        change = packet -> { };
        expect("hello");
    }

    @Test
    void shouldNotMindOtherChecksumsUnlessAsked() {
        change = packet -> packet.overwrite(PacketPart.PAYLOAD, 0, bytes("J"), ChecksumUpdate.NONE);
        final int[] checksum = {-1};
        look = packet -> checksum[0] = Checksums.transport(packet.frame());
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(checksum[0]).isEqualTo(Checksums.WRONG);
    }

    @Test
    void shouldRefuseWhatIsNotWithinAPart() {
        refuse(packet -> packet.overwrite(PacketPart.PAYLOAD, 3, bytes("abc"), ChecksumUpdate.NONE), Errno.EINVAL);
        refuse(packet -> packet.overwrite(PacketPart.TCP, -1, bytes("a"), ChecksumUpdate.NONE), Errno.EINVAL);
        refuse(packet -> packet.chomp(PacketPart.PAYLOAD, 0, 6, ChecksumUpdate.NONE, false), Errno.EINVAL);
        refuse(packet -> packet.chomp(PacketPart.TCP, 0, 3, ChecksumUpdate.NONE, false), Errno.EINVAL);
        refuse(packet -> packet.chomp(PacketPart.ETHERNET, 0, 1, ChecksumUpdate.NONE, false), Errno.EACCES);
        refuse(packet -> packet.insert(PacketPart.PAYLOAD, 6, bytes("a"), ChecksumUpdate.NONE, false), Errno.EINVAL);
        refuse(packet -> packet.insert(PacketPart.PAYLOAD, 0, Arena.ofAuto().allocate(65_535), ChecksumUpdate.NONE, false),
            Errno.EINVAL);
        refuse(packet -> packet.insert(PacketPart.PAYLOAD, 0, bytes("a"), ChecksumUpdate.NONE, true), Errno.EPERM);
    }

    private void refuse(Consumer<MonitoredPacket> wrong, Errno expected) {
        final boolean[] refused = new boolean[1];
        change = packet -> {
            assertThatThrownBy(() -> wrong.accept(packet)).isInstanceOfSatisfying(MosException.class,
                fault -> assertThat(fault.error()).isEqualTo(expected));
            refused[0] = true;
        };
        wire.send(CLIENT, ACK, 0, 0, "hello");
        assertThat(refused[0]).isTrue();
        assertThat(worker.counters.applicationFaults).isZero();
    }
}
