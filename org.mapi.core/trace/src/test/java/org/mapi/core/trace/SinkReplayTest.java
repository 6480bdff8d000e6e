package org.mapi.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.packet.Packet;

@Timeout(300)
class SinkReplayTest {
    @TempDir
    private Path directory;

    /** Takes at most so many packets at a time, and none every second time. */
    private static final class LazySink implements PacketSink {
        private final List<Long> times = new ArrayList<>();
        private final int most;
        private boolean full;
        private int flushes;

        LazySink(int most) {
            this.most = most;
        }

        @Override
        public int send(PacketBatch batch, int from, int count) {
            full = !full;
            int taken = full ? 0 : Math.min(most, count);
            for (int i = from; i < from + taken; i++) {
                times.add(batch.timestamp(i));
            }
            return taken;
        }

        @Override
        public boolean send(Packet packet) {
            return false;
        }

        @Override
        public void flush() {
            flushes++;
        }

        @Override
        public long sent() {
            return times.size();
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            times.clear();
        }
    }

    private Path trace(int packets) {
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b23c4d, 0, 1);
        for (int i = 0; i < packets; i++) {
            bytes.record(0, i, 100, TraceBytes.data(i, 70));
        }
        return bytes.save(directory, "a.pcap");
    }

    @Test
    void shouldSendEveryPacketInOrderThroughASinkThatIsOftenFull() {
        LazySink sink = new LazySink(100);
        try (CaptureDevice device = SeenPacket.open(trace(1000))) {
            SinkReplay replay = new SinkReplay(device, sink);
            assertThat(replay.run(() -> true)).isTrue();
            assertThat(replay.packets()).isEqualTo(1000);
            assertThat(replay.bytes()).isEqualTo(70_000);
        }
        assertThat(sink.times).hasSize(1000).isSorted().doesNotHaveDuplicates();
        assertThat(sink.flushes).isPositive();
    }

    @Test
    void shouldStopWhenItIsToldToEvenIfTheSinkTakesNothing() {
        LazySink sink = new LazySink(0);
        int[] asked = new int[1];
        try (CaptureDevice device = SeenPacket.open(trace(10))) {
            SinkReplay replay = new SinkReplay(device, sink);
            assertThat(replay.run(() -> asked[0]++ < 5)).isFalse();
            assertThat(replay.packets()).isZero();
        }
    }
}
