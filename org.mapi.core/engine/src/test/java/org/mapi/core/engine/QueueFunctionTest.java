package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.EntryReader;
import org.mapi.Flow;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultReader;
import org.mapi.packet.Packet;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultQueue;

@Timeout(600)
class QueueFunctionTest {
    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory));
        engine.add(numbers("1.0"));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private static FunctionProvider numbers(String version) {
        return Functions.provider(Functions.definition("NUMBERS").withResultMethod(ResultMethod.FUNCT), version,
            (arguments, application) -> new Numbers());
    }

    /** Puts each packet's number into its queue; waits when it is full. */
    private static final class Numbers implements FunctionInstance {
        private ResultQueue queue;

        @Override
        public void init(InstanceContext context) {
            queue = context.queue(4096, Long.BYTES);
        }

        @Override
        public boolean process(Packet packet) {
            final long at = queue.claim(Long.BYTES);
            if (at < 0) {
                queue.lost(1);
                return true;
            }
            queue.segment().set(ValueLayout.JAVA_LONG_UNALIGNED, at, packet.number());
            queue.commit();
            return true;
        }

        @Override
        public int capacity() {
            return queue.free();
        }

        @Override
        public void end() {
            queue.end();
        }

        @Override
        public ResultReader<?> openReader() {
            return new NumberReader(queue.reader());
        }
    }

    private static final class NumberReader implements ResultReader<Long> {
        private final QueueReader reader;
        private long number;

        NumberReader(QueueReader reader) {
            this.reader = reader;
        }

        @Override
        public Long read(long nanos) throws InterruptedException {
            if (!reader.await(nanos)) {
                return null;
            }
            return reader.poll((segment, offset, length) ->
                number = segment.get(ValueLayout.JAVA_LONG_UNALIGNED, offset)) ? number : null;
        }

        @Override
        public boolean ended() {
            return reader.ended();
        }

        @Override
        public long lost() {
            return reader.lost();
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    @Test
    void shouldHandOverEveryEntryInOrderAndEnd() throws InterruptedException {
        final OfflineDevice trace = engine.offline(10_000);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> numbers = flow.apply("NUMBERS", Long.class);
        flow.connect();
        assertThat(numbers.poll(Duration.ZERO)).isEmpty();
        trace.start();
        final List<Long> first = new ArrayList<>();
        assertThat(numbers.loop(100, first::add)).isEqualTo(100);
        assertThat(numbers.read().value()).isEqualTo(101);
        assertThat(numbers.poll(TestEngine.PATIENCE)).contains(102L);
        final long[] last = {102};
        assertThat(numbers.loop(0, number -> {
            assertThat(number).isEqualTo(last[0] + 1);
            last[0] = number;
        })).isEqualTo(10_000 - 102);
        assertThat(numbers.ended()).isTrue();
        assertThat(numbers.lost()).isZero();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(catchThrowableOfType(MapiException.class, () -> numbers.loop(1, null)).number()).isEqualTo(7004);
    }

    @Test
    void shouldGiveEachReaderAPositionOfItsOwn() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> numbers = flow.apply("NUMBERS", Long.class);
        flow.connect();
        try (EntryReader<Long> one = numbers.openReader(); EntryReader<Long> two = numbers.openReader()) {
            device.allow(3);
            assertThat(one.poll(TestEngine.PATIENCE)).contains(1L);
            assertThat(one.poll(TestEngine.PATIENCE)).contains(2L);
            assertThat(two.poll(TestEngine.PATIENCE)).contains(1L);
            flow.close();
            assertThat(two.ended()).isTrue();
            assertThat(two.poll(TestEngine.PATIENCE)).isEmpty();
        }
    }

    @Test
    void shouldNotHoldAReplayUpForAQueueThatNobodyReads() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(5_000);
        final Flow unread = engine.flow("/replay", device);
        final Applied<Long> numbers = unread.apply("NUMBERS", Long.class);
        unread.connect();
        assertThat(TestEngine.eventually(() -> numbers.information().seen() == 5_000)).isTrue();
        try (EntryReader<Long> late = numbers.openReader()) {
            final long first = late.poll(TestEngine.PATIENCE).orElseThrow();
            assertThat(first).isGreaterThan(4_700);
            assertThat(late.lost()).isEqualTo(first - 1);
            device.allow(10_000);
            assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).status()
                .equals("waiting for reader"))).isTrue();
            for (long expected = first + 1; expected <= 10_000; expected++) {
                assertThat(late.poll(TestEngine.PATIENCE)).contains(expected);
            }
        }
    }

    @Test
    void shouldGoOnWhereAReaderWasWhenTheLibraryIsUpgraded() throws Exception {
        final OfflineDevice trace = engine.offline(20_000);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> numbers = flow.apply("NUMBERS", Long.class);
        flow.connect();
        assertThat(numbers.poll(Duration.ZERO)).as("nothing yet; a reader that is there is waited for").isEmpty();
        trace.start();
        long expected = 1;
        for (int version = 2; version < 12; version++) {
            for (int i = 0; i < 500; i++) {
                assertThat(numbers.poll(TestEngine.PATIENCE)).contains(expected++);
            }
            engine.engine().functions(FunctionCatalogue.builder().generation(100 + version).add(numbers(version + ".0")).build(),
                false).toCompletableFuture().get(TestEngine.SECONDS, TimeUnit.SECONDS);
        }
        while (expected <= 20_000) {
            assertThat(numbers.poll(TestEngine.PATIENCE)).contains(expected++);
        }
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(numbers.information().missed()).isZero();
    }

    @Test
    void shouldHaveEntriesOnlyWhereThereIsAQueue() {
        final OfflineDevice trace = engine.offline(1);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        assertThat(catchThrowableOfType(MapiException.class, () -> count.poll(Duration.ZERO)).error())
            .isEqualTo(MapiError.MAPI_NO_RESULT);
    }

    /** Computes its result when it is asked. */
    private static final class Lazy implements FunctionInstance {
        private long packets;
        private long asked;

        @Override
        public boolean process(Packet packet) {
            packets++;
            return true;
        }

        @Override
        public void publish(ResultBlock block) {
            asked++;
            block.setLong(0, 1_000 * packets + asked);
        }
    }

    @Test
    void shouldComputeOnTheAgentWhatIsReadByMessage() throws InterruptedException {
        engine.add(Functions.provider(Functions.definition("LAZY").withResultMethod(ResultMethod.IPC), (a, b) -> new Lazy()));
        final OfflineDevice trace = engine.offline(5);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> lazy = flow.apply("LAZY", Long.class);
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(lazy.read().value()).isEqualTo(5_001);
        assertThat(lazy.read().value()).isEqualTo(5_002);
        flow.close();
        assertThat(lazy.read().value()).isEqualTo(5_003);
    }

    @Test
    void shouldComputeAtCloseWhatNobodyHasRead() throws InterruptedException {
        engine.add(Functions.provider(Functions.definition("LAZY").withResultMethod(ResultMethod.IPC), (a, b) -> new Lazy()));
        final OfflineDevice trace = engine.offline(5);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> lazy = flow.apply("LAZY", Long.class);
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        flow.close();
        assertThat(lazy.read().value()).isEqualTo(5_001);
    }
}
