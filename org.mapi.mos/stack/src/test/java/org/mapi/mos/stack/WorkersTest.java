package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.capture.DeviceKind;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.MosSource;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.Side;
import org.mapi.mos.SourceInformation;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.SourceStatistics;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/** Sources with several workers: every flow has one worker, nothing is lost uncounted, everything ends. */
@Timeout(600)
class WorkersTest {
    private static final byte[] NOTHING = {};
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final MosStack stack = new MosStack(() -> null);
    private final SourceOptions options = SourceOptions.DEFAULT.withWorkers(3);
    /** Worker of each flow, and how often each flow was met elsewhere. */
    private final ConcurrentHashMap<Integer, Integer> workers = new ConcurrentHashMap<>();
    private final AtomicLong strays = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private final Set<Long> identities = ConcurrentHashMap.newKeySet();
    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        stack.close();
    }

    private void watch() {
        stack.monitor("", MonitorOptions.streams("watch", ""), on -> {
            on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                packets.incrementAndGet();
                identities.add(flow.id());
                threads.add(Thread.currentThread().getName());
                final int port = Math.max(flow.endpoints().port(Side.CLIENT),
                    flow.endpoints().port(Side.SERVER));
                final Integer before = workers.putIfAbsent(port, on.worker());
                if (before != null && before != on.worker()) {
                    strays.incrementAndGet();
                }
            });
        });
    }

    /** Both directions of so many connections, a handshake and one segment each. */
    private List<byte[]> connections(int count) {
        final List<byte[]> all = new ArrayList<>();
        final TcpFrames frames = new TcpFrames(false, -1);
        for (int i = 0; i < count; i++) {
            frames.port(10_000 + i);
            all.add(frames.segment(0, TcpFlags.SYN, 1000, 0, NOTHING));
            all.add(frames.segment(1, TcpFlags.SYN | TcpFlags.ACK, 5000, 1001, NOTHING));
            all.add(frames.segment(0, TcpFlags.ACK, 1001, 5001, new byte[100]));
        }
        return all;
    }

    private void expectAll(SourceInformation information, int flows) {
        assertThat(information.failure()).isEmpty();
        assertThat(packets).hasValue(3L * flows);
        assertThat(strays).hasValue(0);
        assertThat(workers).hasSize(flows);
        assertThat(identities).hasSize(flows);
        assertThat(new HashSet<>(workers.values())).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(information.statistics().packets()).isEqualTo(3L * flows);
        assertThat(information.statistics().flowsStarted()).isEqualTo(flows);
    }

    @Test
    void shouldSpreadFlowsOfATraceAndLoseNothing() throws InterruptedException {
        watch();
        final FakeDevice trace = new FakeDevice(DeviceKind.OFFLINE, 1);
        for (byte[] frame : connections(2000)) {
            trace.receive(frame);
        }
        trace.end();
        final MosSource source = stack.observe("trace", new OpenDevice("fake", trace), options);
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        expectAll(source.information(), 2000);
        assertThat(threads).hasSize(3);
        assertThat(trace.closed).isTrue();
        assertThat(source.information().ended()).isTrue();
    }

    @Test
    void shouldSpreadPacketsOfAFollowerAndWaitForSlowWorkers() throws InterruptedException {
        watch();
        final PacketFollower source = stack.follow("fed", List.of(), options);
        final MemorySegment memory = Arena.ofShared().allocate(2048);
        final PacketCursor cursor = new PacketCursor();
        cursor.region(memory);
        long number = 0;
        for (byte[] frame : connections(500)) {
            MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
            cursor.move(0, frame.length, frame.length, ++number * 1000, 0, LinkType.ETHERNET, number);
            source.process(cursor.packet());
        }
        source.end();
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        expectAll(source.information(), 500);
    }

    @Test
    void shouldPollAQueueForEachWorkerWhereTheDeviceSplitsFlows() throws InterruptedException {
        watch();
        final FakeDevice trace = new FakeDevice(DeviceKind.OFFLINE, 3);
        final List<byte[]> frames = connections(900);
        for (int i = 0; i < frames.size(); i++) {
            trace.receive(i / 3 % 3, frames.get(i), frames.get(i).length, 0);
        }
        trace.end();
        final MosSource source = stack.observe("split", new OpenDevice("fake", trace), options.withSplitQueues(true));
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        expectAll(source.information(), 900);
        assertThatThrownBy(() -> stack.observe("few", new OpenDevice("two", new FakeDevice(DeviceKind.LIVE, 2)),
            options.withSplitQueues(true))).isInstanceOf(MosException.class).hasMessageContaining("two has 2 queues, expected 3");
    }

    @Test
    void shouldForwardThroughSeveralWorkersInTheOrderOfEachFlow() throws InterruptedException {
        watch();
        final FakeDevice[] ends = {new FakeDevice(DeviceKind.OFFLINE, 1), new FakeDevice(DeviceKind.OFFLINE, 1)};
        final TcpFrames frames = new TcpFrames(false, -1);
        for (int i = 0; i < 3000; i++) {
            frames.port(20_000 + i % 50);
            ends[0].receive(frames.segment(0, i < 50 ? TcpFlags.SYN : TcpFlags.ACK, 1000 + i, 1, NOTHING));
            ends[1].receive(frames.segment(1, TcpFlags.ACK, i, 1, NOTHING));
        }
        ends[0].end();
        ends[1].end();
        final MosSource source = stack.inline("wire", new OpenDevice("one", ends[0]), new OpenDevice("two", ends[1]), options);
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        for (int end = 0; end < 2; end++) {
            assertThat(ends[end].sent).hasSize(3000);
            final int[] last = new int[50];
            for (byte[] frame : ends[end].sent) {
                final int flow = ports(frame) - 20_000;
                assertThat(frames.sequence(frame)).isGreaterThanOrEqualTo(last[flow]);
                last[flow] = frames.sequence(frame);
            }
            assertThat(ends[end].sinks).hasSize(3).allMatch(sink -> sink.closed);
        }
        assertThat(source.information().statistics().forwarded()).isEqualTo(6000);
        assertThat(strays).hasValue(0);
    }

    private static int ports(byte[] frame) {
        final int source = (frame[34] & 0xff) << 8 | frame[35] & 0xff;
        final int destination = (frame[36] & 0xff) << 8 | frame[37] & 0xff;
        return Math.max(source, destination);
    }

    @Test
    void shouldCountWhatALiveDispatcherCannotHandOver() throws InterruptedException {
        final CountDownLatch release = new CountDownLatch(1);
        stack.monitor("", MonitorOptions.packets("stuck", ""), on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> {
            try {
                release.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }));
        final FakeDevice live = new FakeDevice(DeviceKind.LIVE, 1);
        final int count = 3 * Spreader.RING / 1000;
        for (int i = 0; i < count; i++) {
            live.receive(new byte[1000]);
        }
        live.end();
        final MosSource source = stack.observe("live", new OpenDevice("fake", live), options);
        while (live.waiting() > 0) {
            Thread.sleep(1);
        }
        release.countDown();
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        final SourceStatistics statistics = source.information().statistics();
        assertThat(statistics.dispatchLost()).isPositive();
        assertThat(statistics.refused()).isEqualTo(statistics.dispatchLost());
        assertThat(statistics.packets()).isEqualTo(count);
        assertThat(statistics.unmonitored()).isEqualTo(count - statistics.dispatchLost());
    }

    @Test
    void shouldSendFragmentsAndIcmpErrorsToTheWorkerOfTheirFlow() {
        final Spreader spreader = new Spreader(options, true, false, false);
        final Random random = new Random(3);
        final PacketCursor cursor = new PacketCursor();
        final MemorySegment memory = Arena.ofAuto().allocate(4096);
        cursor.region(memory);
        for (int i = 0; i < 300; i++) {
            final TcpFrames frames = new TcpFrames(i % 2 == 0, i % 3 == 0 ? 9 : -1).port(1000 + i);
            final byte[] whole = frames.datagram(0, new byte[2000]);
            final int worker = spreader.worker(packet(cursor, memory, whole));
            final byte[] content = Arrays.copyOfRange(whole, whole.length - 2008, whole.length);
            final List<byte[]> pieces = new ArrayList<>();
            for (int from = 0; from < content.length; from += 504) {
                pieces.add(frames.fragment(0, IpProtocol.UDP, content, from, Math.min(content.length, from + 504), i));
            }
            Collections.shuffle(pieces, random);
            for (byte[] piece : pieces) {
                spreader.spread(packet(cursor, memory, piece), 0);
            }
            spreader.publish();
            for (int ring = 0; ring < spreader.rings.length; ring++) {
                assertThat(spreader.rings[ring].poll()).isEqualTo(ring == worker ? pieces.size() : 0);
            }
            final byte[] quoted = Arrays.copyOfRange(whole, i % 3 == 0 ? 18 : 14, (i % 3 == 0 ? 18 : 14) + 60);
            final byte[] error = new byte[68];
            error[0] = (byte) (i % 2 == 0 ? 1 : 3);
            System.arraycopy(quoted, 0, error, 8, 60);
            assertThat(spreader.worker(packet(cursor, memory, frames.frame(1, i % 2 == 0 ? IpProtocol.ICMPV6 : IpProtocol.ICMP,
                error)))).isEqualTo(worker);
        }
    }

    private static Packet packet(PacketCursor cursor, MemorySegment memory, byte[] frame) {
        MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, 0, frame.length);
        cursor.move(0, frame.length, frame.length, 1_000_000_000L, 0, LinkType.ETHERNET, 1);
        return cursor.packet();
    }

    // ---- ends and failures ----------------------------------------------------------------------------------------------------

    @Test
    void shouldEndWithAReasonWhenADeviceFails() throws InterruptedException {
        for (int count = 1; count <= 3; count += 2) {
            final FakeDevice[] ends = {new FakeDevice(DeviceKind.LIVE, 1), new FakeDevice(DeviceKind.LIVE, 1)};
            final MosSource source = stack.inline("wire" + count, new OpenDevice("one", ends[0]), new OpenDevice("two", ends[1]),
                options.withWorkers(count));
            ends[1].fault = new IllegalStateException("cable cut");
            assertThat(source.awaitEnd(PATIENCE)).isTrue();
            assertThat(source.information().failure()).contains("cable cut");
            assertThat(ends[0].closed).isTrue();
            assertThat(ends[1].closed).isTrue();
            assertThat(ends[0].sinks).hasSize(count).allMatch(sink -> sink.closed);
            source.close();
            assertThat(stack.source("wire" + count)).isEmpty();
        }
    }

    @Test
    void shouldTellWhyATraceEndedEarly() throws InterruptedException {
        final FakeDevice trace = new FakeDevice(DeviceKind.OFFLINE, 1);
        trace.failure = "record 7 is cut";
        trace.end();
        final MosSource source = stack.observe("cut", new OpenDevice("fake", trace), SourceOptions.DEFAULT);
        assertThat(source.awaitEnd(PATIENCE)).isTrue();
        assertThat(source.information().failure()).isEqualTo("device fake: record 7 is cut");
    }

    @Test
    void shouldRefuseDevicesThatAreTheSameOrCannotSend() {
        final FakeDevice one = new FakeDevice(DeviceKind.LIVE, 1);
        assertThatThrownBy(() -> stack.inline("same", new OpenDevice("a", one), new OpenDevice("b", one), options))
            .isInstanceOfSatisfying(MosException.class, refused -> assertThat(refused.error()).isEqualTo(Errno.EINVAL));
        final FakeDevice mute = new FakeDevice(DeviceKind.LIVE, 1);
        mute.longest = -1;
        assertThatThrownBy(() -> stack.inline("mute", new OpenDevice("a", one), new OpenDevice("b", mute), options))
            .hasMessageContaining("cannot send");
        assertThat(one.sinks).allMatch(sink -> sink.closed);
        assertThat(one.closed).as("the caller keeps what was not taken").isFalse();
        assertThat(stack.sources()).isEmpty();
    }

    @Test
    void shouldCloseWhilePacketsFlowAndNotFromACallback() throws InterruptedException {
        final FakeDevice live = new FakeDevice(DeviceKind.LIVE, 1);
        final MosSource source = stack.observe("live", new OpenDevice("fake", live), SourceOptions.DEFAULT);
        final List<Errno> refused = new ArrayList<>();
        final CountDownLatch done = new CountDownLatch(1);
        stack.monitor("", MonitorOptions.packets("closer", ""), on -> on.at(Hook.NONE, BuiltInEvent.PKT_IN, flow -> {
            try {
                source.close();
            } catch (MosException own) {
                refused.add(own.error());
            }
            done.countDown();
        }));
        live.receive(new byte[60]);
        done.await();
        assertThat(refused).containsExactly(Errno.EPERM);
        source.close();
        assertThat(live.closed).isTrue();
        assertThat(source.information().ended()).isTrue();
    }
}
