package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
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

@Timeout(600)
class WatchdogTest {
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

    private static void work(long nanos) {
        final long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void shouldNameAFunctionThatTakesMostOfTheTimeAndTellItsShare() {
        engine.add(Functions.provider(Functions.definition("GREEDY"), (a, b) -> packet -> {
            work(200_000);
            return true;
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(MemoryDevice.OPEN);
        final Flow flow = engine.flow("/x", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        final Applied<Object> greedy = flow.apply("GREEDY");
        flow.connect();
        assertThat(TestEngine.eventually(() -> greedy.information().load() > 0.75)).isTrue();
        assertThat(TestEngine.eventually(() -> greedy.information().detail().matches("takes \\d+ % of the time of.*"))).isTrue();
        assertThat(TestEngine.eventually(() -> flow.information().detail().matches(".*GREEDY.*% of the time.*"))).isTrue();
        assertThat(TestEngine.eventually(() -> count.information().load() < 0.25)).isTrue();
        assertThat(count.information().detail()).isEmpty();
        device.allow(device.delivered());
        assertThat(TestEngine.eventually(() -> greedy.information().load() == 0)).isTrue();
        assertThat(TestEngine.eventually(() -> greedy.information().detail().isEmpty())).isTrue();
    }

    @Test
    void shouldNameAFunctionOfWhichOneCallTakesLong() {
        final AtomicBoolean slow = new AtomicBoolean(true);
        engine.add(Functions.provider(Functions.definition("SLUGGISH"), (a, b) -> packet -> {
            final long end = System.nanoTime() + 600_000_000;
            TestEngine.hang(() -> slow.get() && System.nanoTime() - end < 0);
            return true;
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        final Applied<Object> sluggish = flow.apply("SLUGGISH");
        flow.connect();
        device.allow(MemoryDevice.OPEN);
        assertThat(TestEngine.eventually(() -> sluggish.information().detail().startsWith("slow: one call took"))).isTrue();
        slow.set(false);
    }

    @Test
    void shouldNameAFunctionThatHangsInItsStatusAndInResultMemory() {
        final AtomicBoolean hang = new AtomicBoolean(true);
        engine.add(Functions.provider(Functions.definition("LOOPING"), (a, b) -> packet -> {
            while (hang.get()) {
                Thread.onSpinWait();
            }
            return true;
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/x", device);
        flow.apply("COUNT");
        final Applied<Object> looping = flow.apply("LOOPING");
        flow.connect();
        assertThat(shownFunction()).isZero();
        device.allow(1);
        assertThat(TestEngine.eventually(() -> looping.information().detail().startsWith("hangs: has not returned"))).isTrue();
        assertThat(flow.information().detail()).contains("LOOPING").contains("hangs");
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).status().equals("hanging"))).isTrue();
        assertThat(TestEngine.eventually(() -> shownFunction() == looping.id())).isTrue();
        hang.set(false);
        assertThat(TestEngine.eventually(() -> looping.information().detail().isEmpty())).isTrue();
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).status().equals("running"))).isTrue();
        assertThat(TestEngine.eventually(() -> shownFunction() == 0)).isTrue();
    }

    /** The counter FUNCTION, as another program reads it. */
    private long shownFunction() {
        try (Stream<Path> files = Files.walk(directory)) {
            final Path file = files.filter(path -> path.toString().endsWith(".results")).findFirst().orElseThrow();
            return ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN).getLong(520 + 8 * 7);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
