package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Bucket;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.FunctionInstance;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

@Timeout(600)
class AgentBehaviourTest {
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

    /** Goes on with an engine that does not wait long for what does not answer. */
    private void waitOnlyShortly() {
        engine.close();
        engine = new TestEngine(TestEngine.hanging(directory));
    }

    private String status(String device) {
        return engine.client().devices().stream().filter(known -> known.name().equals(device)).findFirst().orElseThrow().status();
    }

    @Test
    void shouldPauseAPausableDeviceWhenAReaderIsSlow() throws InterruptedException {
        final AtomicInteger room = new AtomicInteger(100);
        engine.add(Functions.provider(Functions.definition("BUCKET"), (a, b) -> new Bucket(room)));
        final OfflineDevice trace = engine.offline(1_000);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Object> bucket = flow.apply("BUCKET");
        flow.connect();
        trace.start();
        assertThat(TestEngine.eventually(() -> status(trace.name()).equals("waiting for reader"))).isTrue();
        assertThat(TestEngine.eventually(() -> bucket.information().seen() == 100)).isTrue();
        room.addAndGet(5_000);
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(bucket.information().seen()).isEqualTo(1_000);
        assertThat(bucket.information().missed()).isZero();
    }

    /** Writes down what is called. */
    private static final class Diary implements FunctionInstance {
        private final ConcurrentLinkedQueue<String> calls;

        Diary(ConcurrentLinkedQueue<String> calls) {
            this.calls = calls;
        }

        @Override
        public boolean process(Packet packet) {
            calls.add("process");
            return true;
        }

        @Override
        public void timer(long now) {
            calls.add("timer " + now);
        }

        @Override
        public void end() {
            calls.add("end");
        }

        @Override
        public void publish(ResultBlock block) {
            calls.add("publish");
        }

        @Override
        public void cleanup() {
            calls.add("cleanup");
        }
    }

    @Test
    void shouldCallTimerEndAndPublishInThisOrderBeforeItFinishesAndCleanUpAfterwards() throws InterruptedException {
        final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
        engine.add(Functions.provider(Functions.definition("DIARY"), (a, b) -> new Diary(calls)));
        final OfflineDevice trace = engine.offline(3);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("DIARY");
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        flow.close();
        final List<String> all = new ArrayList<>(calls);
        assertThat(all.stream().filter("process"::equals)).hasSize(3);
        assertThat(all.stream().filter("end"::equals)).hasSize(1);
        final int end = all.indexOf("end");
        assertThat(all.subList(0, end)).last().isEqualTo("timer 3000");
        assertThat(all.subList(end + 1, all.size())).contains("publish").doesNotContain("process").last().isEqualTo("cleanup");
    }

    @Test
    void shouldNameAFunctionThatHangsAndStillCloseFlowAndEngine() throws InterruptedException {
        waitOnlyShortly();
        final AtomicBoolean hang = new AtomicBoolean(true);
        engine.add(Functions.provider(Functions.definition("LOOPING"), (a, b) -> packet -> {
            TestEngine.hang(hang::get);
            return true;
        }));
        final MemoryDevice stuck = new MemoryDevice(DeviceKind.REPLAY, 100, 10).allow(100);
        final Flow hanging = engine.flow("/stuck", stuck);
        hanging.apply("LOOPING");
        hanging.connect();
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).detail().contains("testlib:LOOPING 1@1")))
            .isTrue();
        assertThat(status("trace:/stuck")).isEqualTo("hanging");
        assertThat(hanging.information().detail()).contains("LOOPING");

        final OfflineDevice trace = engine.offline(50_000);
        final Flow other = engine.client().createFlow(trace.name());
        final Applied<Long> count = other.apply("COUNT", Long.class);
        other.connect();
        trace.start();
        assertThat(other.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(count.read().value()).isEqualTo(50_000);

        assertThatThrownBy(hanging::close).isInstanceOf(MapiException.class).hasMessageContaining("LOOPING");
        assertThat(hanging.status()).isEqualTo(FlowStatus.CLOSED);
        engine.close();
        hang.set(false);
    }

    @Test
    void shouldGoOnWithADeviceWhenACleanupDoesNotReturn() {
        waitOnlyShortly();
        final CountDownLatch hang = new CountDownLatch(1);
        engine.add(Functions.provider(Functions.definition("STICKY"), (a, b) -> new FunctionInstance() {
            @Override
            public boolean process(Packet packet) {
                return true;
            }

            @Override
            public void cleanup() {
                try {
                    hang.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow stays = engine.flow("/live", device);
        stays.connect();
        final Flow sticky = engine.client().createFlow("trace:/live");
        sticky.apply("STICKY");
        sticky.connect();
        try {
            sticky.close();
        } catch (MapiException e) {
            // The close itself may or may not have been patient enough.
            assertThat(e).hasMessageContaining("did not answer");
        }
        final Flow next = engine.client().createFlow("trace:/live");
        final Applied<Long> count = next.apply("COUNT", Long.class);
        next.connect();
        device.allow(20);
        assertThat(TestEngine.eventually(() -> count.read().value() == 20)).isTrue();
        hang.countDown();
    }

    @Test
    void shouldEndAFlowWhoseDriverFails() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.OFFLINE, 1_000, 10).allow(500);
        final OfflineDevice trace = engine.offline(device);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        trace.start();
        assertThat(TestEngine.eventually(() -> count.read().value() == 500)).isTrue();
        device.fail(new IllegalStateException("cable cut"));
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(trace.failure().orElseThrow()).hasMessageContaining("cable cut");
        assertThat(status(trace.name())).isEqualTo("failed");
        trace.close();
        assertThat(TestEngine.eventually(device::closed)).isTrue();
    }

    @Test
    void shouldFinishAFlowAtOnceThatConnectsToAReplayThatHasEnded() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, 10, 10).allow(10);
        final Flow first = engine.flow("/short", device);
        first.connect();
        assertThat(first.awaitFinished(TestEngine.PATIENCE)).isTrue();
        final Flow second = engine.client().createFlow("trace:/short");
        final Applied<Long> count = second.apply("COUNT", Long.class);
        second.connect();
        assertThat(second.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(count.read().value()).isZero();
    }

    @Test
    void shouldCloseManyFlowsOfADeviceThatHangsWithOnePatience() {
        waitOnlyShortly();
        final AtomicBoolean hang = new AtomicBoolean(true);
        engine.add(Functions.provider(Functions.definition("LOOPING"), (a, b) -> packet -> {
            TestEngine.hang(hang::get);
            return true;
        }));
        final MemoryDevice stuck = new MemoryDevice(DeviceKind.REPLAY, 100, 10);
        final List<Flow> flows = new ArrayList<>(List.of(engine.flow("/stuck", stuck)));
        for (int i = 0; i < 50; i++) {
            flows.add(engine.client().createFlow("trace:/stuck"));
        }
        for (Flow flow : flows) {
            flow.apply("LOOPING");
            flow.connect();
        }
        stuck.allow(100);
        assertThat(TestEngine.eventually(() -> status("trace:/stuck").equals("hanging"))).isTrue();
        engine.client().close();
        assertThat(flows).extracting(Flow::status).containsOnly(FlowStatus.CLOSED);
        hang.set(false);
    }

    @Test
    void shouldAllocateNothingPerPacket() throws InterruptedException {
        final com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        final long[] at = new long[21];
        engine.add(Functions.provider(Functions.definition("METER"), (a, b) -> packet -> {
            if (packet.number() % 100_000 == 0) {
                at[(int) (packet.number() / 100_000)] = threads.getCurrentThreadAllocatedBytes();
            }
            return true;
        }));
        final OfflineDevice trace = engine.offline(2_000_000);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("METER");
        flow.apply("EVERY", 2);
        final Applied<Object> gap = flow.apply("GAP");
        flow.apply("SUM", gap);
        flow.apply("COUNT");
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        // Code that is not compiled yet may allocate, and so do statistics ten times a second: one stretch without will do.
        assertThat(IntStream.range(2, at.length).mapToLong(i -> at[i] - at[i - 1]).min().orElseThrow()).isLessThan(2_000);
    }

    @Test
    void shouldConnectReadAndCloseFromManyThreadsWhilePacketsFlow() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 64).allow(MemoryDevice.OPEN);
        final Flow steady = engine.flow("/busy", device);
        final Applied<Long> all = steady.apply("COUNT", Long.class);
        steady.connect();
        final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
        final CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            final int seed = i;
            Thread.ofPlatform().start(() -> {
                try {
                    churn(new Random(seed));
                } catch (RuntimeException | Error | InterruptedException e) {
                    faults.add(e);
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
        assertThat(faults).isEmpty();
        device.allow(0);
        assertThat(TestEngine.eventually(() -> all.read().value() == device.delivered())).isTrue();
        assertThat(engine.client().flows()).hasSize(1);
        assertThat(all.information().missed()).isZero();
    }

    private void churn(Random random) throws InterruptedException {
        for (int round = 0; round < 40; round++) {
            final Flow flow = engine.client().createFlow("trace:/busy");
            final Applied<Object> filter = flow.apply("EVERY", 1 + random.nextInt(3));
            final Applied<Long> count = flow.apply("COUNT", Long.class);
            flow.connect();
            if (random.nextBoolean()) {
                assertThat(TestEngine.eventually(() -> count.read().value() > 0)).isTrue();
            }
            if (random.nextInt(4) == 0) {
                count.reset();
            }
            if (random.nextInt(4) == 0) {
                filter.reset();
            }
            flow.close();
            assertThat(count.read().value()).isNotNegative();
            final long seen = filter.information().seen();
            assertThat(filter.information().passed()).isLessThanOrEqualTo(seen);
        }
    }
}
