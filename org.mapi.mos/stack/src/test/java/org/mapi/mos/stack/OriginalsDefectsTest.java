package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.mos.stack.Segments.SERVER;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.core.pcap.filter.PcapFilterCompiler;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.EventFilter;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.OverlapPolicy;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;
import org.mapi.packet.IpProtocol;
import org.mapi.testkit.Frames;

/**
 * What the original does wrong and no other test of this package has: each of these would fail on it. docs/mos-differences.md has
 * the whole list.
 */
class OriginalsDefectsTest {
    private Worker worker = Workers.of(SourceOptions.DEFAULT, new PcapFilterCompiler());
    private final EventLog log = new EventLog();
    private final Segments wire = new Segments(worker);
    private final MemorySegment bytes = Arena.ofAuto().allocate(1 << 20);
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void close() {
        worker.close();
    }

    private void attach(Buffering buffers, int size) {
        worker.attach(log, MonitorOptions.streams("log", "").reading(buffers, size));
    }

    private Segments startWithoutChecksums() {
        worker.close();
        worker = Workers.of(SourceOptions.DEFAULT.withChecksums(ChecksumPolicy.IGNORE));
        attach(Buffering.NONE, 8192);
        return new Segments(worker);
    }

    private void open() {
        wire.send(CLIENT, SYN, 0, 0, "");
        wire.send(SERVER, SYN | ACK, 0, 0, "");
        wire.send(CLIENT, ACK, 0, 0, "");
    }

    @Test
    void shouldShowFramesOnceWithAndWithoutAFilterAndWithoutAnyStreamMonitor() {
        final int[] frames = new int[2];
        worker.attach(on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> frames[0]++), MonitorOptions.packets("all", ""));
        worker.attach(on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> frames[1]++),
            MonitorOptions.packets("web", "tcp port 80"));
        open();
        final byte[] datagram = Frames.ipv4(IpProtocol.UDP, Frames.udp(53, 53, new byte[4]));
        wire.frame(datagram, datagram.length);
        assertThat(frames).containsExactly(4, 3);
    }

    @Test
    void shouldAttachEachApplicationToTheFlowsOfItsOwnFilterOnly() {
        final Set<Integer> web = new HashSet<>();
        final Set<Integer> other = new HashSet<>();
        worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> web.add(flow.endpoints().port(Side.CLIENT))),
            MonitorOptions.streams("web", "tcp port 80 and src port 40000"));
        worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> other.add(flow.endpoints().port(Side.CLIENT))),
            MonitorOptions.streams("other", "tcp port 80 and not src port 40000"));
        for (int port : new int[] {40_000, 40_001, 40_000, 40_002}) {
            wire.port(port).send(CLIENT, SYN, 0, 0, "");
            wire.send(SERVER, SYN | ACK, 0, 0, "");
        }
        assertThat(web).containsExactly(40_000);
        assertThat(other).containsExactlyInAnyOrder(40_001, 40_002);
    }

    @Test
    void shouldCountAWrongChecksumOfIp() {
        attach(Buffering.NONE, 8192);
        final byte[] frame = Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, SYN, new byte[0]));
        frame[24] = 0x12;
        wire.frame(frame, frame.length);
        assertThat(worker.counters.badChecksum).isEqualTo(1);
        assertThat(log.lines).isEmpty();
    }

    private static byte[] icmp(int type, byte[] rest) {
        final ByteBuffer message = ByteBuffer.allocate(4 + rest.length).putInt(type << 24).put(rest);
        return Frames.ipv4(IpProtocol.ICMP, message.array());
    }

    @Test
    void shouldTellOfPingsAndOfErrorsThatQuoteAFlow() {
        final Segments here = startWithoutChecksums();
        final byte[] ping = icmp(8, new byte[] {0, 7, 0, 1, 1, 2, 3, 4});
        here.frame(ping, ping.length);
        assertThat(log.take()).contains("SEND CLIENT ICMP_START CLOSED/CLOSED", "RECEIVE SERVER ICMP_MESSAGE CLOSED/CLOSED");
        here.address(0xc000_0201, 0xc633_6401).send(CLIENT, SYN, 0, 0, "");
        log.take();
        final byte[] quoted = Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, SYN, new byte[0]));
        final ByteBuffer rest = ByteBuffer.allocate(4 + quoted.length - 14).putInt(0).put(quoted, 14, quoted.length - 14);
        final byte[] unreachable = icmp(3, rest.array());
        here.frame(unreachable, unreachable.length);
        assertThat(log.take()).contains("NONE CLIENT ICMP_ERROR SYN_SENT/SYN_RCVD");
    }

    @Test
    void shouldDefineEventsFromSeveralThreadsAtOnce() throws InterruptedException {
        final EventForest events = new EventForest();
        final EventFilter shared = flow -> true;
        final Set<UserEvent> made = ConcurrentHashMap.newKeySet();
        final Set<Long> numbers = ConcurrentHashMap.newKeySet();
        final List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 1000; k++) {
                    made.add(events.define(BuiltInEvent.PKT_IN, shared, null));
                    numbers.add(events.allocate(BuiltInEvent.REXMIT).number());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(made).hasSize(1);
        assertThat(numbers).hasSize(4000);
    }

    @Test
    void shouldGoOnBehindASegmentFarAhead() {
        attach(Buffering.BOTH, 8192);
        open();
        log.take();
        wire.send(CLIENT, ACK, 20_000, 0, "far");
        assertThat(log.count("NONE SERVER ERROR")).isEqualTo(1);
        log.also = flow -> seen.add(flow.event() == BuiltInEvent.CONN_NEW_DATA ? flow.stream(Side.SERVER).peek(bytes) : 0);
        for (int at = 0; at < 20_000; at += 1000) {
            wire.send(CLIENT, ACK, at, 0, new byte[1000]);
        }
        wire.send(CLIENT, ACK, 20_000, 0, "far");
        assertThat(seen.stream().mapToInt(count -> (int) count).sum()).isEqualTo(20_003);
    }

    @Test
    void shouldChangeTheOverlapPolicyOfAFlowBeforeItsFirstByte() {
        attach(Buffering.BOTH, 8192);
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_START && flow.side() == Side.SERVER) {
                flow.stream(Side.SERVER).overlap(OverlapPolicy.LAST);
            } else if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
                flow.stream(Side.SERVER).peek(bytes);
                seen.add((char) bytes.get(ValueLayout.JAVA_BYTE, 1));
            }
        };
        open();
        wire.send(CLIENT, ACK, 1, 0, "a");
        wire.send(CLIENT, ACK, 1, 0, "b");
        wire.send(CLIENT, ACK, 0, 0, "x");
        assertThat(seen).containsExactly('b');
    }

    @Test
    void shouldSeeRetransmissionsWithoutBuffers() {
        attach(Buffering.NONE, 8192);
        open();
        wire.send(CLIENT, ACK, 0, 0, "AAAA");
        wire.send(CLIENT, ACK, 8, 0, "CCCC");
        log.take();
        wire.send(CLIENT, ACK, 2, 0, "AA");
        wire.send(CLIENT, ACK, 10, 0, "CC");
        wire.send(CLIENT, ACK, 4, 0, "BBBB");
        assertThat(log.count("RECEIVE SERVER REXMIT")).isEqualTo(2);
    }

    @Test
    void shouldSeeRetransmissionsOfBytesThatAreKeptNoLonger() {
        attach(Buffering.BOTH, 1024);
        open();
        for (int i = 0; i < 10; i++) {
            wire.send(CLIENT, ACK, i * 1000L, 0, new byte[1000]);
        }
        log.take();
        wire.send(CLIENT, ACK, 0, 0, new byte[1000]);
        assertThat(log.count("RECEIVE SERVER REXMIT")).isEqualTo(1);
        assertThat(log.count("CONN_NEW_DATA")).isZero();
    }

    @Test
    void shouldEndReassemblyOfASideWhenItsBufferIsResizedToNothing() {
        attach(Buffering.BOTH, 8192);
        open();
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.CONN_NEW_DATA && flow.side() == Side.SERVER) {
                flow.stream(Side.SERVER).resize(0);
            }
        };
        wire.send(CLIENT, ACK, 0, 0, "one");
        log.take();
        wire.send(CLIENT, ACK, 3, 0, "two");
        wire.send(SERVER, ACK, 0, 6, "answer");
        assertThat(log.take()).noneMatch(line -> line.startsWith("NONE SERVER CONN_NEW_DATA"))
            .anyMatch(line -> line.startsWith("NONE CLIENT CONN_NEW_DATA"));
    }

    @Test
    void shouldSayWhereThePayloadBelongsAndWhatTheBufferHolds() {
        attach(Buffering.BOTH, 8192);
        open();
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.PKT_IN && flow.hook() == Hook.RECEIVE) {
                seen.add(flow.packet().streamOffset());
            } else if (flow.event() == BuiltInEvent.CONN_NEW_DATA) {
                seen.add(flow.stream(Side.SERVER).initialSequence());
                seen.add(flow.stream(Side.SERVER).contiguousEnd());
                seen.add(flow.stream(Side.SERVER).receivedEnd());
            }
        };
        wire.send(CLIENT, ACK, 10, 0, "ahead");
        wire.send(CLIENT, ACK, 0, 0, "first");
        assertThat(seen).containsExactly(10L, 0L, 1001L, 5L, 15L);
    }

    @Test
    void shouldGiveTheLastFrameOfTheSideThatIsAskedFor() {
        attach(Buffering.NONE, 8192);
        log.registrations.recordFrames(true);
        open();
        log.also = flow -> {
            if (flow.event() == BuiltInEvent.PKT_IN && flow.hook() == Hook.RECEIVE) {
                seen.add(flow.lastPacket(Side.CLIENT).payloadLength());
                seen.add(flow.lastPacket(Side.SERVER).payloadLength());
                assertThatThrownBy(() -> flow.lastPacket(Side.BOTH)).isInstanceOf(MosException.class);
            }
        };
        wire.send(CLIENT, ACK, 0, 0, "12345");
        wire.send(SERVER, ACK, 0, 5, "123");
        assertThat(seen).containsExactly(5, 0, 5, 3);
        assertThat(worker.counters.applicationFaults).isZero();
    }

    @Test
    void shouldFollowThousandsOfFlowsDatagramsAmongThem() {
        final Segments here = startWithoutChecksums();
        for (int port = 1024; port < 4024; port++) {
            here.port(port).send(CLIENT, SYN, 0, 0, "");
            final byte[] datagram = Frames.ipv4(IpProtocol.UDP, Frames.udp(port, 53, new byte[4]));
            here.frame(datagram, datagram.length);
        }
        assertThat(log.count("SEND CLIENT CONN_START")).isEqualTo(3000);
        assertThat(log.count("SEND CLIENT UDP_START")).isEqualTo(3000);
        assertThat(worker.table.size()).isEqualTo(6000);
    }

    @Test
    void shouldKeepWhatALargeWindowLetsAFastSenderSend() {
        wire.options = new byte[] {1, 3, 3, 7};
        attach(Buffering.BOTH, 1 << 20);
        open();
        wire.options = new byte[0];
        log.take();
        for (int at = 600_000; at > 0; at -= 1000) {
            wire.send(CLIENT, ACK, at, 0, new byte[1000]);
        }
        assertThat(log.count("ERROR")).isZero();
        log.also = flow -> seen.add(flow.event() == BuiltInEvent.CONN_NEW_DATA ? flow.stream(Side.SERVER).peek(bytes) : 0);
        wire.send(CLIENT, ACK, 0, 0, new byte[1000]);
        assertThat(seen).contains(601_000);
    }

    @Test
    void shouldRunTwoStacksInOneProcess() {
        try (MosStack one = new MosStack(() -> null); MosStack other = new MosStack(() -> null)) {
            assertThat(one.follow("same name", List.of(), SourceOptions.DEFAULT)).isNotNull();
            assertThat(other.follow("same name", List.of(), SourceOptions.DEFAULT)).isNotNull();
            assertThat(one.define(BuiltInEvent.PKT_IN, flow -> true, "a").number()).isEqualTo(0x1000);
            assertThat(other.define(BuiltInEvent.PKT_IN, flow -> true, "b").number()).isEqualTo(0x1000);
        }
    }

    @Test
    void shouldLetAnApplicationReadAtEveryEventToTheEndOfTheConnection() {
        attach(Buffering.BOTH, 8192);
        log.also = flow -> {
            if (flow.id() != 0) {
                assertThat(flow.stream(Side.CLIENT).peek(bytes)).isNotNegative();
                assertThat(flow.stream(Side.SERVER).peek(bytes)).isNotNegative();
            }
        };
        open();
        wire.send(CLIENT, ACK, 0, 0, "data");
        wire.send(CLIENT, FIN | ACK, 4, 0, "");
        wire.send(SERVER, RST, 0, 0, "");
        assertThat(log.count("CONN_END")).isEqualTo(4);
        assertThat(worker.counters.applicationFaults).isZero();
    }
}
