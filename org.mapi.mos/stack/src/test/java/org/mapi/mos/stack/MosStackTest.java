package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.UserEvent;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;
import org.mapi.testkit.Frames;

/** Sources and applications come and go in any order, while packets flow. */
@Timeout(300)
class MosStackTest {
    private static final byte[] SYN = Frames.ipv4(IpProtocol.TCP, Frames.tcp(40_000, 80, TcpFlags.SYN, new byte[0]));

    private final MosStack stack = new MosStack(() -> null);
    private final SourceOptions options = SourceOptions.DEFAULT.withChecksums(ChecksumPolicy.IGNORE);
    private final MemorySegment memory = Arena.ofShared().allocate(2048);

    @AfterEach
    void close() {
        stack.close();
    }

    private void feed(PacketFollower source, PacketCursor cursor, long number) {
        cursor.move(0, SYN.length, SYN.length, number * 1000, 0, LinkType.ETHERNET, number);
        source.process(cursor.packet());
    }

    private PacketCursor cursor() {
        MemorySegment.copy(SYN, 0, memory, ValueLayout.JAVA_BYTE, 0, SYN.length);
        final PacketCursor cursor = new PacketCursor();
        cursor.region(memory);
        return cursor;
    }

    @Test
    void shouldAttachApplicationsToSourcesThatComeLaterAndToNoOthers() {
        final AtomicLong calls = new AtomicLong();
        stack.monitor("bundle 1", MonitorOptions.streams("app", "").on("wanted"),
            on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> calls.incrementAndGet()));
        final PacketFollower wanted = stack.follow("wanted", List.of(), options);
        final PacketFollower other = stack.follow("other", List.of(), options);
        final PacketCursor cursor = cursor();
        feed(wanted, cursor, 1);
        feed(other, cursor, 1);
        assertThat(calls).hasValue(1);
        assertThat(stack.monitors()).singleElement().satisfies(monitor -> {
            assertThat(monitor.sources()).containsExactly("wanted");
            assertThat(monitor.bundle()).isEqualTo("bundle 1");
            assertThat(monitor.callbacks()).isEqualTo(1);
            assertThat(monitor.flows()).isEqualTo(1);
        });
    }

    @Test
    void shouldSayWhichEventsAreNotRaisedAnyMoreAndWhy() {
        final UserEvent event = stack.define(BuiltInEvent.PKT_IN, flow -> {
            throw new IllegalStateException("boom");
        }, "LOUD");
        stack.define(BuiltInEvent.PKT_IN, flow -> true, "FINE");
        stack.monitor("", MonitorOptions.streams("app", ""), on -> on.at(Hook.SEND, event, flow -> { }));
        final PacketFollower source = stack.follow("source", List.of(), options);
        final PacketCursor cursor = cursor();
        feed(source, cursor, 1);
        assertThat(stack.silencedEvents()).isEmpty();
        for (int i = 2; i < 5; i++) {
            feed(source, cursor, i);
        }
        assertThat(stack.silencedEvents()).containsOnlyKeys("LOUD").extractingByKey("LOUD").asString()
            .startsWith("3 exceptions, the last one: ").endsWith("boom");
        stack.forget(event);
        assertThat(stack.silencedEvents()).isEmpty();
    }

    @Test
    void shouldCallBackAtEachPacketOfABatchAndLetOthersInBetweenBatches() throws InterruptedException {
        final PacketFollower source = stack.follow("batches", List.of(), options);
        final AtomicLong calls = new AtomicLong();
        source.monitor(MonitorOptions.streams("app", ""), on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN,
            flow -> calls.incrementAndGet()));
        final PacketCursor cursor = cursor();
        source.beginBatch();
        source.beginBatch();
        feed(source, cursor, 1);
        assertThat(calls).hasValue(1);
        feed(source, cursor, 2);
        source.advance(3000);
        assertThat(calls).hasValue(2);
        assertThat(source.information().statistics().packets()).isEqualTo(2);
        final CountDownLatch attached = new CountDownLatch(1);
        final Thread other = Thread.ofPlatform().start(() -> {
            source.monitor(MonitorOptions.streams("late", ""), on -> attached.countDown());
        });
        assertThat(attached.await(50, TimeUnit.MILLISECONDS)).as("attached in the middle of a batch").isFalse();
        source.endBatch();
        source.endBatch();
        assertThat(attached.await(60, TimeUnit.SECONDS)).isTrue();
        other.join();
        feed(source, cursor, 4);
        assertThat(calls).hasValue(3);
        source.beginBatch();
        source.end();
        assertThat(source.awaitEnd(Duration.ZERO)).isTrue();
    }

    @Test
    void shouldCountEveryPacketOnceWhileApplicationsComeAndGo() throws InterruptedException {
        final PacketFollower source = stack.follow("busy", List.of(), options);
        final AtomicBoolean stop = new AtomicBoolean();
        final AtomicLong sent = new AtomicLong();
        final Thread packets = new Thread(() -> {
            final PacketCursor cursor = cursor();
            while (!stop.get()) {
                feed(source, cursor, sent.incrementAndGet());
            }
        });
        packets.start();
        for (int i = 0; i < 300; i++) {
            final AtomicBoolean closed = new AtomicBoolean();
            final AtomicLong late = new AtomicLong();
            final MonitorHandle handle = stack.monitor("", MonitorOptions.streams("app", "").withExisting(),
                on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> late.addAndGet(closed.get() ? 1 : 0)));
            handle.close();
            closed.set(true);
            assertThat(late).hasValue(0);
        }
        stop.set(true);
        packets.join();
        assertThat(source.information().statistics().packets()).isEqualTo(sent.get());
        assertThat(source.information().statistics().applicationFaults()).isZero();
        assertThat(stack.monitors()).isEmpty();
    }

    @Test
    void shouldNotHangWhenAnApplicationDoes() throws InterruptedException {
        final PacketFollower source = stack.follow("stuck", List.of(), options);
        final CountDownLatch inside = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);
        final MonitorHandle handle = source.monitor(MonitorOptions.streams("hangs", ""),
            on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> {
                inside.countDown();
                try {
                    release.await();
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            }));
        final Thread packets = new Thread(() -> feed(source, cursor(), 1));
        packets.start();
        assertThat(inside.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(source.information().failure()).isEqualTo("application hangs has not returned for a second");
        assertThatThrownBy(handle::close).isInstanceOf(MosException.class).hasMessageContaining("hangs")
            .hasMessageContaining("stuck");
        release.countDown();
        packets.join();
        feed(source, cursor(), 2);
        assertThat(source.information().failure()).isEmpty();
        assertThat(handle.information().callbacks()).isEqualTo(1);
    }

    @Test
    void shouldRefuseNamesInUseAndWrongOptions() {
        stack.follow("a", List.of(), options);
        assertThatThrownBy(() -> stack.follow("a", List.of(), options)).hasMessageContaining("\"a\"");
        assertThatThrownBy(() -> stack.monitor("", MonitorOptions.streams("x", "tcp port"), on -> { }))
            .isInstanceOf(MosException.class);
        assertThat(stack.monitors()).isEmpty();
    }

    @Test
    void shouldEndFlowsWhenTheSourceEnds() throws InterruptedException {
        final PacketFollower source = stack.follow("ends", List.of(), options);
        final EventLog log = new EventLog();
        source.monitor(MonitorOptions.streams("log", ""), log);
        feed(source, cursor(), 1);
        assertThat(source.awaitEnd(Duration.ofMillis(1))).isFalse();
        source.end();
        assertThat(source.awaitEnd(Duration.ofSeconds(60))).isTrue();
        assertThat(log.lines).filteredOn(line -> line.contains("CONN_END")).hasSize(4)
            .allMatch(line -> line.endsWith("STOPPED"));
        assertThat(source.information().ended()).isTrue();
    }
}
