package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/** What is new in a plan at work rehearses first; whatever the stand-ins do, the flow is connected and counts. */
@Timeout(600)
class RehearsingTest {
    private static final long PACKETS = 1_000;

    @TempDir
    private Path directory;
    private TestEngine engine;
    private final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, PACKETS, 256);
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void stop() {
        engine.close();
    }

    /** Counts; its stand-ins are given. */
    private static final class Counting extends ScalarInstance {
        private final Supplier<FunctionInstance> standIn;

        Counting(Supplier<FunctionInstance> standIn) {
            this.standIn = standIn;
        }

        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }

        @Override
        public FunctionInstance standIn() {
            return standIn.get();
        }
    }

    private void start(EngineOptions options, Supplier<FunctionInstance> standIn) {
        engine = new TestEngine(options);
        engine.add(Functions.provider(Functions.definition("REHEARSED"), (arguments, application) -> new Counting(() -> {
            asked.incrementAndGet();
            return standIn.get();
        })));
    }

    private Applied<Long> connect() {
        final Flow flow = engine.flow("/rehearsed", device);
        final Applied<Long> counter = flow.apply("REHEARSED", Long.class);
        flow.connect();
        return counter;
    }

    /** Two flows, then all packets: both count them all. */
    private void count() {
        final Applied<Long> first = connect();
        assertThat(asked).as("nothing is in the plan before the first flow").hasValue(0);
        final Applied<Long> second = connect();
        device.allow(MemoryDevice.OPEN);
        assertThat(TestEngine.eventually(() -> second.read().value() == PACKETS && first.read().value() == PACKETS)).isTrue();
    }

    /** A rehearsal that has found no processor yet is not waited for, but it takes place. */
    private void assertAskedMoreOftenThan(int times) {
        assertThat(TestEngine.eventually(() -> asked.get() > times)).isTrue();
    }

    @Test
    void shouldRehearseWhatComesIntoAPlanAtWork() {
        start(TestEngine.options(directory), Functions.Counting::new);
        count();
        assertAskedMoreOftenThan(1);
    }

    @Test
    void shouldNotRehearseWhereNothingIsTrained() {
        start(TestEngine.options(directory).withTraining(false), Functions.Counting::new);
        count();
        assertThat(asked).hasValue(0);
    }

    @Test
    void shouldConnectWhenStandInsThrow() {
        start(TestEngine.options(directory), () -> packet -> {
            throw new StackOverflowError("thrown by a stand-in");
        });
        count();
        assertAskedMoreOftenThan(0);
    }

    @Test
    void shouldConnectWhenAStandInDoesNotReturn() {
        final CountDownLatch end = new CountDownLatch(1);
        start(TestEngine.options(directory), () -> packet -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return true;
        });
        count();
        assertAskedMoreOftenThan(0);
        end.countDown();
    }
}
