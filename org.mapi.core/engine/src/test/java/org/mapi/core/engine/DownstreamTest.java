package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Bucket;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.QueuesDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Definition;
import org.mapi.function.Downstream;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

/** Functions that make packets of their own and pass them on to what follows. */
@Timeout(600)
class DownstreamTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** Makes so many copies of each packet and stops the packet itself; numbers them 1, 2, ... in the first eight bytes. */
    private static class Copies implements FunctionInstance {
        final PacketCursor cursor = new PacketCursor();
        final MemorySegment memory = Arena.ofAuto().allocate(64, 8);
        final int several;
        Downstream downstream;
        long made;

        Copies(int several) {
            this.several = several;
            cursor.region(memory);
        }

        @Override
        public void init(InstanceContext context) {
            downstream = context.downstream();
        }

        @Override
        public boolean process(Packet packet) {
            for (int i = 0; i < several; i++) {
                make(packet.timestamp());
            }
            return false;
        }

        boolean make(long timestamp) {
            memory.set(ValueLayout.JAVA_LONG, 0, ++made);
            memory.set(ValueLayout.JAVA_LONG, 8, 0);
            cursor.move(0, 60, 60, timestamp, 0, LinkType.ETHERNET, made);
            cursor.writable(64);
            return downstream.pass(cursor.packet());
        }
    }

    private static Definition definition(String name, boolean modifies, boolean filters) {
        return Functions.definition(name, "several:i=1:how many").withEffects(modifies, filters)
            .withResultMethod(ResultMethod.NONE);
    }

    private void copies(boolean modifies, Optimize optimize) {
        engine.add(Functions.provider(definition("COPIES", modifies, true).withOptimize(optimize),
            (arguments, application) -> new Copies(arguments.integer(0))));
    }

    private static void run(OfflineDevice trace, Flow flow) throws InterruptedException {
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
    }

    private static void assertCounts(Applied<?> function, long seen, long passed, long missed, long emitted) {
        final FunctionInformation information = function.information();
        assertThat(List.of(information.seen(), information.passed(), information.missed(), information.emitted()))
            .as(function.toString()).containsExactly(seen, passed, missed, emitted);
    }

    @Test
    void shouldGiveThePacketsThatAFunctionMakesToWhatFollows() throws InterruptedException {
        copies(false, Optimize.NONE);
        final OfflineDevice trace = engine.offline(100);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<?> copies = flow.apply("COPIES", 3);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        final Applied<?> every = flow.apply("EVERY", 4);
        final Applied<Long> rest = flow.apply("COUNT", Long.class);
        run(trace, flow);
        assertThat(count.read().value()).isEqualTo(300);
        assertThat(rest.read().value()).isEqualTo(75);
        assertCounts(copies, 100, 0, 0, 300);
        assertCounts(count, 300, 300, 0, 0);
        assertCounts(every, 300, 75, 0, 0);
        flow.close();
        assertCounts(copies, 100, 0, 0, 300);
    }

    @Test
    void shouldNestAsDeepAsFunctionsStandBehindEachOtherUpToItsBound() throws InterruptedException {
        copies(false, Optimize.NONE);
        final OfflineDevice trace = engine.offline(10);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<?> first = flow.apply("COPIES", 2);
        final Applied<?> second = flow.apply("COPIES", 2);
        Applied<?> last = second;
        for (int i = 2; i < 40; i++) {
            last = flow.apply("COPIES", 1);
        }
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        run(trace, flow);
        assertCounts(first, 10, 0, 0, 20);
        assertCounts(second, 20, 0, 0, 40);
        assertThat(last.information().seen()).isZero();
        assertThat(count.read().value()).isZero();
    }

    @Test
    void shouldGiveThemToAllFlowsThatShareTheFunction() throws InterruptedException {
        copies(false, Optimize.AUTO);
        final OfflineDevice trace = engine.offline(50);
        final Flow one = engine.client().createFlow(trace.name());
        final Applied<?> shared = one.apply("COPIES", 2);
        final Applied<Long> left = one.apply("COUNT", Long.class);
        final Flow two = engine.client().createFlow(trace.name());
        two.apply("COPIES", 2);
        final Applied<?> every = two.apply("EVERY", 2);
        final Applied<Long> right = two.apply("COUNT", Long.class);
        one.connect();
        two.connect();
        assertThat(shared.information().subscribers()).isEqualTo(2);
        trace.start();
        assertThat(two.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(left.read().value()).isEqualTo(100);
        assertThat(right.read().value()).isEqualTo(50);
        assertCounts(every, 100, 50, 0, 0);
        assertCounts(shared, 50, 0, 0, 100);
    }

    /** Writes into the first byte that it must not have been written to. */
    private static boolean change(Packet packet) {
        if (packet.getByte(8) != 0) {
            throw new IllegalStateException("changed by another flow");
        }
        packet.writableSegment().set(ValueLayout.JAVA_BYTE, packet.offset() + 8, (byte) 1);
        packet.modified(packet.captureLength(), packet.wireLength());
        return true;
    }

    @Test
    void shouldLetFunctionsBehindChangeThemOnACopy() throws InterruptedException {
        for (boolean copy : new boolean[] {false, true}) {
            copies(copy, Optimize.AUTO);
            engine.add(Functions.provider(definition("CHANGE", true, false), (a, b) -> DownstreamTest::change),
                Functions.provider(definition("UNCHANGED", false, true), (a, b) -> packet -> packet.getByte(8) == 0));
            final OfflineDevice trace = engine.offline(20);
            final Flow one = engine.client().createFlow(trace.name());
            one.apply("COPIES", 2);
            one.apply("CHANGE");
            final Applied<Long> changed = one.apply("COUNT", Long.class);
            final Flow two = engine.client().createFlow(trace.name());
            two.apply("COPIES", 2);
            two.apply("UNCHANGED");
            final Applied<Long> unchanged = two.apply("COUNT", Long.class);
            one.connect();
            two.connect();
            trace.start();
            assertThat(two.awaitFinished(TestEngine.PATIENCE)).isTrue();
            assertThat(changed.read().value()).isEqualTo(40);
            assertThat(unchanged.read().value()).isEqualTo(40);
            trace.close();
        }
    }

    @Test
    void shouldQuarantineWhatThrowsBehindAndNotTheFunctionThatMadeThePacket() throws InterruptedException {
        copies(false, Optimize.NONE);
        final AtomicInteger calls = new AtomicInteger();
        engine.add(Functions.provider(definition("THROW", false, true), (a, b) -> packet -> {
            if (calls.incrementAndGet() == 5) {
                throw new IllegalStateException("fifth");
            }
            return true;
        }));
        final OfflineDevice trace = engine.offline(10);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<?> copies = flow.apply("COPIES", 2);
        final Applied<?> thrower = flow.apply("THROW");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        run(trace, flow);
        assertThat(thrower.information().status()).isEqualTo(FunctionStatus.QUARANTINED);
        assertThat(copies.information().status()).isEqualTo(FunctionStatus.INITIALIZED);
        assertCounts(copies, 10, 0, 0, 20);
        assertCounts(thrower, 20, 4, 16, 0);
        assertThat(count.read().value()).isEqualTo(4);
    }

    /** Holds packets back until it is asked for them: two at a timer, the rest at the end, the last one at end. */
    private static final class Holding extends Copies {
        private int held;
        private long last;
        private final List<String> diary;

        Holding(List<String> diary) {
            super(0);
            this.diary = diary;
        }

        @Override
        public boolean process(Packet packet) {
            held++;
            last = packet.timestamp();
            return false;
        }

        @Override
        public void timer(long now) {
            for (int i = 0; i < 2 && held > 1; i++) {
                made(make(now));
            }
        }

        private void made(boolean passed) {
            held--;
            if (!passed) {
                diary.add("refused");
            }
        }

        @Override
        public boolean drain() {
            diary.add("drain");
            while (held > 1 && downstream.capacity() > 0) {
                made(make(last));
            }
            return held <= 1;
        }

        @Override
        public void end() {
            diary.add("end");
            while (held > 0) {
                made(make(last));
            }
        }
    }

    @Test
    void shouldWaitAtTheEndUntilWhatIsHeldBackHasRoomBehind() throws InterruptedException {
        final List<String> diary = new java.util.concurrent.CopyOnWriteArrayList<>();
        final AtomicInteger room = new AtomicInteger(40);
        engine.add(Functions.provider(definition("HOLDING", false, true), (a, b) -> new Holding(diary)),
            Functions.provider(definition("NARROW", false, false), (a, b) -> new Bucket(room)));
        final OfflineDevice trace = engine.offline(100);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<?> holding = flow.apply("HOLDING");
        final Applied<?> narrow = flow.apply("NARROW");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        trace.start();
        assertThat(TestEngine.eventually(() -> room.get() == 0)).isTrue();
        assertThat(TestEngine.eventually(() -> engine.client().devices().stream()
            .anyMatch(device -> device.status().equals("waiting for reader")))).isTrue();
        assertThat(diary).doesNotContain("end");
        room.addAndGet(1_000);
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(diary).doesNotContain("refused").endsWith("drain", "end");
        assertThat(count.read().value()).isEqualTo(100);
        assertCounts(holding, 100, 0, 0, 100);
        assertCounts(narrow, 100, 100, 0, 0);
    }

    @Test
    void shouldRefusePacketsFromElsewhereThanTheAgentAndFromWithinItself() throws InterruptedException {
        final ConcurrentLinkedQueue<Boolean> answers = new ConcurrentLinkedQueue<>();
        final Copies[] made = new Copies[1];
        engine.add(Functions.provider(definition("COPIES", false, true), (a, b) -> made[0] = new Copies(1)),
            Functions.provider(definition("BACK", false, true), (a, b) -> packet -> {
                answers.add(made[0].downstream.pass(packet));
                return true;
            }));
        final OfflineDevice trace = engine.offline(5);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("COPIES");
        flow.apply("BACK");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        run(trace, flow);
        assertThat(answers).containsOnly(false).hasSize(5);
        assertThat(count.read().value()).isEqualTo(5);
        assertThat(made[0].make(1)).isFalse();
        assertThat(made[0].downstream.capacity()).isZero();
    }

    @Test
    void shouldPassPacketsOnOnEveryQueue() throws InterruptedException {
        for (Queueing queueing : Queueing.values()) {
            engine.add(Functions.provider(definition("COPIES", false, true).withQueueing(queueing),
                (arguments, application) -> new Copies(arguments.integer(0))),
                Functions.provider(definition("SINK", false, false).withQueueing(queueing), (a, b) -> packet -> true));
            final OfflineDevice trace = engine.offline(new QueuesDevice(DeviceKind.OFFLINE, 3, 1_000, 100)
                .allow(MemoryDevice.OPEN));
            final Flow flow = engine.client().createFlow(trace.name());
            final Applied<?> copies = flow.apply("COPIES", 2);
            final Applied<?> sink = flow.apply("SINK");
            run(trace, flow);
            assertCounts(copies, 3_000, 0, 0, 6_000);
            assertCounts(sink, 6_000, 6_000, 0, 0);
            trace.close();
        }
    }

    @Test
    void shouldAllocateNothingPerPacketThatIsPassedOn() throws InterruptedException {
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long[] at = new long[11];
        copies(false, Optimize.NONE);
        engine.add(Functions.provider(definition("WEIGH", false, true), (a, b) -> packet -> {
            if (packet.number() % 100_000 == 0) {
                at[(int) (packet.number() / 100_000)] = threads.getCurrentThreadAllocatedBytes();
            }
            return true;
        }));
        final OfflineDevice trace = engine.offline(500_000);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("COPIES", 2);
        flow.apply("WEIGH");
        flow.apply("COUNT");
        run(trace, flow);
        // Code that is not compiled yet may allocate, and so do statistics ten times a second: one stretch without will do.
        assertThat(IntStream.range(2, at.length).mapToLong(i -> at[i] - at[i - 1]).min().orElseThrow()).isLessThan(20_000);
    }
}
