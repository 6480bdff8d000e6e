package org.mapi.core.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceType;

class TraceDriverTest {
    @TempDir
    private Path directory;
    private Path file;

    @BeforeEach
    void makeTrace() {
        file = TraceBytes.little().pcap(0xa1b2c3d4, 1500, 1).record(1, 2, 3, TraceBytes.data(1, 3)).save(directory, "a.pcap");
    }

    @Test
    void shouldKnowLinkTypeAndLengthsWhenItOpens() {
        try (CaptureDevice device = SeenPacket.open(file, "link_speed", "1000")) {
            DeviceProperties properties = device.properties();
            assertThat(properties.kind()).isEqualTo(DeviceKind.OFFLINE);
            assertThat(properties.deviceType()).isEqualTo(DeviceType.TRACE);
            assertThat(properties.captureLength()).isEqualTo(1500);
            assertThat(properties.linkSpeed()).isEqualTo(1000);
            assertThat(properties.linkTypes()).containsExactly(1);
            assertThat(device.statistics().size()).isEqualTo(24 + 16 + 3);
        }
    }

    @Test
    void shouldNotBeAbleToSend() {
        try (CaptureDevice device = SeenPacket.open(file)) {
            assertThatThrownBy(device::openSink).isInstanceOfSatisfying(MapiException.class,
                e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_NO_SINK));
        }
    }

    @Test
    void shouldSayWhichFileCannotBeRead() {
        assertError(directory.resolve("missing.pcap").toString(), MapiError.MAPI_ERROR_FILE, "missing.pcap", "no such file");
        assertError(directory.resolve("*.erf").toString(), MapiError.MAPI_ERROR_FILE, "*.erf", "no file matches");
        assertError(directory.resolve("[.pcap").toString(), MapiError.MAPI_ERROR_FILE, "[.pcap", "the pattern is wrong");
        assertError(directory.resolve("none/*.pcap").toString(), MapiError.MAPI_ERROR_FILE, "none", "cannot be read");
        assertError("  ", MapiError.MAPI_ERROR_FILE, "no file is named");
        assertError("a\0b", MapiError.MAPI_ERROR_FILE, "cannot read");
    }

    private static void assertError(String address, MapiError error, String... parts) {
        assertThatThrownBy(() -> SeenPacket.open(address, DeviceKind.OFFLINE)).isInstanceOfSatisfying(MapiException.class,
            e -> {
                assertThat(e.error()).isEqualTo(error);
                assertThat(e.getMessage()).contains(parts);
            });
    }

    @ParameterizedTest
    @CsvSource({"loop, 0", "loop, maybe", "loop, -1", "speed, fast", "speed, 0", "speed, NaN", "speed, -1", "speed, 1e9",
        "gap, 10", "gap, ms", "gap, -1ms", "gap, 2days", "gap, 99999999999999999999s", "gap, 86401s", "format, MFF_NAPATECH",
        "fcs, 5", "link_speed, x", "nonsense, 1"})
    void shouldRefuseWrongOptionsWithTheirNameAndValue(String name, String value) {
        assertThatThrownBy(() -> SeenPacket.open(file.toString(), DeviceKind.LIVE, name, value))
            .isInstanceOfSatisfying(MapiException.class, e -> {
                assertThat(e.error()).isEqualTo(MapiError.MAPI_CONFIGURATION);
                assertThat(e.getMessage()).contains(name + "=" + value, "expected");
            });
    }

    @ParameterizedTest
    @CsvSource({"loop, false", "loop, 7", "speed, capture", "speed, 0.5", "gap, 0", "gap, 3us", "gap, 86400s", "gap, 7 ns",
        "format, auto", "fcs, 2"})
    void shouldTakeRightOptions(String name, String value) {
        try (CaptureDevice device = SeenPacket.open(file.toString(), DeviceKind.LIVE, name, value)) {
            assertThat(device.properties().kind()).isEqualTo(DeviceKind.REPLAY);
        }
    }

    @Test
    void shouldNotTakeReplayOptionsForAnOfflineDevice() {
        assertThatThrownBy(() -> SeenPacket.open(file, "loop", "true")).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.getMessage()).contains("unknown option loop=true"));
    }
}
