package org.mapi.core.engine.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;

/** What the watchdog says of an agent whose thread gets next to no processor. */
@Timeout(600)
class StarvedAgentTest {
    private static final int SCHED_BATCH = 3;
    private static final int SCHED_IDLE = 5;
    private static final int MASK_LENGTH = 128;

    @TempDir
    private Path directory;
    private TestEngine engine;
    private final AtomicBoolean crowded = new AtomicBoolean(true);

    @BeforeEach
    void start() {
        assumeThat(Files.isReadable(Path.of("/proc/thread-self/schedstat"))).as("schedstat of the kernel").isTrue();
        engine = new TestEngine(TestEngine.options(directory));
    }

    @AfterEach
    void stop() {
        crowded.set(false);
        if (engine != null) {
            engine.close();
        }
    }

    private static int call(String name, Object... arguments) {
        final Linker linker = Linker.nativeLinker();
        final FunctionDescriptor type = arguments.length == 0 ? FunctionDescriptor.of(ValueLayout.JAVA_INT)
            : arguments[1] instanceof Integer
                ? FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS)
                : FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS);
        try {
            return (int) linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type)
                .invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** The calling thread runs on one processor only, as one of a kind; whether the kernel agrees. */
    private static boolean settle(int processor, int policy) {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment mask = arena.allocate(MASK_LENGTH, 8);
            mask.set(ValueLayout.JAVA_BYTE, processor / 8, (byte) (1 << processor % 8));
            final MemorySegment priority = arena.allocate(8, 8);
            return call("sched_setaffinity", 0, (long) MASK_LENGTH, mask) == 0
                && call("sched_setscheduler", 0, policy, priority) == 0;
        }
    }

    private void crowd(int processor) throws InterruptedException {
        final CountDownLatch there = new CountDownLatch(1);
        Thread.ofPlatform().daemon().start(() -> {
            settle(processor, SCHED_BATCH);
            there.countDown();
            while (crowded.get()) {
                Thread.onSpinWait();
            }
        });
        there.await();
    }

    @Test
    void shouldNotBlameAFunctionWhoseThreadGetsNoProcessor() throws InterruptedException {
        final int processor = call("sched_getcpu");
        final AtomicBoolean settled = new AtomicBoolean();
        final CountDownLatch done = new CountDownLatch(1);
        final long[] had = new long[1];
        engine.add(Functions.provider(Functions.definition("STARVED"), (a, b) -> packet -> {
            settled.set(settle(processor, SCHED_IDLE));
            final long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            final long end = System.nanoTime() + Duration.ofMillis(1_500).toNanos();
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
            }
            had[0] = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before;
            done.countDown();
            return true;
        }));
        crowd(processor);
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        final Applied<Object> starved = flow.apply("STARVED");
        flow.connect();
        device.allow(1);
        final Set<String> said = new HashSet<>();
        while (!done.await(5, TimeUnit.MILLISECONDS)) {
            said.add(starved.information().detail());
        }
        assumeThat(settled).as("this kernel lets a thread be starved").isTrue();
        assumeThat(had[0]).as("time that the starved thread had").isLessThan(AgentSighting.SLOW / 2);
        assertThat(said).containsOnly("");
        assertThat(starved.information().detail()).isEmpty();
    }

    @Test
    void shouldNameAFunctionThatIsBlockedInACrowd() throws InterruptedException {
        final int processor = call("sched_getcpu");
        final CountDownLatch release = new CountDownLatch(1);
        engine.add(Functions.provider(Functions.definition("BLOCKED"), (a, b) -> packet -> {
            settle(processor, SCHED_IDLE);
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        }));
        crowd(processor);
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        final Applied<Object> blocked = flow.apply("BLOCKED");
        flow.connect();
        device.allow(1);
        assertThat(TestEngine.eventually(() -> blocked.information().detail().startsWith("hangs: has not returned"))).isTrue();
        crowded.set(false);
        release.countDown();
        assertThat(TestEngine.eventually(() -> blocked.information().detail().isEmpty())).isTrue();
    }
}
