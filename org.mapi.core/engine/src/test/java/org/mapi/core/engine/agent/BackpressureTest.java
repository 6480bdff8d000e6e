package org.mapi.core.engine.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.PacketBatch;
import org.mapi.core.engine.memory.BlockIdentity;
import org.mapi.core.engine.memory.BlockRequest;
import org.mapi.core.engine.memory.ResultFile;
import org.mapi.core.engine.memory.ResultMemory;
import org.mapi.core.engine.memory.RingQueue;
import org.mapi.core.engine.support.MemoryDevice;
import org.mapi.function.FunctionInstance;
import org.mapi.function.ResultMethod;
import org.mapi.packet.Packet;
import org.mapi.result.QueueReader;
import org.mapi.result.ResultSchema;

class BackpressureTest {
    private static final long START = 77_000_000_000L;

    @TempDir
    private Path directory;
    private ResultMemory memory;
    private RingQueue queue;
    private Station[] stations;
    private ResultFile file;

    @BeforeEach
    void open() throws IOException {
        memory = ResultMemory.open(directory.resolve("results"));
        queue = memory.createQueue("q", 4096, 1000);
        file = memory.createFile("x", 0, List.of(new BlockRequest(new BlockIdentity(1, 1, "F", "testlib", "1"),
            ResultSchema.COUNTER, 64)));
        final Station station = new Station(1, 0, "testlib:F 1@1", new Writing(), file.slot(0), ResultMethod.FUNCT, false);
        station.ring(queue);
        stations = new Station[] {station};
    }

    @AfterEach
    void close() throws IOException {
        memory.close();
    }

    private final class Writing implements FunctionInstance {
        @Override
        public boolean process(Packet packet) {
            return true;
        }

        @Override
        public int capacity() {
            return queue.free();
        }
    }

    private Backpressure of(DeviceKind kind) {
        return new DeviceAgent("x", new MemoryDevice(kind, 1, 1), kind, new Lane(0, file), null).backpressure();
    }

    private void fill() {
        while (queue.free() > 0) {
            queue.claim(1000);
            queue.commit();
        }
    }

    @Test
    void shouldWaitForTheFirstReaderOfATraceNoLongerThanItTakesToCome() {
        final Backpressure pressure = of(DeviceKind.OFFLINE);
        assertThat(pressure.allowance(stations, START)).isPositive();
        fill();
        assertThat(pressure.allowance(stations, START)).isZero();
        assertThat(pressure.waiting()).isTrue();
        assertThat(pressure.allowance(stations, START + Backpressure.TRACE_NANOS - 1)).isZero();
        assertThat(pressure.allowance(stations, START + Backpressure.TRACE_NANOS)).isPositive();
        assertThat(pressure.waiting()).isFalse();
    }

    @Test
    void shouldWaitForAReaderThatHasComeAsLongAsItTakes() {
        final Backpressure pressure = of(DeviceKind.OFFLINE);
        fill();
        try (QueueReader reader = queue.reader()) {
            assertThat(pressure.allowance(stations, START)).isZero();
            assertThat(pressure.allowance(stations, START + 1_000 * Backpressure.TRACE_NANOS)).isZero();
            assertThat(reader.poll((segment, offset, length) -> { })).isTrue();
            assertThat(pressure.allowance(stations, START)).isPositive();
        }
    }

    @Test
    void shouldHoldAReplayUpForAMomentAndALiveDeviceNever() {
        fill();
        assertThat(of(DeviceKind.LIVE).allowance(stations, START)).isEqualTo(PacketBatch.CAPACITY);
        final Backpressure replay = of(DeviceKind.REPLAY);
        assertThat(replay.allowance(stations, START)).isZero();
        assertThat(replay.allowance(stations, START + Backpressure.REPLAY_NANOS)).isPositive();
    }
}
