package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FunctionInformation;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.QueuesDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;

/** Flows come and go, libraries are replaced and removed, queues move from agent to agent: every packet is accounted for. */
@Timeout(600)
class SeveralQueuesStressTest {
    private static final int ROUNDS = 30;
    @TempDir
    private Path directory;

    private static FunctionProvider each(String version) {
        return Functions.provider(Functions.definition("EACH").withQueueing(Queueing.PER_QUEUE), version,
            (a, b) -> new Functions.Counting());
    }

    private static FunctionProvider pass(String version) {
        return Functions.provider(Functions.definition("PASS").withQueueing(Queueing.PER_QUEUE).withOptimize(Optimize.AUTO),
            version, (a, b) -> new Functions.Last(packet -> packet.number()));
    }

    private static List<FunctionProvider> library(String version) {
        return List.of(each(version), pass(version), Functions.count(version));
    }

    private static void set(TestEngine engine, long generation, List<FunctionProvider> providers, boolean onPurpose)
            throws Exception {
        engine.engine().functions(FunctionCatalogue.builder().generation(generation).addAll(providers).build(), onPurpose)
            .toCompletableFuture().get(TestEngine.SECONDS, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldAccountForEveryPacketOfEveryQueue(long seed) throws Exception {
        final Random random = new Random(seed);
        final int queues = 2 + random.nextInt(3);
        final QueuesDevice device = new QueuesDevice(DeviceKind.REPLAY, queues, MemoryDevice.OPEN, 32).allow(MemoryDevice.OPEN);
        final ConcurrentLinkedQueue<Throwable> faults = new ConcurrentLinkedQueue<>();
        try (TestEngine engine = new TestEngine(TestEngine.options(directory).withTimes(TestEngine.PATIENCE,
                Duration.ofMillis(20)))) {
            set(engine, 1_000, library("1.0"), false);
            final Flow steady = engine.flow("/q", device);
            final Applied<Object> pass = steady.apply("PASS");
            final Applied<Object> each = steady.apply("EACH");
            steady.connect();
            final List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                final Random own = new Random(seed * 100 + i);
                threads.add(Thread.ofPlatform().start(() -> guarded(faults, () -> churn(engine, own))));
            }
            threads.add(Thread.ofPlatform().start(() -> guarded(faults, () -> replace(engine, new Random(seed * 1_000)))));
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(faults).isEmpty();
            set(engine, 100_000, library("9.9"), false);
            device.allow(0);
            assertThat(TestEngine.eventually(() -> pass.information().seen() == device.delivered())).isTrue();
            final FunctionInformation first = pass.information();
            assertThat(first.passed() + first.missed()).isEqualTo(first.seen());
            assertThat(TestEngine.eventually(() -> each.information().seen() == pass.information().passed())).isTrue();
            final FunctionInformation second = each.information();
            assertThat(second.passed() + second.missed()).isEqualTo(second.seen());
            assertThat(engine.client().flows()).hasSize(1);
            assertThat(device.mixed()).isFalse();
        }
        assertThat(TestEngine.eventually(() -> device.queue(0).closed())).isTrue();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private static void guarded(ConcurrentLinkedQueue<Throwable> faults, Work work) {
        try {
            work.run();
        } catch (Exception | Error e) {
            faults.add(e);
        }
    }

    private static void replace(TestEngine engine, Random random) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            if (random.nextInt(4) == 0) {
                // Away for longer than the grace now and then; COUNT stays, so that flows can be made.
                final String version = "1." + round;
                set(engine, 2_000 + 2 * round, List.of(each(version), pass(version), Functions.count(version)).subList(
                    random.nextInt(3), 3), random.nextBoolean());
                Thread.sleep(random.nextInt(40));
            }
            set(engine, 2_001 + 2 * round, library("2." + round), false);
        }
    }

    private static void churn(TestEngine engine, Random random) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            try (Flow flow = engine.client().createFlow("trace:/q")) {
                try {
                    flow.apply("PASS");
                    final Applied<Object> last = flow.apply(random.nextInt(3) == 0 ? "COUNT" : "EACH");
                    flow.connect();
                    if (random.nextInt(3) == 0) {
                        last.reset();
                    }
                } catch (org.mapi.MapiException e) {
                    assertThat(e.error()).as(e.line()).isEqualTo(org.mapi.MapiError.MAPI_FUNCTION_NOT_FOUND);
                    continue;
                }
                Thread.sleep(random.nextInt(3));
                for (FunctionInformation function : flow.functions()) {
                    assertThat(function.passed() + function.missed()).isLessThanOrEqualTo(function.seen());
                }
            }
        }
    }
}
