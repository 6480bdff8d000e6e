package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionInformation;
import org.mapi.FunctionStatus;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Application;
import org.mapi.function.Arguments;
import org.mapi.function.Definition;
import org.mapi.function.Function;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

@Timeout(600)
class ReplacementTest {
    @TempDir
    private Path directory;
    private TestEngine engine;
    private long generation = 100;

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void set(boolean onPurpose, FunctionProvider... providers) {
        try {
            engine.engine().functions(FunctionCatalogue.builder().generation(++generation).addAll(List.of(providers)).build(),
                onPurpose).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Goes on with an engine whose devices wait for a library however long a test takes to bring it. */
    private void holdLong() {
        engine.close();
        engine = new TestEngine(TestEngine.options(directory).withTimes(TestEngine.PATIENCE, TestEngine.PATIENCE));
    }

    private static class Cleaned extends ScalarInstance {
        private final AtomicInteger cleaned;

        Cleaned(AtomicInteger cleaned) {
            this.cleaned = cleaned;
        }

        @Override
        public boolean process(Packet packet) {
            value++;
            return true;
        }

        @Override
        public void cleanup() {
            cleaned.incrementAndGet();
        }
    }

    private static FunctionProvider counter(String version, AtomicInteger cleaned) {
        return Functions.provider(Functions.definition("COUNT"), version, (a, b) -> new Cleaned(cleaned));
    }

    @Test
    void shouldLoseNothingHoweverOftenALibraryIsUpgraded() throws InterruptedException {
        holdLong();
        final AtomicInteger cleaned = new AtomicInteger();
        final Random random = new Random(42);
        set(false, counter("0", cleaned), Functions.every());
        final MemoryDevice device = new MemoryDevice(DeviceKind.OFFLINE, 200_000, 16);
        final OfflineDevice trace = engine.offline(device);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> all = flow.apply("COUNT", Long.class);
        flow.apply("EVERY", 2);
        final Applied<Long> half = flow.apply("COUNT", Long.class);
        flow.connect();
        trace.start();
        final int swaps = 100;
        long allowed = 0;
        FunctionProvider now = counter("1", cleaned);
        for (int i = 1; i <= swaps; i++) {
            allowed += random.nextInt(2_000);
            device.allow(allowed);
            final FunctionProvider next = counter(i + ".1", cleaned);
            switch (random.nextInt(3)) {
                case 0 -> set(false, next, now, Functions.every());
                case 1 -> set(false, Functions.every());
                default -> set(false, next, Functions.every());
            }
            set(false, next, Functions.every());
            now = next;
        }
        device.allow(MemoryDevice.OPEN);
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(all.read().value()).isEqualTo(200_000);
        assertThat(half.read().value()).isEqualTo(100_000);
        assertThat(flow.functions()).extracting(FunctionInformation::missed).containsExactly(0L, 0L, 0L);
        assertThat(flow.functions().get(0).bundleVersion()).isEqualTo(swaps + ".1");
        assertThat(cleaned.get()).isGreaterThanOrEqualTo(2 * swaps);
    }

    @Test
    void shouldHoldUntilTheLibraryIsBack() {
        holdLong();
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        device.allow(1_000);
        assertThat(TestEngine.eventually(() -> count.read().value() == 1_000)).isTrue();
        set(false);
        assertThat(count.information().status()).isEqualTo(FunctionStatus.HELD);
        assertThat(engine.client().devices().get(0).status()).isEqualTo("held");
        device.allow(3_000);
        set(false, Functions.count("2.0"));
        assertThat(TestEngine.eventually(() -> count.read().value() == 3_000)).isTrue();
        assertThat(count.read().missed()).isZero();
    }

    @Test
    void shouldSuspendAfterTheHoldCountWhatIsMissedAndResumeByItself() throws InterruptedException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, 10_000, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> before = flow.apply("GAP", Long.class);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        device.allow(1_000);
        assertThat(TestEngine.eventually(() -> count.read().value() == 1_000)).isTrue();
        final FunctionProvider gap = engine.providers().get(2);
        set(false, gap);
        assertThat(TestEngine.eventually(() -> count.information().status() == FunctionStatus.SUSPENDED)).isTrue();
        assertThat(flow.status()).isEqualTo(FlowStatus.SUSPENDED);
        assertThat(flow.information().detail()).contains("library testlib is gone");
        device.allow(3_000);
        assertThat(TestEngine.eventually(() -> count.information().missed() == 2_000)).isTrue();
        assertThat(before.information().seen()).isEqualTo(3_000);
        assertThat(count.read().value()).isEqualTo(1_000);
        set(false, gap, Functions.count("2.0"));
        assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        device.allow(10_000);
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(count.read().value()).isEqualTo(8_000);
        assertThat(count.read().missed()).isEqualTo(2_000);
        assertThat(count.read().seen()).isEqualTo(10_000);
    }

    @Test
    void shouldShowTheStateInResultMemory() throws IOException {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(10);
        final Flow flow = engine.flow("/x", device);
        flow.apply("COUNT", Long.class);
        flow.connect();
        assertThat(shownState()).isEqualTo(1);
        set(true);
        assertThat(TestEngine.eventually(() -> shownState() == 2)).isTrue();
        set(false, Functions.count("2"));
        assertThat(TestEngine.eventually(() -> shownState() == 1)).isTrue();
    }

    /** State of the first entry in the first result file, as another program reads it. */
    private int shownState() {
        try (Stream<Path> files = Files.walk(directory)) {
            final Path file = files.filter(path -> path.toString().endsWith(".results")).findFirst().orElseThrow();
            final ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            return bytes.getInt((int) bytes.getLong(256) + 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldSuspendAtOnceWhatIsRemovedOnPurpose() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/live", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        set(true);
        assertThat(count.information().status()).isEqualTo(FunctionStatus.SUSPENDED);
        device.allow(50);
        assertThat(TestEngine.eventually(() -> count.information().missed() == 50)).isTrue();
    }

    @Test
    void shouldShowItsLastValueToOtherFunctionsWhileItIsSuspended() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> gap = flow.apply("GAP", Long.class);
        flow.connect();
        final Flow other = engine.client().createFlow("trace:/replay");
        final Applied<Long> sum = other.apply("SUM", Long.class, gap);
        other.connect();
        device.allow(10);
        assertThat(TestEngine.eventually(() -> sum.read().value() == 9_000)).isTrue();
        set(true, Functions.sum());
        assertThat(gap.information().status()).isEqualTo(FunctionStatus.SUSPENDED);
        final long before = sum.read().value();
        device.allow(20);
        assertThat(TestEngine.eventually(() -> sum.read().seen() == 20)).isTrue();
        assertThat(sum.read().value()).isEqualTo(before + 10_000);
    }

    @Test
    void shouldEndTheHoldOfALiveDeviceWhenItsRingIsHalfFull() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/live", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        device.occupied(0.6);
        set(false);
        assertThat(TestEngine.eventually(() -> count.information().status() == FunctionStatus.SUSPENDED)).isTrue();
    }

    @Test
    void shouldKeepTheOldVersionWhenTheNewOneCannotStart() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        final FunctionProvider old = engine.providers().get(0);
        final FunctionProvider bad = Functions.provider(Functions.definition("COUNT"), "9.0", (a, b) -> {
            throw new MapiException(MapiError.MFUNCT_COULD_NOT_INIT_FUNCT, "out of luck");
        });
        set(false, bad, old);
        assertThat(count.information().status()).isEqualTo(FunctionStatus.INITIALIZED);
        assertThat(count.information().detail()).contains("out of luck");
        assertThat(count.information().bundleVersion()).isEqualTo("1.0");
        device.allow(10);
        assertThat(TestEngine.eventually(() -> count.read().value() == 10)).isTrue();
    }

    /** What another version of COUNT publishes. */
    public record Wider(@org.mapi.result.Merge(org.mapi.result.MergeRule.SUM) long packets,
                        @org.mapi.result.Merge(org.mapi.result.MergeRule.SUM) long bytes) { }

    @Test
    void shouldBeginAnewAndSaySoWhenTheResultHasAnotherLayout() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Object> count = flow.apply("COUNT");
        flow.connect();
        device.allow(10);
        assertThat(TestEngine.eventually(() -> Long.valueOf(10).equals(count.read().value()))).isTrue();
        final Definition plain = Functions.definition("COUNT");
        final Definition wider = new Definition(plain.library(), plain.function(), plain.description(), plain.arguments(),
            plain.deviceType(), plain.resultMethod(), Wider.class.getName(), false, null, false, false, plain.optimize(),
            plain.state(), plain.queueing());
        set(false, Functions.provider(wider, "2.0", (a, b) -> new Functions.Wide()));
        assertThat(count.information().detail()).contains("began anew").contains("another layout");
        device.allow(12);
        assertThat(TestEngine.eventually(() -> count.read().value().toString().equals("{packets=2, bytes=123}"))).isTrue();
        assertThat(count.read().seen()).isEqualTo(12);
        flow.close();
        assertThat(count.read().value()).hasToString("{packets=2, bytes=123}");
    }

    @Test
    void shouldBringAQuarantinedFunctionBackWithAnotherVersion() {
        engine.add(Functions.provider(Functions.definition("FRAGILE"), (a, b) -> packet -> {
            throw new IllegalStateException("always");
        }));
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(5);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Object> fragile = flow.apply("FRAGILE");
        flow.connect();
        assertThat(TestEngine.eventually(() -> fragile.information().missed() == 5)).isTrue();
        set(false, Functions.provider(Functions.definition("FRAGILE"), "2.0", (a, b) -> new Functions.Counting()));
        assertThat(fragile.information().status()).isEqualTo(FunctionStatus.INITIALIZED);
        device.allow(8);
        assertThat(TestEngine.eventually(() -> fragile.information().passed() == 3)).isTrue();
        assertThat(fragile.information().missed()).isEqualTo(5);
    }

    @Test
    void shouldConnectWithWhateverVersionIsThereThen() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(5);
        final Flow flow = engine.flow("/replay", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        set(false);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(MapiException.class, flow::connect).error())
            .isEqualTo(MapiError.MAPI_FUNCTION_NOT_FOUND);
        set(false, Functions.count("7.0"));
        flow.connect();
        assertThat(count.information().bundleVersion()).isEqualTo("7.0");
        assertThat(TestEngine.eventually(() -> count.read().value() == 5)).isTrue();
    }

    private WeakReference<Object> connectWith(Flow flow, String version) {
        final Counted function = new Counted();
        set(false, PlainProviders.of(Functions.definition("COUNT"), "b", version, () -> function, getClass().getClassLoader()));
        if (flow.functions().isEmpty()) {
            flow.apply("COUNT");
            flow.connect();
        }
        return new WeakReference<>(function);
    }

    /** Its instances know it. */
    private static final class Counted implements Function {
        @Override
        public FunctionInstance instantiate(Arguments arguments, Application application) {
            return new Cleaned(new AtomicInteger()) {
                @Override
                public String toString() {
                    return Counted.this.toString();
                }
            };
        }
    }

    @Test
    void shouldKeepNothingOfALibraryThatIsReplacedOrWhoseFlowIsClosed() {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(10);
        final Flow flow = engine.flow("/replay", device);
        final WeakReference<Object> first = connectWith(flow, "1");
        final WeakReference<Object> second = connectWith(flow, "2");
        assertThat(TestEngine.eventually(() -> gone(first))).isTrue();
        set(false);
        assertThat(TestEngine.eventually(() -> gone(second))).isTrue();
        final WeakReference<Object> third = connectWith(flow, "3");
        assertThat(flow.functions().get(0).status()).isEqualTo(FunctionStatus.INITIALIZED);
        flow.close();
        set(false);
        assertThat(TestEngine.eventually(() -> gone(third))).isTrue();
    }

    private static boolean gone(WeakReference<Object> reference) {
        System.gc();
        return reference.get() == null;
    }

    @Test
    void shouldWaitForADriverThatIsReplaced() throws Exception {
        final List<MemoryDevice> opened = new ArrayList<>();
        engine.driver().putEach("/live", () -> {
            opened.add(new MemoryDevice(DeviceKind.LIVE, MemoryDevice.OPEN, 10).allow(100));
            return opened.get(opened.size() - 1);
        });
        final Flow flow = engine.client().createFlow("trace:/live");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        engine.engine().drivers(new DriverCatalogue(2, List.of())).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(opened.get(0).closed()).isTrue();
        assertThat(flow.status()).isEqualTo(FlowStatus.SUSPENDED);
        assertThat(engine.client().devices().get(0).status()).isEqualTo("waiting for driver");
        final long before = count.read().value();
        engine.engine().drivers(new DriverCatalogue(3, List.of(PlainProviders.of(engine.driver())))).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        assertThat(TestEngine.eventually(() -> count.read().value() == before + 100)).isTrue();
    }
}
