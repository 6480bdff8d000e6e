package org.mapi.examples.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;

/** An application needs no framework to be tested: a stack, a source, packets. */
class FirstAnswerTest {
    private static final int PORT = 40_000;
    private static final int ADDRESSES = 26;

    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source = stack.follow("test", List.of(),
        SourceOptions.DEFAULT.withChecksums(ChecksumPolicy.IGNORE));
    private final List<Long> reported = new ArrayList<>();
    private final MemorySegment memory = Arena.ofAuto().allocate(2048);
    private final PacketCursor cursor = new PacketCursor();

    @AfterEach
    void close() {
        stack.close();
    }

    private void packet(long time, boolean client, int flags, int sequence, int acknowledgement, int payload) {
        final byte[] segment = Frames.tcp(client ? PORT : 80, client ? 80 : PORT, flags, new byte[payload]);
        ByteBuffer.wrap(segment).putInt(4, sequence).putInt(8, acknowledgement);
        final ByteBuffer frame = ByteBuffer.wrap(Frames.ipv4(IpProtocol.TCP, segment));
        if (!client) {
            final int from = frame.getInt(ADDRESSES);
            frame.putInt(ADDRESSES, frame.getInt(ADDRESSES + 4)).putInt(ADDRESSES + 4, from);
        }
        MemorySegment.copy(frame.array(), 0, memory, ValueLayout.JAVA_BYTE, 0, frame.capacity());
        cursor.region(memory);
        cursor.move(0, frame.capacity(), frame.capacity(), time, 0, LinkType.ETHERNET, 1);
        source.process(cursor.packet());
    }

    @Test
    void shouldTellHowLongTheServerTookOnceForEachConnection() {
        stack.monitor("", MonitorOptions.streams("first-answer", ""), new FirstAnswer(reported::add));
        packet(1_000, true, TcpFlags.SYN, 0, 0, 0);
        packet(2_000, false, TcpFlags.SYN | TcpFlags.ACK, 0, 1, 0);
        packet(3_000, true, TcpFlags.ACK, 1, 1, 100);
        packet(4_000, false, TcpFlags.ACK, 1, 101, 0);
        packet(7_500, false, TcpFlags.ACK, 1, 101, 500);
        packet(9_000, false, TcpFlags.ACK, 501, 101, 500);
        assertThat(reported).containsExactly(4_500L);
    }

    @Test
    void shouldBeWhatTheGuideShows() throws IOException {
        final Path root = Path.of(System.getProperty("project.root"));
        final String source = Files.readString(
            root.resolve("docs/examples/src/main/java/org/mapi/examples/monitor/FirstAnswer.java"));
        final String shown = source.substring(source.indexOf("@Component")).indent(4).replaceAll("(?m)^ +$", "");
        assertThat(Files.readString(root.resolve("docs/guide.md"))).contains(shown);
    }
}
