package org.mapi.core.trace.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.core.trace.SeenPacket;
import org.mapi.core.trace.TraceBytes;
import org.mapi.core.trace.TraceDriver;

@Timeout(300)
class StandardInputTest {
    @TempDir
    private Path directory;
    private Pipe pipe;

    @BeforeEach
    void openPipe() throws IOException {
        pipe = Pipe.open();
    }

    private static CaptureDevice open(ReadableByteChannel input, DeviceKind kind, Map<String, String> options) {
        return new TraceDriver(() -> input).open(new DeviceRequest("trace:-", "-", kind, options));
    }

    private CaptureDevice open() {
        return open(pipe.source(), DeviceKind.OFFLINE, Map.of());
    }

    private void write(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            pipe.sink().write(buffer);
        }
    }

    private static TraceBytes trace(int packets) {
        TraceBytes bytes = TraceBytes.little().pcap(0xa1b23c4d, 0, 1);
        for (int i = 0; i < packets; i++) {
            bytes.record(i, 0, 900, TraceBytes.data(i, 900));
        }
        return bytes;
    }

    @Test
    void shouldHandOutPacketsAsTheyArriveAndNeverWaitInPoll() throws IOException {
        write(trace(1).bytes());
        try (CaptureDevice device = open()) {
            assertThat(SeenPacket.all(device, 256, 1)).hasSize(1);
            assertThat(device.poll(0, new PacketBatch(), 256)).isZero();
            byte[] second = TraceBytes.little().record(7, 8, 60, TraceBytes.data(1, 60)).bytes();
            write(Arrays.copyOf(second, 40));
            assertThat(device.poll(0, new PacketBatch(), 256)).isZero();
            write(Arrays.copyOfRange(second, 40, second.length));
            assertThat(SeenPacket.all(device, 256, 1)).containsExactly(
                SeenPacket.of(7_000_000_008L, 60, 0, 1, TraceBytes.data(1, 60)));
            pipe.sink().close();
            assertThat(SeenPacket.all(device)).isEmpty();
            assertThat(device.failure()).isEmpty();
            assertThat(device.statistics().size()).isEqualTo(-1);
        }
    }

    @Test
    void shouldUnpackFromAPipe() throws Exception {
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                write(trace(3000).gzip());
                pipe.sink().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (CaptureDevice device = open()) {
            List<SeenPacket> seen = SeenPacket.all(device);
            assertThat(seen).hasSize(3000);
            assertThat(seen.getLast().data()).startsWith(String.format("%02x", 2999 * 31 & 0xff));
            assertThat(device.failure()).isEmpty();
        }
        writer.join();
    }

    @Test
    void shouldReportAPipeThatEndsInARecord() throws IOException {
        byte[] bytes = trace(2).bytes();
        write(Arrays.copyOf(bytes, bytes.length - 1));
        pipe.sink().close();
        try (CaptureDevice device = open()) {
            assertThat(SeenPacket.all(device)).hasSize(1);
            assertThat(device.failure().orElseThrow().getMessage()).contains("standard input", "899 of 900 captured bytes");
        }
    }

    @Test
    void shouldCloseWhileItsInputIsSilent() throws IOException {
        write(trace(1).bytes());
        CaptureDevice device = open();
        device.close();
        device.close();
        assertThat(device.poll(0, new PacketBatch(), 1)).isEqualTo(CaptureDevice.END);
    }

    @Test
    void shouldTakeARedirectedFileForAFile() throws IOException {
        Path file = trace(10).save(directory, "a.pcap");
        try (CaptureDevice device = open(FileChannel.open(file), DeviceKind.LIVE, Map.of("speed", "full"))) {
            assertThat(SeenPacket.all(device)).hasSize(10);
        }
    }

    @Test
    void shouldRefuseToPlayAPipeTwice() {
        assertThatThrownBy(() -> open(pipe.source(), DeviceKind.LIVE, Map.of("loop", "2")))
            .isInstanceOfSatisfying(MapiException.class, e -> {
                assertThat(e.error()).isEqualTo(MapiError.MAPI_CONFIGURATION);
                assertThat(e.getMessage()).contains("loop", "standard input can be read only once");
            });
    }
}
