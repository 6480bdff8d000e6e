package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultReader;
import org.mapi.function.ScalarInstance;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.Packet;
import org.mapi.result.ResultBlock;

/** Functions that throw or hang wherever they are called: everything else goes on. */
@Timeout(600)
class UnrulyFunctionTest {
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

    /** Where it throws. */
    enum Call { INSTANTIATE, MODIFY, INIT, PROCESS, PUBLISH, TIMER, END, RESET, CLEANUP, SAVE, RESTORE, CAPACITY, OPEN, READ,
        CLOSE }

    /** Not even its text can be had. */
    private static final class Unspeakable extends Error {
        private static final long serialVersionUID = 1;

        @Override
        public String getMessage() {
            throw new StackOverflowError("no text");
        }

        @Override
        public String toString() {
            throw new AssertionError("no text");
        }
    }

    private static final class Unruly implements FunctionInstance {
        private final Call where;

        Unruly(Call where) {
            this.where = where;
            at(Call.INSTANTIATE);
        }

        private void at(Call call) {
            if (call == where) {
                throw new Unspeakable();
            }
        }

        @Override
        public void modify(FlowModification flow) {
            at(Call.MODIFY);
        }

        @Override
        public void init(InstanceContext context) {
            at(Call.INIT);
        }

        @Override
        public boolean process(Packet packet) {
            at(Call.PROCESS);
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            at(Call.PUBLISH);
        }

        @Override
        public void timer(long now) {
            at(Call.TIMER);
        }

        @Override
        public void end() {
            at(Call.END);
        }

        @Override
        public void reset() {
            at(Call.RESET);
        }

        @Override
        public void cleanup() {
            at(Call.CLEANUP);
        }

        @Override
        public void save(StateWriter state) {
            at(Call.SAVE);
        }

        @Override
        public void restore(ResultBlock block, StateReader state) {
            at(Call.RESTORE);
        }

        @Override
        public int capacity() {
            at(Call.CAPACITY);
            return Integer.MAX_VALUE;
        }

        @Override
        public ResultReader<?> openReader() {
            at(Call.OPEN);
            return new ResultReader<Object>() {
                @Override
                public Object read(long nanos) {
                    at(Call.READ);
                    return null;
                }

                @Override
                public boolean ended() {
                    return false;
                }

                @Override
                public long lost() {
                    return 0;
                }

                @Override
                public void close() {
                    at(Call.CLOSE);
                }
            };
        }
    }

    private static FunctionProvider unruly(Call where, String version) {
        final boolean queue = where == Call.OPEN || where == Call.READ || where == Call.CLOSE;
        return Functions.provider(queue ? Functions.definition("UNRULY").withResultMethod(ResultMethod.FUNCT)
            : Functions.definition("UNRULY"), version, (a, b) -> new Unruly(where));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhateverThrows(Call where) throws Exception {
        engine.add(unruly(where, "1.0"));
        final OfflineDevice trace = engine.offline(new MemoryDevice(DeviceKind.OFFLINE, 1_000, 10).allow(MemoryDevice.OPEN));
        final Flow good = engine.client().createFlow(trace.name());
        final Applied<Long> count = good.apply("COUNT", Long.class);
        good.connect();
        final Flow bad = engine.client().createFlow(trace.name());
        final List<MapiException> errors = new ArrayList<>();
        final Applied<Object> unruly = attempt(errors, () -> bad.apply("UNRULY"));
        attempt(errors, () -> {
            bad.connect();
            return null;
        });
        if (unruly != null) {
            attempt(errors, () -> unruly.poll(Duration.ZERO));
            attempt(errors, () -> {
                unruly.reset();
                return null;
            });
        }
        final List<FunctionProvider> next = new ArrayList<>(engine.providers());
        next.add(unruly(where, "1.1"));
        engine.engine().functions(FunctionCatalogue.builder().generation(1_000).addAll(next).build(), false)
            .toCompletableFuture().get(TestEngine.SECONDS, TimeUnit.SECONDS);
        trace.start();
        assertThat(good.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(count.read().value()).isEqualTo(1_000);
        bad.close();
        good.close();
        for (MapiException error : errors) {
            assertThat(error.getMessage()).isNotBlank();
        }
    }

    @FunctionalInterface
    private interface Step<T> {
        T take() throws Exception;
    }

    private static <T> T attempt(List<MapiException> errors, Step<T> step) throws Exception {
        try {
            return step.take();
        } catch (MapiException e) {
            errors.add(e);
            return null;
        }
    }

    /** Goes on with an engine that does not wait long for an init. */
    private void waitOnlyShortlyForInit() {
        engine.close();
        engine = new TestEngine(TestEngine.options(directory).withInit(TestEngine.HANGING));
    }

    @Test
    void shouldNotWaitForAnInitThatHangsAndCleanItUpWhenItReturns() throws InterruptedException {
        waitOnlyShortlyForInit();
        final CountDownLatch hang = new CountDownLatch(1);
        final AtomicInteger cleaned = new AtomicInteger();
        engine.add(Functions.provider(Functions.definition("STICKY"), (a, b) -> new ScalarInstance() {
            @Override
            public void init(InstanceContext context) {
                await(hang);
            }

            @Override
            public boolean process(Packet packet) {
                return true;
            }

            @Override
            public void cleanup() {
                cleaned.incrementAndGet();
            }
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow sticky = engine.flow("/live", device);
        sticky.apply("STICKY");
        assertThatThrownBy(sticky::connect).isInstanceOf(MapiException.class)
            .hasMessageContaining("testlib:STICKY: init has not returned within 3000 ms");
        final Flow next = engine.client().createFlow("trace:/live");
        final Applied<Long> count = next.apply("COUNT", Long.class);
        next.connect();
        device.allow(20);
        assertThat(TestEngine.eventually(() -> count.read().value() == 20)).isTrue();
        assertThat(cleaned).hasValue(0);
        hang.countDown();
        assertThat(TestEngine.eventually(() -> cleaned.get() == 1)).isTrue();
    }

    @Test
    void shouldKeepTheOldVersionWhenTheInitOfTheNewOneHangs() throws Exception {
        waitOnlyShortlyForInit();
        final CountDownLatch hang = new CountDownLatch(1);
        final AtomicBoolean waits = new AtomicBoolean();
        final FunctionProvider next = Functions.provider(Functions.definition("COUNT"), "2.0",
            (a, b) -> new Functions.CountingWith(() -> {
                waits.set(true);
                await(hang);
            }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(20);
        final Flow flow = engine.flow("/live", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        assertThat(TestEngine.eventually(() -> count.read().value() == 20)).isTrue();
        final List<FunctionProvider> both = new ArrayList<>(engine.providers());
        both.add(next);
        engine.engine().functions(FunctionCatalogue.builder().generation(1_000).addAll(both).build(), false)
            .toCompletableFuture().get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(waits).isTrue();
        assertThat(count.information().detail()).contains("init has not returned within 3000 ms");
        device.allow(40);
        assertThat(TestEngine.eventually(() -> count.read().value() == 40)).isTrue();
        hang.countDown();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
