package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mapi.mos.Buffering;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Errno;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketOrder;
import org.mapi.mos.PacketPart;
import org.mapi.mos.Side;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.mos.WhileAway;
import org.mapi.packet.TcpFlags;

/** A wire between two devices: what goes on, what does not, and by which side. */
class InlineTest {
    private static final int ACK = TcpFlags.ACK;
    private static final int SYN = TcpFlags.SYN;
    private static final int RST = TcpFlags.RST;
    private static final int CLIENT = 0;
    private static final int SERVER = 1;
    private static final byte[] NOTHING = {};

    private final InlineBench bench = new InlineBench(SourceOptions.DEFAULT);
    private final TcpFrames frames = new TcpFrames(false, -1);
    private int port = 2000;

    @AfterEach
    void close() {
        assertThat(bench.worker.counters.applicationFaults).isZero();
        final SourceStatistics statistics = bench.statistics();
        assertThat(statistics.packets()).as("every frame is accounted for")
            .isEqualTo(statistics.forwarded() + statistics.dropped() + statistics.withheld() + statistics.refused());
        bench.close();
    }

    private static MemorySegment bytes(String text) {
        return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes());
    }

    private void handshake() {
        bench.receive(CLIENT, frames.segment(CLIENT, SYN, 1000, 0, NOTHING));
        bench.receive(SERVER, frames.segment(SERVER, SYN | ACK, 5000, 1001, NOTHING));
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, NOTHING));
        bench.sent(CLIENT);
        bench.sent(SERVER);
    }

    private Errno errno(Consumer<FlowContext> call) {
        final List<Errno> seen = new ArrayList<>();
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            final MosException refused = catchThrowableOfType(MosException.class, () -> call.accept(flow));
            seen.add(refused == null ? null : refused.error());
        });
        bench.receive(CLIENT, frames.port(++port).segment(CLIENT, SYN, 1000, 0, NOTHING));
        return seen.getFirst();
    }

    @Test
    void shouldForwardEveryFrameBitByBitFromWhereItLies() {
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> { });
        final Random random = new Random(7);
        final List<List<byte[]>> in = List.of(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < 2000; i++) {
            final int device = random.nextInt(2);
            byte[] frame = switch (random.nextInt(4)) {
                case 0 -> frames.segment(device, random.nextInt(64), random.nextInt(), random.nextInt(), new byte[i % 1400]);
                case 1 -> frames.datagram(device, new byte[i % 1400]);
                case 2 -> new TcpFrames(true, 5).segment(device, ACK, i, i, new byte[i % 1000]);
                default -> new byte[14 + random.nextInt(1000)];
            };
            if (random.nextInt(3) == 0 && frame.length > 34) {
                frame[34 + random.nextInt(frame.length - 34)] ^= (byte) (1 << random.nextInt(8));
            }
            in.get(device).add(frame);
            bench.devices[device].receive(frame);
        }
        bench.run();
        for (int device = 0; device < 2; device++) {
            assertThat(bench.sent(1 - device)).usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(in.get(device));
            final FakeDevice from = bench.devices[device];
            assertThat(bench.devices[1 - device].addresses).allMatch(from::owns);
        }
        assertThat(bench.statistics().forwarded()).isEqualTo(2000);
    }

    @Test
    void shouldForwardWhatIsNoFlowOrWrong() {
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> flow.packet().drop());
        final byte[] broken = frames.segment(CLIENT, SYN, 1, 0, NOTHING);
        broken[50] ^= 1;
        final byte[] arp = new byte[60];
        arp[12] = 8;
        arp[13] = 6;
        bench.receive(CLIENT, broken, arp, frames.segment(CLIENT, ACK, 77, 1, bytes()));
        assertThat(bench.sent(SERVER)).hasSize(3);
        assertThat(bench.statistics().badChecksum()).isEqualTo(1);
        assertThat(bench.statistics().orphans()).isEqualTo(1);
    }

    private static byte[] bytes() {
        return new byte[] {1, 2, 3};
    }

    @Test
    void shouldDropAndChangeFramesAndKeepTheirOrder() {
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            final int length = flow.packet().payloadLength();
            if (length == 2) {
                flow.packet().drop();
            } else if (length == 3) {
                flow.packet().overwrite(PacketPart.PAYLOAD, 0, bytes("x"), ChecksumUpdate.BOTH);
            }
        });
        handshake();
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "a".getBytes()),
            frames.segment(CLIENT, ACK, 1002, 5001, "bb".getBytes()), frames.segment(CLIENT, ACK, 1004, 5001, "ccc".getBytes()),
            frames.segment(CLIENT, ACK, 1007, 5001, "dddd".getBytes()));
        final List<byte[]> sent = bench.sent(SERVER);
        assertThat(sent).hasSize(3).allMatch(frames::isIntact);
        assertThat(sent.stream().map(frame -> new String(frames.payload(frame)))).containsExactly("a", "xcc", "dddd");
        assertThat(bench.sent(CLIENT)).isEmpty();
        assertThat(bench.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void shouldDropWhatConcernsAnApplicationThatIsWaitedForIfItWantsThat() {
        final MonitorOptions how = MonitorOptions.streams("app", "");
        final MonitorSocket app = bench.attach(on -> { }, how);
        handshake();
        final byte[] segment = frames.segment(CLIENT, ACK, 1001, 5001, bytes());
        final byte[] orphan = new TcpFrames(true, -1).segment(CLIENT, ACK, 1, 1, NOTHING);
        final MonitorSocket barrier = bench.replace(app, Stand.of(WhileAway.DROP), how);
        bench.receive(CLIENT, segment, orphan);
        assertThat(bench.sent(SERVER)).isEmpty();
        assertThat(bench.statistics().dropped()).isEqualTo(2);
        final MonitorSocket nobody = bench.replace(barrier, Stand.of(WhileAway.PASS), how);
        bench.receive(CLIENT, segment, orphan);
        assertThat(bench.sent(SERVER)).containsExactly(segment, orphan);
        bench.detach(nobody);
        final MonitorSocket frame = bench.attach(Stand.BARRIER, MonitorOptions.packets("app", ""));
        bench.receive(CLIENT, new byte[60]);
        assertThat(bench.sent(SERVER)).isEmpty();
        bench.detach(frame);
    }

    @Test
    void shouldCountFramesThatFindNoRoomOrAreTooLongOrCut() {
        bench.devices[SERVER].room = 2;
        bench.receive(CLIENT, new byte[60], new byte[60], new byte[60]);
        assertThat(bench.sent(SERVER)).hasSize(2);
        assertThat(bench.statistics().sinkFull()).isEqualTo(1);
        bench.devices[SERVER].room = Integer.MAX_VALUE;
        bench.devices[SERVER].longest = 100;
        bench.devices[CLIENT].receive(0, new byte[60], 61, 0);
        bench.receive(CLIENT, new byte[200], new byte[60]);
        assertThat(bench.sent(SERVER)).hasSize(1);
        final SourceStatistics statistics = bench.statistics();
        assertThat(statistics.sendFailed()).isEqualTo(2);
        assertThat(statistics.forwarded()).isEqualTo(3);
        assertThat(statistics.refused()).isEqualTo(3);
    }

    @Test
    void shouldTellOfNewDataOncePerBatch() {
        final List<String> told = new ArrayList<>();
        bench.attach(on -> on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, flow -> {
            final MemorySegment target = Arena.ofAuto().allocate(100);
            told.add(flow.side() + " " + flow.stream(flow.side()).peek(target) + " " + flow.hasPacket());
        }), MonitorOptions.streams("reader", "").reading(Buffering.BOTH, 4096));
        handshake();
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, new byte[10]),
            frames.segment(CLIENT, ACK, 1011, 5001, new byte[10]), frames.segment(CLIENT, ACK, 1021, 5001, new byte[10]));
        assertThat(told).containsExactly("SERVER 30 false");
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1031, 5001, new byte[5]),
            frames.segment(CLIENT, ACK | TcpFlags.RST, 1036, 5001, NOTHING));
        assertThat(told).containsExactly("SERVER 30 false", "SERVER 5 false");
    }

    // ---- packets of applications ----------------------------------------------------------------------------------------------

    @Test
    void shouldSendAPacketOfAnApplicationBeforeTheOneAtHand() {
        bench.on(Hook.RECEIVE, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 3) {
                flow.send(new PacketOrder(Side.CLIENT, ACK | TcpFlags.PSH, 1001, 5001, 512, bytes("hey")));
                flow.send(new PacketOrder(Side.SERVER, ACK, 5001, 1004, 1024, MemorySegment.NULL));
            }
        });
        handshake();
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "abc".getBytes()));
        final List<byte[]> toServer = bench.sent(SERVER);
        assertThat(toServer).hasSize(2).allMatch(frames::isIntact);
        assertThat(frames.payload(toServer.get(0))).isEqualTo("hey".getBytes());
        assertThat(frames.window(toServer.get(0))).isEqualTo(512);
        assertThat(frames.flags(toServer.get(0))).isEqualTo(ACK | TcpFlags.PSH);
        assertThat(Arrays.copyOf(toServer.get(0), 14)).isEqualTo(Arrays.copyOf(toServer.get(1), 14));
        final List<byte[]> toClient = bench.sent(CLIENT);
        assertThat(toClient).singleElement().matches(frames::isIntact);
        assertThat(frames.sequence(toClient.getFirst())).isEqualTo(5001);
        assertThat(frames.acknowledgement(toClient.getFirst())).isEqualTo(1004);
        assertThat(toClient.getFirst()).startsWith(TcpFrames.CLIENT_MAC);
        assertThat(bench.statistics().injected()).isEqualTo(2);
    }

    @Test
    void shouldSendThePacketsOfAnApplicationWithTheOptionsThatTheyHave() {
        final MemorySegment segmentSize = Arena.ofAuto().allocate(4);
        segmentSize.set(ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 0, 0x020405b4);
        final MemorySegment odd = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, (byte) 3, (byte) 3, (byte) 7);
        bench.on(Hook.SEND, BuiltInEvent.CONN_START, flow -> {
            flow.send(new PacketOrder(Side.CLIENT, SYN, 1000, 0, 512, MemorySegment.NULL, segmentSize));
            flow.send(new PacketOrder(Side.CLIENT, SYN, 1000, 0, 512, bytes("early"), odd));
            flow.send(new PacketOrder(Side.CLIENT, SYN, 1000, 0, 512, bytes("x")));
        });
        bench.receive(CLIENT, frames.segment(CLIENT, SYN, 1000, 0, NOTHING));
        final List<byte[]> sent = bench.sent(SERVER);
        assertThat(sent).hasSize(4).allMatch(frames::isIntact);
        assertThat(frames.options(sent.get(0))).containsExactly(2, 4, 5, 0xb4);
        assertThat(frames.options(sent.get(1))).containsExactly(3, 3, 7, 0);
        assertThat(frames.payload(sent.get(1))).isEqualTo("early".getBytes());
        assertThat(frames.options(sent.get(2))).isEmpty();
    }

    @Test
    void shouldRefuseWrongOrders() {
        final PacketOrder right = new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, MemorySegment.NULL);
        assertThat(errno(flow -> flow.send(null))).isEqualTo(Errno.ENODATA);
        final MemorySegment none = MemorySegment.NULL;
        for (PacketOrder wrong : List.of(new PacketOrder(Side.BOTH, ACK, 1, 1, 1, none),
            new PacketOrder(Side.CLIENT, -1, 1, 1, 1, none), new PacketOrder(Side.CLIENT, ACK, -1, 1, 1, none),
            new PacketOrder(Side.CLIENT, ACK, 1, 1L << 32, 1, none), new PacketOrder(Side.CLIENT, ACK, 1, 1, 65_536, none),
            new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, bytes("x".repeat(65_500))),
            new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, none, bytes("x".repeat(41))),
            new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, bytes("x".repeat(65_495)), bytes("x")),
            new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, none, MemorySegment.ofArray(new byte[1])),
            new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, MemorySegment.ofArray(new byte[1])))) {
            assertThat(errno(flow -> flow.send(wrong))).as(wrong.toString()).isEqualTo(Errno.EINVAL);
        }
        assertThat(errno(flow -> flow.send(right))).isNull();
        bench.devices[SERVER].room = 0;
        assertThat(errno(flow -> flow.send(right))).isEqualTo(Errno.EAGAIN);
    }

    @Test
    void shouldRefuseToSendAndResetWithoutAConnection() {
        final List<Errno> seen = new ArrayList<>();
        bench.on(Hook.SEND, BuiltInEvent.UDP_START, flow -> {
            seen.add(catchThrowableOfType(MosException.class, flow::reset).error());
            seen.add(catchThrowableOfType(MosException.class, () -> flow.send(
                new PacketOrder(Side.CLIENT, ACK, 1, 1, 1, MemorySegment.NULL))).error());
        });
        bench.receive(CLIENT, frames.datagram(CLIENT, bytes()));
        bench.on(Hook.NONE, BuiltInEvent.ORPHAN, flow -> seen.add(catchThrowableOfType(MosException.class, flow::reset).error()));
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1, 1, NOTHING));
        assertThat(seen).containsExactly(Errno.ENOTCONN, Errno.ENOTCONN, Errno.ENOTCONN);
    }

    // ---- resets ---------------------------------------------------------------------------------------------------------------

    /** Resets at a packet with a payload of three bytes. */
    private List<String> resetAt(Hook hook, boolean drop) {
        final List<String> ends = new ArrayList<>();
        bench.attach(on -> {
            on.at(hook, BuiltInEvent.PKT_IN, flow -> {
                if (flow.packet().payloadLength() == 3) {
                    flow.reset();
                    if (drop) {
                        flow.packet().drop();
                    }
                }
            });
            on.at(Hook.RECEIVE, BuiltInEvent.CONN_END, flow -> ends.add(flow.side() + " " + flow.closeReason()));
        }, MonitorOptions.streams("reset", ""));
        handshake();
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "ab".getBytes()),
            frames.segment(CLIENT, ACK, 1003, 5001, "abc".getBytes()));
        return ends;
    }

    @Test
    void shouldResetBothEndsWithTheNumbersTheyExpectBehindThePacketAtHand() {
        for (Hook hook : List.of(Hook.SEND, Hook.RECEIVE)) {
            frames.port(hook.ordinal() + 1000);
            assertThat(resetAt(hook, false)).containsExactly("CLIENT RESET", "SERVER RESET");
            final List<byte[]> toServer = bench.sent(SERVER);
            assertThat(toServer).hasSize(4).allMatch(frames::isIntact);
            assertThat(frames.flags(toServer.get(2))).isEqualTo(RST | ACK);
            assertThat(frames.sequence(toServer.get(2))).isEqualTo(1006);
            assertThat(frames.acknowledgement(toServer.get(2))).isEqualTo(5001);
            assertThat(frames.sequence(toServer.get(3))).as("and what it has acknowledged, if something was lost")
                .isEqualTo(1001);
            final List<byte[]> toClient = bench.sent(CLIENT);
            assertThat(toClient).singleElement().matches(frames::isIntact);
            assertThat(frames.sequence(toClient.getFirst())).isEqualTo(5001);
            assertThat(frames.acknowledgement(toClient.getFirst())).isEqualTo(1006);
            assertThat(toClient.getFirst()).startsWith(TcpFrames.CLIENT_MAC);
        }
    }

    @Test
    void shouldResetWithTheNumberBeforeAPacketThatIsDropped() {
        resetAt(Hook.RECEIVE, true);
        final List<byte[]> toServer = bench.sent(SERVER);
        assertThat(toServer.stream().map(frames::sequence)).containsExactly(1001, 1003, 1001);
        assertThat(frames.payload(toServer.get(0))).hasSize(2);
        assertThat(bench.statistics().flowsNow()).isZero();
    }

    @Test
    void shouldRefuseASynWithAResetThatItsSenderAccepts() {
        bench.on(Hook.SEND, BuiltInEvent.CONN_START, flow -> {
            flow.reset();
            flow.packet().drop();
        });
        bench.receive(CLIENT, frames.segment(CLIENT, SYN, 1000, 0, NOTHING));
        final List<byte[]> toClient = bench.sent(CLIENT);
        assertThat(toClient).singleElement().matches(frames::isIntact);
        assertThat(frames.flags(toClient.getFirst())).isEqualTo(RST | ACK);
        assertThat(frames.acknowledgement(toClient.getFirst())).isEqualTo(1001);
        assertThat(frames.sequence(toClient.getFirst())).isZero();
        assertThat(toClient.getFirst()).startsWith(TcpFrames.CLIENT_MAC);
        assertThat(bench.statistics().flowsNow()).isZero();
    }

    @Test
    void shouldResetWhenNewDataIsToldOfAndWhenTheConnectionTimesOut() {
        bench.attach(on -> on.at(Hook.NONE, BuiltInEvent.CONN_NEW_DATA, FlowContext::reset),
            MonitorOptions.streams("reader", "").reading(Buffering.BOTH, 4096));
        handshake();
        bench.receive(SERVER, frames.segment(SERVER, ACK, 5001, 1001, "hello".getBytes()));
        assertThat(bench.sent(SERVER).stream().map(frames::flags)).containsExactly(RST | ACK);
        assertThat(bench.sent(CLIENT).stream().map(frames::sequence)).containsExactly(5001, 5006, 5001);
        assertThat(bench.statistics().flowsNow()).isZero();
        bench.on(Hook.RECEIVE, BuiltInEvent.CONN_END, FlowContext::reset);
        frames.port(999);
        handshake();
        bench.devices[CLIENT].receive(0, new byte[60], 60, bench.devices[CLIENT].time + 3_600_000_000_000L);
        bench.run();
        assertThat(bench.sent(CLIENT).stream().map(frames::flags)).containsExactly(RST | ACK);
        assertThat(bench.sent(SERVER).stream().map(frames::flags)).containsExactly(RST | ACK, 0);
    }

    @Test
    void shouldResetIpv6InAVlan() {
        final TcpFrames six = new TcpFrames(true, 7);
        bench.on(Hook.SEND, BuiltInEvent.CONN_START, FlowContext::reset);
        bench.receive(SERVER, six.segment(CLIENT, SYN, 0xffff_ffff, 0, NOTHING));
        assertThat(bench.sent(SERVER)).singleElement().matches(six::isIntact);
        final List<byte[]> toServer = bench.sent(CLIENT);
        assertThat(toServer).hasSize(2).allMatch(six::isIntact);
        assertThat(six.sequence(toServer.get(1))).isZero();
    }

    // ---- translation ----------------------------------------------------------------------------------------------------------

    private void insertAt(int offset, String text) {
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 5 && flow.packet().sender() == Side.CLIENT) {
                flow.packet().insert(PacketPart.PAYLOAD, offset, bytes(text), ChecksumUpdate.BOTH, true);
            }
        });
        handshake();
    }

    @Test
    void shouldTranslateNumbersOfWhatFollowsInBothDirections() {
        insertAt(5, "!!!");
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "hello".getBytes()));
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1006, 5001, "x".getBytes()));
        final List<byte[]> toServer = bench.sent(SERVER);
        assertThat(toServer).allMatch(frames::isIntact);
        assertThat(frames.payload(toServer.get(0))).isEqualTo("hello!!!".getBytes());
        assertThat(frames.sequence(toServer.get(1))).isEqualTo(1009);
        bench.receive(SERVER, frames.segment(SERVER, ACK, 5001, 1007, NOTHING),
            frames.segment(SERVER, ACK, 5001, 1010, "reply".getBytes()));
        final List<byte[]> toClient = bench.sent(CLIENT);
        assertThat(toClient.stream().map(frames::acknowledgement)).as("a part of what was put in acknowledges nothing")
            .containsExactly(1005, 1007);
        assertThat(toClient).allMatch(frames::isIntact);
        assertThat(bench.statistics().translated()).isEqualTo(3);
    }

    @Test
    void shouldSendAgainWhatWasPutInWhenTheSenderSendsAgain() {
        insertAt(2, "<>");
        for (int i = 0; i < 3; i++) {
            bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "hello".getBytes()));
        }
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1002, 5001, "ell".getBytes()),
            frames.segment(CLIENT, ACK, 1004, 5001, "lo".getBytes()));
        final List<byte[]> toServer = bench.sent(SERVER);
        assertThat(toServer).allMatch(frames::isIntact);
        assertThat(toServer.stream().map(frame -> new String(frames.payload(frame))))
            .containsExactly("he<>llo", "he<>llo", "he<>llo", "e<>ll", "lo");
        assertThat(toServer.stream().map(frames::sequence)).containsExactly(1001, 1001, 1001, 1002, 1006);
    }

    @Test
    void shouldAcknowledgeInTheReceiversNameWhatIsTakenOutWhole() {
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 5) {
                flow.packet().chomp(PacketPart.PAYLOAD, 0, 5, ChecksumUpdate.BOTH, true);
            }
        });
        handshake();
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "hello".getBytes()));
        assertThat(bench.sent(CLIENT)).singleElement().satisfies(frame -> {
            assertThat(frames.isIntact(frame)).isTrue();
            assertThat(frames.acknowledgement(frame)).isEqualTo(1006);
            assertThat(frames.sequence(frame)).isEqualTo(5001);
            assertThat(frames.window(frame)).isEqualTo(65_535);
        });
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1006, 5001, "x".getBytes()));
        assertThat(bench.sent(SERVER).stream().map(frames::sequence)).containsExactly(1001, 1001);
    }

    @Test
    void shouldUseTheReceiversNumbersForResetsAndOrdersOfATranslatedConnection() {
        insertAt(0, "four");
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "hello".getBytes()));
        bench.sent(SERVER);
        bench.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            flow.send(new PacketOrder(Side.CLIENT, ACK, 1006, 5001, 1, bytes("z")));
            flow.reset();
        }), MonitorOptions.streams("late", "").withExisting());
        bench.receive(SERVER, frames.segment(SERVER, ACK, 5001, 1010, NOTHING));
        assertThat(bench.sent(SERVER).stream().map(frames::sequence)).containsExactly(1010, 1010);
        assertThat(bench.sent(CLIENT).stream().map(frames::acknowledgement)).containsExactly(1006, 1006);
    }

    @Test
    void shouldKeepATranslatedConnectionForAsLongAsItsEndsMayRepeatSomething() {
        insertAt(0, "four");
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001, 5001, "hello".getBytes()),
            frames.segment(CLIENT, ACK | TcpFlags.FIN, 1006, 5001, NOTHING));
        bench.receive(SERVER, frames.segment(SERVER, ACK | TcpFlags.FIN, 5001, 1011, NOTHING));
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1007, 5002, NOTHING));
        bench.sent(SERVER);
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1007, 5002, NOTHING));
        assertThat(bench.sent(SERVER).stream().map(frames::sequence)).containsExactly(1011);
        assertThat(bench.statistics().flowsNow()).isEqualTo(1);
        bench.devices[CLIENT].receive(0, new byte[60], 60, bench.devices[CLIENT].time + 61_000_000_000L);
        bench.run();
        assertThat(bench.statistics().flowsNow()).isZero();
    }

    @Test
    void shouldRefuseTranslationWithoutAConnectionAndBeyondItsBounds() {
        final List<Errno> seen = new ArrayList<>();
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            final MosException refused = catchThrowableOfType(MosException.class, () -> flow.packet()
                .insert(PacketPart.PAYLOAD, 0, bytes("x"), ChecksumUpdate.BOTH, true));
            seen.add(refused == null ? null : refused.error());
        });
        bench.receive(CLIENT, frames.datagram(CLIENT, bytes()));
        assertThat(seen).containsExactly(Errno.ENOTCONN);
        seen.clear();
        handshake();
        for (int i = 0; i < StreamEdits.MOST; i++) {
            bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001 + i, 5001, new byte[1]));
        }
        assertThat(seen).contains(Errno.ENOMEM).last().isEqualTo(Errno.ENOMEM);
        bench.receive(SERVER, frames.segment(SERVER, ACK, 5001, 2800, NOTHING));
        bench.receive(CLIENT, frames.segment(CLIENT, ACK, 1001 + StreamEdits.MOST, 5001, new byte[1]));
        assertThat(seen.getLast()).as("what is acknowledged is forgotten").isNull();
    }

    @Test
    void shouldSendASegmentThatHasGrownTooLongInPieces() {
        frames.options = new byte[] {2, 4, 2, 88};
        bench.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().payloadLength() == 5) {
                flow.packet().insert(PacketPart.PAYLOAD, 1, bytes("y".repeat(1500)), ChecksumUpdate.BOTH, true);
            }
        });
        handshake();
        frames.options = NOTHING;
        bench.receive(CLIENT, frames.segment(CLIENT, ACK | TcpFlags.PSH, 1001, 5001, "hello".getBytes()));
        final List<byte[]> toServer = bench.sent(SERVER);
        assertThat(toServer).allMatch(frames::isIntact);
        assertThat(toServer.stream().map(frame -> frames.payload(frame).length)).containsExactly(600, 600, 305);
        assertThat(toServer.stream().map(frames::sequence)).containsExactly(1001, 1601, 2201);
        assertThat(toServer.stream().map(frames::flags)).containsExactly(ACK, ACK, ACK | TcpFlags.PSH);
    }

    @Test
    void shouldTellTheFlowOfATaggedPacketOfItsIcmpError() {
        final TcpFrames tagged = new TcpFrames(false, 9);
        final List<Side> told = new ArrayList<>();
        bench.on(Hook.NONE, BuiltInEvent.ICMP_ERROR, flow -> told.add(flow.side()));
        final byte[] syn = tagged.segment(CLIENT, SYN, 1000, 0, NOTHING);
        bench.receive(CLIENT, syn);
        final byte[] error = new byte[36];
        error[0] = 3;
        System.arraycopy(syn, 18, error, 8, 28);
        bench.receive(SERVER, tagged.frame(SERVER, 1, error));
        assertThat(told).containsExactly(Side.CLIENT);
    }
}
