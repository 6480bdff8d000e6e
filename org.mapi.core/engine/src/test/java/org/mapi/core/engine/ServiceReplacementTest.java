package org.mapi.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.FlowStatus;
import org.mapi.FunctionStatus;
import org.mapi.capture.DeviceKind;
import org.mapi.core.engine.support.Functions;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.core.engine.support.TestEngine;
import org.mapi.function.ScalarInstance;
import org.mapi.packet.Packet;

/** Services of the platform that functions hold are replaced as libraries are. */
@Timeout(600)
class ServiceReplacementTest {
    @TempDir
    private Path directory;
    private TestEngine engine;
    private final AtomicReference<Adder> service = new AtomicReference<>();

    /** Stands for a compiler of filters: what a function gets from it is used for each packet. */
    private static final class Adder {
        private final int step;
        private volatile boolean gone;

        Adder(int step) {
            this.step = step;
        }

        int step() {
            if (gone) {
                throw new IllegalStateException("used after its bundle has gone");
            }
            return step;
        }
    }

    private static final class Adding extends ScalarInstance {
        private final Adder adder;

        Adding(Adder adder) {
            this.adder = adder;
        }

        @Override
        public boolean process(Packet packet) {
            value += adder.step();
            return true;
        }
    }

    @BeforeEach
    void start() {
        engine = new TestEngine(TestEngine.options(directory), new PlatformServices() {
            @Override
            public <T> Optional<T> find(Class<T> type) {
                return type == Adder.class ? Optional.ofNullable(service.get()).map(type::cast) : Optional.empty();
            }
        });
        engine.add(Functions.provider(Functions.definition("ADD"), (a, b) -> new Adding(b.service(Adder.class))));
        service.set(new Adder(1));
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    private void change(Adder next) throws Exception {
        final Adder old = service.getAndSet(next);
        engine.engine().services(Adder.class, false).toCompletableFuture().get(TestEngine.SECONDS, TimeUnit.SECONDS);
        if (old != null) {
            old.gone = true;
        }
    }

    @Test
    void shouldChangeOverToAnotherServiceWithoutLosingAPacketOrTheResult() throws Exception {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(100);
        final Flow flow = engine.flow("/x", device);
        final Applied<Long> add = flow.apply("ADD", Long.class);
        final Flow later = engine.client().createFlow("trace:/x");
        final Applied<Long> late = later.apply("ADD", Long.class);
        flow.connect();
        assertThat(TestEngine.eventually(() -> add.read().value() == 100)).isTrue();
        change(new Adder(1_000));
        later.connect();
        device.allow(101);
        assertThat(TestEngine.eventually(() -> add.read().value() == 1_100)).isTrue();
        assertThat(TestEngine.eventually(() -> late.read().value() == 1_000)).isTrue();
        assertThat(add.information().missed()).isZero();
        assertThat(add.information().status()).isEqualTo(FunctionStatus.INITIALIZED);
    }

    @Test
    void shouldSuspendWhileThereIsNoServiceAndResumeByItself() throws Exception {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 10).allow(100);
        final Flow flow = engine.flow("/x", device);
        final Applied<Long> count = flow.apply("COUNT", Long.class);
        final Applied<Long> add = flow.apply("ADD", Long.class);
        flow.connect();
        assertThat(TestEngine.eventually(() -> add.read().value() == 100)).isTrue();
        change(null);
        device.allow(150);
        assertThat(TestEngine.eventually(() -> add.information().missed() == 50)).isTrue();
        assertThat(flow.status()).isEqualTo(FlowStatus.SUSPENDED);
        assertThat(add.information().detail()).contains("needs a service that is not there");
        engine.add(Functions.provider(Functions.definition("OTHER"), (a, b) -> packet -> true));
        assertThat(add.information().status()).as("nothing to hold for").isEqualTo(FunctionStatus.SUSPENDED);
        change(new Adder(1_000));
        device.allow(151);
        assertThat(TestEngine.eventually(() -> add.read().value() == 1_100)).isTrue();
        assertThat(flow.status()).isEqualTo(FlowStatus.ACTIVE);
        assertThat(count.read().value()).isEqualTo(151);
    }

    @Test
    void shouldLoseNothingHoweverOftenTheServiceChangesWhileFlowsComeAndGo() throws Exception {
        final MemoryDevice device = new MemoryDevice(DeviceKind.REPLAY, MemoryDevice.OPEN, 32).allow(MemoryDevice.OPEN);
        final Flow steady = engine.flow("/x", device);
        final Applied<Long> add = steady.apply("ADD", Long.class);
        steady.connect();
        final Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            if (random.nextBoolean()) {
                change(new Adder(1));
            } else {
                try (Flow flow = engine.client().createFlow("trace:/x")) {
                    flow.apply("ADD");
                    if (random.nextBoolean()) {
                        change(new Adder(1));
                    }
                    flow.connect();
                }
            }
        }
        device.allow(0);
        assertThat(TestEngine.eventually(() -> add.read().value() == device.delivered())).isTrue();
        assertThat(add.information().missed()).isZero();
    }
}
