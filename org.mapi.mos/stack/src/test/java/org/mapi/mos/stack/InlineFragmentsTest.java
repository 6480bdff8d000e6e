package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.core.tracking.fragment.Defragmenter;
import org.mapi.core.tracking.fragment.DefragmenterOptions;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumUpdate;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.PacketPart;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Fragments on a wire share the fate of their datagram. */
class InlineFragmentsTest {
    private static final int IN = 0;
    private static final int OUT = 1;
    private static final int PIECE = 504;

    private final InlineBench bench = new InlineBench(SourceOptions.DEFAULT);
    private Consumer<MonitoredPacket> change = packet -> { };
    private TcpFrames frames = new TcpFrames(false, -1);

    {
        bench.on(Hook.SEND, BuiltInEvent.UDP_DATAGRAM, flow -> change.accept(flow.packet()));
    }

    @AfterEach
    void close() {
        final SourceStatistics statistics = bench.statistics();
        assertThat(bench.worker.counters.applicationFaults).isZero();
        assertThat(statistics.packets()).isEqualTo(statistics.forwarded() + statistics.dropped() + statistics.withheld()
            + statistics.refused());
        bench.close();
    }

    private byte[] content(int length) {
        final byte[] payload = new byte[length];
        for (int i = 0; i < length; i++) {
            payload[i] = (byte) ('a' + i % 26);
        }
        final byte[] whole = frames.datagram(0, payload);
        return Arrays.copyOfRange(whole, whole.length - length - 8, whole.length);
    }

    private List<byte[]> pieces(byte[] content, int identification) {
        final List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < content.length; from += PIECE) {
            pieces.add(frames.fragment(0, IpProtocol.UDP, content, from, Math.min(content.length, from + PIECE), identification));
        }
        return pieces;
    }

    private void receive(List<byte[]> pieces) {
        bench.receive(IN, pieces.toArray(byte[][]::new));
    }

    /** The payload of the datagram that frames make together, as another defragmenter sees it. */
    private static String together(List<byte[]> sent) {
        final PacketCursor cursor = new PacketCursor();
        final MemorySegment memory = Arena.ofAuto().allocate(4096);
        cursor.region(memory);
        try (Defragmenter defragmenter = new Defragmenter(new DefragmenterOptions())) {
            for (byte[] frame : sent) {
                MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
                cursor.move(0, frame.length, frame.length, 1, 0, LinkType.ETHERNET, 1);
                final Packet whole = defragmenter.add(cursor.packet());
                if (whole != null) {
                    assertThat(Checksums.transport(whole)).isEqualTo(Checksums.RIGHT);
                    assertThat(Checksums.network(whole)).isEqualTo(Checksums.RIGHT);
                    final byte[] payload = new byte[whole.payloadLength()];
                    for (int i = 0; i < payload.length; i++) {
                        payload[i] = whole.getByte(whole.payloadOffset() + i);
                    }
                    return new String(payload);
                }
            }
        }
        return null;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void shouldForwardFragmentsAsTheyCameWhenTheirDatagramIsWhole(int variant) {
        frames = new TcpFrames(variant % 2 == 0, variant % 3 == 0 ? 5 : -1);
        final Random random = new Random(variant);
        for (int i = 0; i < 50; i++) {
            final List<byte[]> pieces = pieces(content(1000 + random.nextInt(3000)), i);
            Collections.shuffle(pieces, random);
            receive(pieces.subList(0, pieces.size() - 1));
            assertThat(bench.sent(OUT)).isEmpty();
            receive(pieces.subList(pieces.size() - 1, pieces.size()));
            assertThat(bench.sent(OUT)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(pieces);
        }
        assertThat(bench.statistics().monitored()).isEqualTo(50);
    }

    @Test
    void shouldDropAllFragmentsOfADroppedDatagram() {
        change = MonitoredPacket::drop;
        receive(pieces(content(2000), 1));
        assertThat(bench.sent(OUT)).isEmpty();
        assertThat(bench.statistics().dropped()).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldCutAChangedDatagramIntoFragmentsAgain(boolean ipv6) {
        frames = new TcpFrames(ipv6, 5);
        final MemorySegment text = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, "<put in>".repeat(100).getBytes());
        change = packet -> packet.insert(PacketPart.PAYLOAD, 700, text, ChecksumUpdate.BOTH, false);
        final byte[] content = content(2000);
        final List<byte[]> pieces = pieces(content, 77);
        Collections.reverse(pieces);
        receive(pieces);
        final List<byte[]> sent = bench.sent(OUT);
        final int longest = pieces.stream().mapToInt(piece -> piece.length).max().orElseThrow();
        assertThat(sent).hasSize(6).allMatch(frame -> frame.length <= longest);
        final String before = new String(content, 8, 2000);
        assertThat(together(sent)).isEqualTo(before.substring(0, 700) + "<put in>".repeat(100) + before.substring(700));
        change = packet -> packet.chomp(PacketPart.PAYLOAD, 100, 1800, ChecksumUpdate.BOTH, false);
        receive(pieces(content, 78));
        assertThat(bench.sent(OUT)).as("short enough for one frame").hasSize(1);
    }

    /** The frame within a link header that has a length of its own: PPPoE, or 802.3 with LLC and SNAP. */
    private static byte[] within(boolean pppoe, byte[] frame) {
        final int type = (frame[12] & 0xff) << 8 | frame[13] & 0xff;
        final int length = frame.length - 14;
        final ByteBuffer longer = ByteBuffer.allocate(frame.length + 8).put(frame, 0, 12);
        if (pppoe) {
            longer.putShort((short) 0x8864).putShort((short) 0x1100).putShort((short) 7).putShort((short) (length + 2))
                .putShort((short) (type == 0x0800 ? 0x0021 : 0x0057));
        } else {
            longer.putShort((short) (length + 8)).putInt(0xaaaa0300).putShort((short) 0).putShort((short) type);
        }
        return longer.put(frame, 14, length).array();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void shouldCutAChangedDatagramBehindALinkHeaderThatHasALength(boolean pppoe, boolean ipv6) {
        frames = new TcpFrames(ipv6, -1);
        final MemorySegment text = Arena.ofAuto().allocateFrom(ValueLayout.JAVA_BYTE, "<put in>".getBytes());
        change = packet -> packet.insert(PacketPart.PAYLOAD, 700, text, ChecksumUpdate.BOTH, false);
        final byte[] content = content(1200);
        final List<byte[]> pieces = pieces(content, 77).stream().map(piece -> within(pppoe, piece)).toList();
        receive(pieces);
        final List<byte[]> sent = bench.sent(OUT);
        assertThat(sent).hasSize(3).allSatisfy(frame -> {
            assertThat(Arrays.copyOf(frame, 12)).isEqualTo(Arrays.copyOf(pieces.getFirst(), 12));
            assertThat(frame.length - (pppoe ? 20 : 14)).as("length in the link header")
                .isEqualTo((int) ByteBuffer.wrap(frame).getShort(pppoe ? 18 : 12));
        });
        final String before = new String(content, 8, 1200);
        assertThat(together(sent)).isEqualTo(before.substring(0, 700) + "<put in>" + before.substring(700));
        change = packet -> packet.chomp(PacketPart.PAYLOAD, 100, 1000, ChecksumUpdate.BOTH, false);
        receive(pieces(content, 78).stream().map(piece -> within(pppoe, piece)).toList());
        final byte[] one = bench.sent(OUT).getFirst();
        assertThat(ByteBuffer.wrap(one).getShort(pppoe ? 18 : 12)).as("one that need not be cut")
            .isEqualTo((short) (one.length - (pppoe ? 20 : 14)));
        assertThat(bench.sent(OUT)).isEmpty();
    }

    @Test
    void shouldWithholdFragmentsOfADatagramThatIsNeverWhole() {
        final List<byte[]> pieces = pieces(content(2000), 1);
        receive(pieces.subList(0, 3));
        assertThat(bench.statistics().withheld()).isZero();
        bench.devices[IN].receive(0, new byte[60], 60, bench.devices[IN].time + 3_600_000_000_000L);
        bench.run();
        assertThat(bench.statistics().withheld()).isEqualTo(3);
        receive(pieces.subList(3, 4));
        assertThat(bench.sent(OUT)).as("only what is no fragment").hasSize(1);
        bench.worker.endAll();
        assertThat(bench.statistics().withheld()).isEqualTo(4);
    }

    @Test
    void shouldHoldABoundedNumberOfFragments() {
        for (int i = 0; i < 6000; i++) {
            receive(pieces(content(1000), i).subList(0, 1));
        }
        assertThat(bench.statistics().withheld()).isPositive();
        assertThat(bench.statistics().fragmentsKept()).isEqualTo(6000);
        bench.worker.endAll();
        assertThat(bench.statistics().withheld()).isEqualTo(6000);
    }

    @Test
    void shouldNotForwardAFragmentThatAPacketMonitorDropped() {
        bench.attach(on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> {
            if (flow.packet().frame().fragmentOffset() == PIECE) {
                flow.packet().drop();
            }
        }), MonitorOptions.packets("dropper", ""));
        final List<byte[]> pieces = pieces(content(1200), 3);
        receive(pieces);
        pieces.remove(1);
        assertThat(bench.sent(OUT)).usingElementComparator(Arrays::compare).containsExactlyElementsOf(pieces);
        assertThat(bench.statistics().dropped()).isEqualTo(1);
    }

    @Test
    void shouldForwardFragmentsAtOnceWhereTheyAreNotPutTogether() {
        try (InlineBench plain = new InlineBench(SourceOptions.DEFAULT.withDefragmentation(false))) {
            plain.on(Hook.SEND, BuiltInEvent.PKT_IN, flow -> flow.packet().drop());
            final List<byte[]> pieces = pieces(content(1200), 3);
            plain.receive(IN, pieces.get(1), pieces.get(2));
            assertThat(plain.sent(OUT)).hasSize(2);
        }
    }
}
