package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
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
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.registry.DriverCatalogue;
import org.mapi.core.engine.registry.FunctionCatalogue;
import org.mapi.core.engine.registry.FunctionProvider;
import org.mapi.core.engine.registry.PlainProviders;
import org.mapi.core.engine.support.Bucket;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.QueuesDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Definition;
import org.mapi.function.FlowModification;
import org.mapi.function.FunctionInstance;
import org.mapi.function.FunctionReference;
import org.mapi.function.Optimize;
import org.mapi.function.Queueing;
import org.mapi.function.ResultMethod;
import org.mapi.function.ResultSource;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;
import org.mapi.result.Result;
import org.mapi.result.ResultBlock;
import org.mapi.result.ResultLayout;
import org.mapi.result.TopValue;
import org.mapi.result.TopValues;

@Timeout(600)
class SeveralQueuesTest {
    private static final int QUEUES = 3;
    @TempDir
    private Path directory;
    private TestEngine engine;
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger instances = new AtomicInteger();

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory));
        engine.add(each("1.0"), all());
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    /** Counts, and writes down on which threads. */
    private final class Counting extends ScalarInstance {
        Counting() {
            instances.incrementAndGet();
        }

        @Override
        public boolean process(Packet packet) {
            threads.add(Thread.currentThread());
            value++;
            return true;
        }

        @Override
        public void reset() {
            value = 0;
        }
    }

    private static final ResultLayout<TopValues> ROW = ResultLayout.of(TopValues.class);

    private static Definition perQueue(String name, String... arguments) {
        return Functions.definition(name, arguments).withQueueing(Queueing.PER_QUEUE);
    }

    private static Definition counter(Definition plain) {
        return new Definition(plain.library(), plain.function(), plain.description(), plain.arguments(), plain.deviceType(),
            plain.resultMethod(), plain.result(), true, null, false, false, plain.optimize(), plain.state(), plain.queueing());
    }

    /** EACH: counts on each queue by itself. */
    private FunctionProvider each(String version) {
        return Functions.provider(counter(perQueue("EACH")), version, (a, b) -> new Counting());
    }

    /** ALL: counts all queues in one instance. */
    private FunctionProvider all() {
        return Functions.provider(Functions.definition("ALL"), (a, b) -> new Counting());
    }

    private QueuesDevice device(DeviceKind kind) {
        return new QueuesDevice(kind, QUEUES, MemoryDevice.OPEN, 16);
    }

    private static boolean reaches(Applied<Long> applied, long value) {
        return TestEngine.eventually(() -> applied.read().value() == value);
    }

    private void set(FunctionProvider... providers) {
        try {
            final FunctionCatalogue next = FunctionCatalogue.builder().generation(System.nanoTime()).addAll(List.of(providers))
                .build();
            engine.engine().functions(next, false).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldGiveEachQueueAThreadAnInstanceAndAFileOfItsOwnAndAddWhatTheyCount() throws IOException {
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> count = flow.apply("EACH", Long.class);
        flow.connect();
        device.queue(0).allow(100);
        device.queue(1).allow(200);
        device.queue(2).allow(5);
        assertThat(reaches(count, 305)).isTrue();
        assertThat(threads).hasSize(QUEUES);
        assertThat(instances).hasValue(QUEUES);
        assertThat(count.information().seen()).isEqualTo(305);
        assertThat(count.information().passed()).isEqualTo(305);
        assertThat(flow.information().packets()).isEqualTo(305);
        assertThat(count.readAll()).hasSize(1).first().extracting(Result::seen).isEqualTo(305L);
        assertThat(engine.client().peek(flow.id(), count.id())).contains(305L);
        assertThat(engine.client().devices().get(0).queues()).isEqualTo(QUEUES);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".results")))
                .hasSize(QUEUES);
        }
        flow.close();
        assertThat(count.read().value()).isEqualTo(305);
        assertThat(count.read().seen()).isEqualTo(305);
        assertThat(device.mixed()).isFalse();
    }

    /** Cannot be merged. */
    record Range(long first, long last) { }

    private static FunctionInstance range() {
        return new FunctionInstance() {
            private long last;

            @Override
            public boolean process(Packet packet) {
                last = packet.number();
                return true;
            }

            @Override
            public void publish(ResultBlock block) {
                block.setLong(0, 1);
                block.setLong(8, last);
            }
        };
    }

    /** One row with what a queue has seen. */
    private static FunctionInstance row() {
        return new FunctionInstance() {
            private final AtomicInteger packets = new AtomicInteger();

            @Override
            public boolean process(Packet packet) {
                packets.incrementAndGet();
                return true;
            }

            @Override
            public void publish(ResultBlock block) {
                block.setInt(ROW.offset("count"), packets.get() == 0 ? 0 : 1);
                block.setLong(ROW.offset("rows.value"), packets.get() > 20 ? 2 : 1);
                block.setLong(ROW.offset("rows.count"), packets.get());
            }
        };
    }

    @Test
    void shouldAddRowsOfEqualKeysThatAreComputedWhenSomebodyReads() {
        final Definition plain = perQueue("ROWS");
        engine.add(Functions.provider(new Definition(plain.library(), "ROWS", "", List.of(), "1", ResultMethod.IPC,
            TopValues.class.getName(), false, null, false, false, plain.optimize(), plain.state(), plain.queueing()),
            (a, b) -> row()));
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        final Applied<TopValues> applied = flow.apply("ROWS", TopValues.class);
        flow.connect();
        device.queue(0).allow(10);
        device.queue(1).allow(30);
        device.queue(2).allow(15);
        assertThat(TestEngine.eventually(() -> applied.information().seen() == 55)).isTrue();
        assertThat(applied.read().value().rows()).containsExactly(new TopValue(2, 30, 0), new TopValue(1, 25, 0));
    }

    @Test
    void shouldListEachQueueWhereValuesCannotBecomeOne() {
        final Definition plain = perQueue("RANGE");
        engine.add(Functions.provider(new Definition(plain.library(), "RANGE", "", List.of(), "1", plain.resultMethod(),
            Range.class.getName(), false, null, false, false, plain.optimize(), plain.state(), plain.queueing()),
            (a, b) -> range()));
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        final Applied<Range> applied = flow.apply("RANGE", Range.class);
        flow.connect();
        device.queue(0).allow(10);
        device.queue(2).allow(30);
        assertThat(TestEngine.eventually(() -> applied.information().seen() == 40)).isTrue();
        assertThat(applied.readAll()).extracting(Result::value).containsExactly(new Range(1, 10), new Range(1, 0),
            new Range(1, 30));
        assertThat(applied.readAll()).extracting(Result::seen).containsExactly(10L, 0L, 30L);
        assertThat(applied.readAll()).extracting(Result::sensor).containsExactly("localhost:trace:/q#0", "localhost:trace:/q#1",
            "localhost:trace:/q#2");
        assertThat(applied.read().value()).as("the queue whose packet came last").isEqualTo(new Range(1, 30));
        assertThat(applied.read().seen()).isEqualTo(40);
        assertThat(engine.client().peek(flow.id(), 1).orElseThrow()).isInstanceOf(List.class).asString()
            .contains("last=10").contains("last=30");
    }

    @Test
    void shouldPollAllQueuesWithOneAgentWhileAFunctionWantsToSeeAllOfThem() {
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(50);
        final Flow stays = engine.flow("/q", device);
        final Applied<Long> each = stays.apply("EACH", Long.class);
        stays.connect();
        assertThat(reaches(each, 150)).isTrue();
        assertThat(threads).hasSize(QUEUES);

        final Flow serial = engine.client().createFlow("trace:/q");
        serial.apply("EACH");
        final Applied<Long> all = serial.apply("ALL", Long.class);
        serial.connect();
        assertThat(instances).as("three, one of the serial flow's EACH, one of ALL").hasValue(QUEUES + 2);
        threads.clear();
        device.allow(80);
        assertThat(reaches(each, 240)).isTrue();
        assertThat(reaches(all, 90)).isTrue();
        assertThat(threads).hasSize(1);
        assertThat(all.information().seen()).isEqualTo(90);

        serial.close();
        assertThat(all.read().value()).isEqualTo(90);
        threads.clear();
        device.allow(100);
        assertThat(reaches(each, 300)).isTrue();
        assertThat(threads).hasSize(QUEUES);
        assertThat(device.mixed()).isFalse();
    }

    @Test
    void shouldQuarantineOnlyTheInstanceThatThrew() {
        engine.add(Functions.provider(perQueue("FRAGILE"), (a, b) -> packet -> {
            if (packet.wireLength() == 77) {
                throw new IllegalStateException("seventy-seven");
            }
            return true;
        }));
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        final Applied<Object> fragile = flow.apply("FRAGILE");
        flow.connect();
        device.queue(0).allow(10);
        device.queue(1).allow(20);
        device.queue(2).allow(5);
        assertThat(TestEngine.eventually(() -> fragile.information().seen() == 35)).isTrue();
        final FunctionInformation information = fragile.information();
        assertThat(information.status()).isEqualTo(FunctionStatus.QUARANTINED);
        assertThat(information.detail()).startsWith("queue 1: ").contains("seventy-seven");
        assertThat(information.passed()).isEqualTo(10 + 16 + 5);
        assertThat(information.missed()).isEqualTo(4);
    }

    @Test
    void shouldHoldSuspendAndResumeOnAllQueues() {
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(100);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> each = flow.apply("EACH", Long.class);
        flow.connect();
        assertThat(reaches(each, 300)).isTrue();
        set(all());
        device.allow(200);
        assertThat(TestEngine.eventually(() -> flow.status() == FlowStatus.SUSPENDED)).isTrue();
        assertThat(TestEngine.eventually(() -> each.information().missed() == 300)).isTrue();
        set(all(), each("1.1"));
        device.allow(250);
        assertThat(reaches(each, 450)).isTrue();
        assertThat(each.information().seen()).isEqualTo(750);
        assertThat(each.information().passed()).isEqualTo(450);
        assertThat(each.information().missed()).isEqualTo(300);
        assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        assertThat(each.information().bundleVersion()).isEqualTo("1.1");
    }

    @Test
    void shouldKeepHoldingAQueueThatMovesToAnotherAgent() {
        engine.close();
        engine = new TestEngine(TestEngine.options(directory).withTimes(TestEngine.PATIENCE, TestEngine.PATIENCE));
        engine.add(each("1.0"), all());
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(100);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> each = flow.apply("EACH", Long.class);
        flow.connect();
        assertThat(reaches(each, 300)).isTrue();
        set(all());
        device.allow(1_000);
        assertThat(each.information().status()).isEqualTo(FunctionStatus.HELD);
        final Flow serial = engine.client().createFlow("trace:/q");
        final Applied<Long> count = serial.apply("ALL", Long.class);
        serial.connect();
        assertThat(device.delivered()).isEqualTo(300);
        serial.close();
        assertThat(count.read().value()).isZero();
        set(all(), each("1.1"));
        assertThat(reaches(each, 3_000)).isTrue();
        assertThat(each.information().missed()).isZero();
    }

    @Test
    void shouldLoseNothingOnOtherQueuesWhenAFunctionHangsOnOne() {
        final AtomicBoolean hang = new AtomicBoolean(true);
        engine.add(Functions.provider(counter(perQueue("LOOPING")), (a, b) -> new ScalarInstance() {
            @Override
            public boolean process(Packet packet) {
                TestEngine.hang(() -> hang.get() && packet.wireLength() == 77);
                value++;
                return true;
            }
        }));
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> looping = flow.apply("LOOPING", Long.class);
        flow.connect();
        device.queue(1).allow(20);
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).detail().contains("testlib:LOOPING 1@1")))
            .isTrue();
        assertThat(engine.client().devices().get(0).status()).isEqualTo("hanging");
        device.queue(0).allow(15);
        device.queue(2).allow(15);
        assertThat(reaches(looping, 16 + 30)).isTrue();
        hang.set(false);
        assertThat(reaches(looping, 50)).isTrue();
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).status().equals("running"))).isTrue();
    }

    @Test
    void shouldFinishWhenAllQueuesHaveEnded() throws InterruptedException {
        final QueuesDevice device = new QueuesDevice(DeviceKind.OFFLINE, QUEUES, 100, 7);
        final OfflineDevice trace = engine.offline(device);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> each = flow.apply("EACH", Long.class);
        flow.connect();
        trace.start();
        device.queue(0).allow(100);
        device.queue(1).allow(100);
        device.queue(2).allow(50);
        assertThat(reaches(each, 250)).isTrue();
        assertThat(flow.awaitFinished(Duration.ofMillis(1))).isFalse();
        device.allow(100);
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(each.read().value()).isEqualTo(300);
    }

    @Test
    void shouldResetAndUnshareOnAllQueues() {
        engine.add(Functions.provider(counter(perQueue("SHARED")).withOptimize(Optimize.AUTO),
            (a, b) -> new Counting()));
        engine.add(Functions.provider(perQueue("PASS").withOptimize(Optimize.AUTO),
            (a, b) -> new Functions.Last(Packet::number)));
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(10);
        final Flow first = engine.flow("/q", device);
        final Applied<Long> pass = first.apply("PASS", Long.class);
        final Applied<Long> count = first.apply("EACH", Long.class);
        first.connect();
        final Flow second = engine.client().createFlow("trace:/q");
        final Applied<Long> other = second.apply("PASS", Long.class);
        assertThat(reaches(count, 30)).isTrue();
        second.connect();
        assertThat(other.information().shared()).isTrue();
        assertThat(other.information().seen()).isZero();
        device.allow(20);
        assertThat(TestEngine.eventually(() -> other.information().seen() == 30)).isTrue();
        count.reset();
        assertThat(count.read().value()).isZero();
        pass.reset();
        assertThat(other.information().shared()).isFalse();
        assertThat(pass.information().seen()).isEqualTo(60);
        device.allow(25);
        assertThat(reaches(count, 15)).isTrue();
        assertThat(TestEngine.eventually(() -> pass.information().seen() == 75)).isTrue();
        assertThat(TestEngine.eventually(() -> other.information().seen() == 45)).isTrue();
    }

    @Test
    void shouldReadTheSourceOfTheSameQueueAndMergedWhereAllQueuesAreSeen() {
        engine.add(Functions.provider(perQueue("NUMBERS"), (a, b) -> new Functions.Last(Packet::number)));
        engine.add(Functions.provider(counter(perQueue("WRONG", "flow:r:flow", "function:f:function")), (a, b) -> {
            final ResultSource source = b.source(1, a.function(1));
            return new Functions.Last(packet -> source.value() == packet.number() ? 0 : 1);
        }));
        engine.add(Functions.provider(Functions.definition("SEES", "flow:r:flow", "function:f:function"), (a, b) -> {
            final ResultSource source = b.source(1, a.function(1));
            return new Functions.Last(packet -> source.value());
        }));
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(1_000);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> numbers = flow.apply("NUMBERS", Long.class);
        final Applied<Long> wrong = flow.apply("WRONG", Long.class, numbers);
        final Applied<Long> count = flow.apply("EACH", Long.class);
        flow.connect();
        assertThat(reaches(count, 3_000)).isTrue();
        assertThat(wrong.read().value()).isZero();
        final Flow serial = engine.client().createFlow("trace:/q");
        final Applied<Long> sees = serial.apply("SEES", Long.class, count);
        serial.connect();
        device.queue(1).allow(1_001);
        assertThat(TestEngine.eventually(() -> sees.read().value() >= 3_000)).isTrue();
    }

    /** Joins the function that is named, if any. */
    private FunctionInstance joining(int flow, int function) {
        return new FunctionInstance() {
            @Override
            public void modify(FlowModification changes) {
                if (flow > 0) {
                    changes.identicalTo(new FunctionReference(flow, function));
                }
            }

            @Override
            public boolean process(Packet packet) {
                threads.add(Thread.currentThread());
                return true;
            }
        };
    }

    @Test
    void shouldKeepOneAgentForAnInstanceThatSawAllQueuesWhenAnotherFlowInheritsIt() {
        engine.add(Functions.provider(perQueue("JOIN", "flow:i=0:flow", "function:i=0:function").withOptimize(Optimize.MANUAL),
            (a, b) -> joining(a.integer(0), a.integer(1))));
        final QueuesDevice device = device(DeviceKind.REPLAY);
        final Flow serial = engine.flow("/q", device);
        final Applied<Object> first = serial.apply("JOIN");
        serial.apply("ALL");
        serial.connect();
        final Flow heir = engine.client().createFlow("trace:/q");
        final Applied<Object> inherited = heir.apply("JOIN", serial.id(), first.id());
        final Applied<Long> each = heir.apply("EACH", Long.class);
        heir.connect();
        assertThat(inherited.information().shared()).isTrue();
        device.allow(10);
        assertThat(reaches(each, 30)).isTrue();
        serial.close();
        threads.clear();
        device.allow(20);
        assertThat(reaches(each, 60)).isTrue();
        assertThat(inherited.information().seen()).isEqualTo(60);
        assertThat(threads).as("JOIN has one instance, which two threads must not run").hasSize(1);
    }

    @Test
    void shouldNotGoOnWithADeviceThatHasOtherQueuesThanBefore() throws Exception {
        final QueuesDevice before = device(DeviceKind.REPLAY).allow(10);
        final Flow flow = engine.flow("/q", before);
        final Applied<Long> each = flow.apply("EACH", Long.class);
        flow.connect();
        assertThat(reaches(each, 30)).isTrue();
        engine.engine().drivers(new DriverCatalogue(50, List.of())).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        final QueuesDevice smaller = engine.driver().put("/q", new QueuesDevice(DeviceKind.REPLAY, 2, 100, 10));
        engine.engine().drivers(new DriverCatalogue(51, List.of(PlainProviders.of(engine.driver())))).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(engine.client().devices().get(0).status()).isEqualTo("waiting for driver");
        assertThat(engine.client().devices().get(0).detail()).contains("has 2 receive queues, it had 3 before");
        assertThat(smaller.queue(0).closed()).isTrue();
        engine.engine().drivers(new DriverCatalogue(52, List.of())).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        engine.driver().put("/q", device(DeviceKind.REPLAY).allow(7));
        engine.engine().drivers(new DriverCatalogue(53, List.of(PlainProviders.of(engine.driver())))).toCompletableFuture()
            .get(TestEngine.SECONDS, TimeUnit.SECONDS);
        assertThat(reaches(each, 51)).isTrue();
    }

    @Test
    void shouldTellAVersionThatWantsToSeeAllQueuesToWaitForANewFlow() {
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(10);
        final Flow flow = engine.flow("/q", device);
        final Applied<Long> each = flow.apply("EACH", Long.class);
        flow.connect();
        assertThat(reaches(each, 30)).isTrue();
        final FunctionProvider serial = Functions.provider(counter(Functions.definition("EACH")), "2.0",
            (a, b) -> new Counting());
        set(each("1.0"), serial);
        set(serial);
        assertThat(TestEngine.eventually(() -> each.information().status() == FunctionStatus.SUSPENDED)).isTrue();
        assertThat(each.information().detail()).contains("wants to see all queues");
        final Flow anew = engine.client().createFlow("trace:/q");
        final Applied<Long> counts = anew.apply("EACH", Long.class);
        anew.connect();
        device.allow(20);
        assertThat(reaches(counts, 30)).isTrue();
    }

    @Test
    void shouldNotTakeMoreThanASerialFunctionHasRoomForFromAllQueuesTogether() {
        final AtomicInteger room = new AtomicInteger(40);
        engine.add(Functions.provider(Functions.definition("BUCKET"), (a, b) -> new Bucket(room)));
        final QueuesDevice device = device(DeviceKind.REPLAY).allow(100);
        final Flow flow = engine.flow("/q", device);
        final Applied<Object> bucket = flow.apply("BUCKET");
        flow.connect();
        assertThat(TestEngine.eventually(() -> bucket.information().seen() == 40)).isTrue();
        room.set(1_000);
        assertThat(TestEngine.eventually(() -> bucket.information().seen() == 300)).isTrue();
        assertThat(bucket.information().missed()).isZero();
    }

    @Test
    void shouldCloseWhatHangsOnOneQueueAndNameIt() {
        engine.close();
        engine = new TestEngine(TestEngine.hanging(directory));
        final AtomicBoolean hang = new AtomicBoolean(true);
        engine.add(Functions.provider(perQueue("LOOPING"), (a, b) -> packet -> {
            TestEngine.hang(hang::get);
            return true;
        }));
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        flow.apply("LOOPING");
        flow.connect();
        device.queue(2).allow(1);
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).detail().contains("LOOPING"))).isTrue();
        assertThatThrownBy(flow::close).isInstanceOf(MapiException.class).hasMessageContaining("LOOPING");
        hang.set(false);
    }

    @Test
    void shouldCountTheInterfacesAndCountersOfAllQueues() {
        final QueuesDevice device = device(DeviceKind.LIVE);
        final Flow flow = engine.flow("/q", device);
        flow.connect();
        device.queue(0).allow(30);
        device.queue(1).allow(12);
        assertThat(TestEngine.eventually(() -> engine.client().statistics("trace:/q").get(0).interfaces().equals(List.of(42L))))
            .isTrue();
        assertThat(engine.client().devices().get(0).packets()).isEqualTo(42);
        assertThat(flow.information().packets()).isEqualTo(42);
    }
}
