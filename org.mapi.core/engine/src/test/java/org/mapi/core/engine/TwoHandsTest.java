package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.OfflineDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.StretchDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.Downstream;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/** An agent whose two threads take turns: nothing that a function or a client sees tells so. */
@Timeout(600)
class TwoHandsTest {
    private static final int STRETCH = 300;

    @TempDir
    private Path directory;
    private TestEngine engine;

    @BeforeEach
    void start() {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "one processor: agents have one thread each");
        engine = new TestEngine(TestEngine.options(directory));
    }

    @AfterEach
    void stop() {
        if (engine != null) {
            engine.close();
        }
    }

    /** Counts what comes in order, one call at a time; everything else is a fault. Plain fields on purpose. */
    private static final class InOrder extends ScalarInstance {
        private long last;
        private boolean inside;
        private long faults;

        @Override
        public boolean process(Packet packet) {
            faults += inside || packet.number() != last + 1 || packet.timestamp() != packet.number() * 1_000 ? 1 : 0;
            inside = true;
            last = packet.number();
            value += faults == 0 ? 1 : 0;
            inside = false;
            return true;
        }
    }

    private void add(String name, Supplier<FunctionInstance> maker) {
        engine.add(Functions.provider(Functions.definition(name), (arguments, application) -> maker.get()));
    }

    /** Where all processors are busy with something else, the second hand may wait long for one at the right moment. */
    private static void awaitLong(BooleanSupplier condition) {
        assertThat(TestEngine.eventually(condition) || TestEngine.eventually(condition)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 300, 1_000})
    void shouldProcessEachPacketOnceAndInOrder(int stretch) throws InterruptedException {
        add("IN_ORDER", InOrder::new);
        final StretchDevice device = new StretchDevice(DeviceKind.OFFLINE, 400_000, stretch);
        final OfflineDevice trace = engine.offline(device);
        final Flow flow = engine.client().createFlow(trace.name());
        final Applied<Long> inOrder = flow.apply("IN_ORDER", Long.class);
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(inOrder.read().value()).isEqualTo(400_000);
        assertThat(device.fault()).isEmpty();
    }

    @Test
    void shouldTakeTurns() {
        add("IN_ORDER", InOrder::new);
        final StretchDevice device = new StretchDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, STRETCH);
        final Flow flow = engine.flow("/x", device);
        final Applied<Long> inOrder = flow.apply("IN_ORDER", Long.class);
        flow.connect();
        awaitLong(() -> device.threads().size() == 2);
        device.packets().allow(device.packets().delivered());
        assertThat(TestEngine.eventually(() -> inOrder.read().value() == device.packets().delivered())).isTrue();
        assertThat(device.vacated()).isPositive();
        assertThat(device.fault()).isEmpty();
    }

    /** Hangs as soon as one of the hands calls it. */
    private static final class Hanging implements FunctionInstance {
        private final AtomicReference<String> whose = new AtomicReference<>("");
        private volatile Thread caught;

        @Override
        public boolean process(Packet packet) {
            final String wanted = whose.get();
            while (!wanted.isEmpty() && Thread.currentThread().getName().endsWith(wanted) && !whose.get().isEmpty()) {
                caught = Thread.currentThread();
                LockSupport.parkNanos(1_000_000);
            }
            return true;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x", "second hand"})
    void shouldNameAFunctionThatHangsInEitherHand(String hand) {
        final Hanging function = new Hanging();
        add("HANGING", () -> function);
        final StretchDevice device = new StretchDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, STRETCH);
        final Flow flow = engine.flow("/x", device);
        final Applied<Object> hanging = flow.apply("HANGING");
        flow.connect();
        awaitLong(() -> device.threads().size() == 2);
        function.whose.set(hand);
        awaitLong(() -> function.caught != null);
        assertThat(TestEngine.eventually(() -> hanging.information().detail().startsWith("hangs: has not returned"))).isTrue();
        assertThat(function.caught.getName()).endsWith(hand);
        assertThat(TestEngine.eventually(() -> engine.client().devices().get(0).status().equals("hanging"))).isTrue();
        function.whose.set("");
        assertThat(TestEngine.eventually(() -> hanging.information().detail().isEmpty())).isTrue();
        assertThat(device.fault()).isEmpty();
    }

    /** Passes each packet on by itself. */
    private static final class Passing implements FunctionInstance {
        private Downstream downstream;

        @Override
        public void init(InstanceContext context) {
            downstream = context.downstream();
        }

        @Override
        public boolean process(Packet packet) {
            downstream.pass(packet);
            return false;
        }
    }

    @Test
    void shouldLetFunctionsPassPacketsOnInEitherHand() throws InterruptedException {
        add("PASSING", Passing::new);
        final StretchDevice device = new StretchDevice(DeviceKind.OFFLINE, 300_000, STRETCH);
        final OfflineDevice trace = engine.offline(device);
        final Flow flow = engine.client().createFlow(trace.name());
        flow.apply("PASSING");
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        flow.connect();
        trace.start();
        assertThat(flow.awaitFinished(TestEngine.PATIENCE)).isTrue();
        assertThat(count.read().value()).isEqualTo(300_000);
    }

    @Test
    void shouldChangePlansAndEndInEitherHandsTurn() {
        add("IN_ORDER", InOrder::new);
        for (int round = 0; round < 20; round++) {
            final StretchDevice device = new StretchDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, STRETCH);
            try (Flow first = engine.flow("/" + round, device)) {
                final Applied<Long> inOrder = first.apply("IN_ORDER", Long.class);
                first.connect();
                for (int change = 0; change < 5; change++) {
                    try (Flow second = engine.client().createFlow("trace:/" + round)) {
                        final Applied<Long> count = second.apply("COUNT", Long.class);
                        second.connect();
                        assertThat(TestEngine.eventually(() -> count.read().value() > 0)).isTrue();
                    }
                }
                device.packets().allow(device.packets().delivered());
                assertThat(TestEngine.eventually(() -> inOrder.read().value() == device.packets().delivered())).isTrue();
            }
            assertThat(TestEngine.eventually(device.packets()::closed)).isTrue();
            assertThat(device.fault()).isEmpty();
        }
    }
}
