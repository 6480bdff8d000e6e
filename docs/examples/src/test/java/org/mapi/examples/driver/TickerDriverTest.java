package org.mapi.examples.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;

class TickerDriverTest {
    private static final long START = 1_700_000_000_000_000_000L;

    private final PacketBatch batch = new PacketBatch();
    private final PacketCursor cursor = new PacketCursor();
    private long now = START;
    private CaptureDevice device;

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
            device.close();
        }
    }

    private void open(String address, Map<String, String> options) {
        device = new TickerDriver(() -> now).open(new DeviceRequest("ticker:" + address, address, DeviceKind.LIVE, options));
    }

    private int poll(int limit) {
        batch.clear();
        return device.poll(0, batch, limit);
    }

    private Packet packet(int index) {
        batch.moveTo(cursor, index, index + 1);
        return cursor.packet();
    }

    @Test
    void shouldMakePacketsAtTheRate() {
        open("1000/100", Map.of());
        assertThat(poll(256)).as("the first at once").isEqualTo(1);
        assertThat(poll(256)).isZero();
        now += 10_000_000;
        assertThat(poll(256)).isEqualTo(10);
        assertThat(device.statistics().received()).isEqualTo(11);
    }

    @Test
    void shouldMakeNumberedFramesWithTheTimeTheyWereDue() {
        open("1000/100", Map.of());
        now += 5_500_000;
        assertThat(poll(3)).isEqualTo(3);
        assertThat(poll(256)).isEqualTo(3);
        assertThat(batch.size()).isEqualTo(3);
        final Packet packet = packet(2);
        assertThat(packet.timestamp()).isEqualTo(START + 5_000_000);
        assertThat(packet.getLong(TickerDevice.NUMBER_OFFSET)).isEqualTo(5);
        assertThat(packet.wireLength()).isEqualTo(100);
        assertThat(packet.captureLength()).isEqualTo(100);
        assertThat(packet.linkType()).isEqualTo(LinkType.ETHERNET);
        assertThat(packet.etherType()).isEqualTo(0x88b5);
    }

    @Test
    void shouldDropTheOldestWhenNobodyFetchedThemForASecond() {
        open("100", Map.of());
        now += 3_000_000_000L;
        assertThat(device.occupancy(0)).isEqualTo(1.0);
        assertThat(poll(256)).isEqualTo(100);
        assertThat(packet(0).getLong(TickerDevice.NUMBER_OFFSET)).isEqualTo(201);
        assertThat(device.statistics().received()).isEqualTo(100);
        assertThat(device.statistics().droppedByDriver()).isEqualTo(201);
    }

    @Test
    void shouldEndAfterTheCount() {
        open("100", Map.of("count", "3"));
        now += 500_000_000L;
        assertThat(poll(256)).isEqualTo(3);
        assertThat(poll(256)).isEqualTo(CaptureDevice.END);
        assertThat(poll(256)).isEqualTo(CaptureDevice.END);
    }

    @Test
    void shouldLoseNothingAndNotWaitWhenItIsNotRealTime() {
        open("1/60", Map.of("realtime", "false", "count", "1000"));
        assertThat(device.properties().kind()).isEqualTo(DeviceKind.REPLAY);
        long next = 0;
        for (int got = poll(256); got != CaptureDevice.END; got = poll(256)) {
            for (int i = 0; i < got; i++) {
                assertThat(packet(i).getLong(TickerDevice.NUMBER_OFFSET)).isEqualTo(next);
                assertThat(packet(i).timestamp()).isEqualTo(START + next++ * 1_000_000_000L);
            }
        }
        assertThat(next).isEqualTo(1000);
        assertThat(device.statistics().droppedByDriver()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"10000000,3600000000000,36000000001", "3,1000000000,4", "3,999999999,3"})
    void shouldNotLoseCountAtHighRatesAndLongTimes(int rate, long nanos, long made) {
        open(String.valueOf(rate), Map.of());
        now += nanos;
        poll(1);
        final long late = Math.max(0, made - rate);
        assertThat(device.statistics().received()).isEqualTo(1);
        assertThat(device.statistics().droppedByDriver()).isEqualTo(late);
        assertThat(packet(0).timestamp()).isEqualTo(START + late / rate * 1_000_000_000L + late % rate * 1_000_000_000L / rate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "0", "-5", "1/59", "1/9001", "10000001", "1/", "1/60/60"})
    void shouldRefuseOtherAddresses(String address) {
        assertThatThrownBy(() -> open(address, Map.of()))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_CONFIGURATION))
            .hasMessageContaining("address is \"" + address + "\", expected RATE or RATE/LENGTH");
    }

    @ParameterizedTest
    @CsvSource({"count,-1", "count,many", "realtime,perhaps", "speed,7"})
    void shouldRefuseOtherOptions(String option, String value) {
        assertThatThrownBy(() -> open("1", Map.of(option, value))).isInstanceOf(MapiException.class)
            .hasMessageContaining(option + "=" + value);
    }

    @Test
    void shouldSayThatItCannotSend() {
        open("1", Map.of());
        assertThatThrownBy(() -> device.openSink())
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_NO_SINK));
    }
}
