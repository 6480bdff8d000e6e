package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiException;
import org.mapi.function.ResultReader;
import org.mapi.result.CapturedPacket;
import org.mapi.testkit.FunctionHarness;

class ToBufferTest {
    private final FunctionHarness harness = new FunctionHarness();

    @Test
    void shouldPinTheLayoutOfABufferedPacket() {
        assertThat(BufferedPacketDescriptor.TIMESTAMP_OFFSET).isZero();
        assertThat(BufferedPacketDescriptor.INTERFACE_OFFSET).isEqualTo(8);
        assertThat(BufferedPacketDescriptor.LINK_TYPE_OFFSET).isEqualTo(12);
        assertThat(BufferedPacketDescriptor.CAPTURE_LENGTH_OFFSET).isEqualTo(16);
        assertThat(BufferedPacketDescriptor.WIRE_LENGTH_OFFSET).isEqualTo(20);
        assertThat(BufferedPacketDescriptor.HEADER_LENGTH).isEqualTo(24);
    }

    @Test
    void shouldGivePacketsBackAsTheyWere() throws InterruptedException {
        harness.start(new ToBuffer());
        assertThat(harness.packet(START + 1, 1514, new byte[] {1, 2, 3})).isTrue();
        @SuppressWarnings("unchecked")
        final ResultReader<CapturedPacket> reader = (ResultReader<CapturedPacket>) harness.instance().openReader();
        final CapturedPacket packet = reader.read(0);
        assertThat(packet.timestamp()).isEqualTo(START + 1);
        assertThat(packet.wireLength()).isEqualTo(1514);
        assertThat(packet.captureLength()).isEqualTo(3);
        assertThat(packet.bytes()).containsExactly(1, 2, 3);
        assertThat(reader.read(0)).isNull();
        assertThat(reader.ended()).isFalse();
        harness.instance().end();
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void shouldCountWhatDoesNotFitAndLetItPassOn() {
        harness.captureLength(2024);
        harness.start(new ToBuffer(), 1, 4);
        for (int i = 0; i < 10; i++) {
            assertThat(harness.packet(START, 64)).isTrue();
        }
        assertThat(harness.queue().lost()).isEqualTo(6);
        assertThat(harness.instance().capacity()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldTellHowManyPacketsItCanTakeWhenItWaitsForReaders() {
        harness.captureLength(2024);
        harness.start(new ToBuffer(), 0, 4);
        harness.packet(START, 64);
        assertThat(harness.instance().capacity()).isEqualTo(3);
    }

    @Test
    void shouldTakeNoneWhenItWasFullUntilAQuarterIsFree() throws InterruptedException {
        harness.captureLength(2024);
        harness.start(new ToBuffer(), 0, 16);
        for (int free = 16; free > 0; free--) {
            assertThat(harness.instance().capacity()).isEqualTo(free);
            harness.packet(START, 64);
        }
        @SuppressWarnings("unchecked")
        final ResultReader<CapturedPacket> reader = (ResultReader<CapturedPacket>) harness.instance().openReader();
        for (int free = 0; free < 4; free++) {
            assertThat(harness.instance().capacity()).as("%d free", free).isZero();
            assertThat(reader.read(0)).isNotNull();
        }
        assertThat(harness.instance().capacity()).isEqualTo(4);
        harness.packet(START, 64);
        assertThat(harness.instance().capacity()).isEqualTo(3);
        assertThat(harness.queue().lost()).isZero();
    }

    @Test
    void shouldKeepPacketsThatFunctionsHaveMadeUpToTheLengthThatIsAskedFor() throws InterruptedException {
        harness.captureLength(96);
        harness.start(new ToBuffer(), 0, 4, 1_000);
        harness.packet(START, 1_500, new byte[1_200]);
        @SuppressWarnings("unchecked")
        final ResultReader<CapturedPacket> reader = (ResultReader<CapturedPacket>) harness.instance().openReader();
        assertThat(reader.read(0)).satisfies(packet -> {
            assertThat(packet.captureLength()).isEqualTo(1_000);
            assertThat(packet.wireLength()).isEqualTo(1_500);
        });
        assertThatThrownBy(() -> new FunctionHarness().start(new ToBuffer(), 0, 4, -1))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7003));
    }

    @ParameterizedTest
    @CsvSource({"2,10,7001", "-1,10,7001", "0,0,7002", "0,2000000,7002"})
    void shouldRefuseModesAndSizesThatMeanNothing(int mode, int packets, int error) {
        assertThatThrownBy(() -> harness.start(new ToBuffer(), mode, packets))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(error));
    }
}
