package org.mapi.stdflib.tutlib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.function.ResultReader;
import org.mapi.packet.LinkType;
import org.mapi.result.CapturedPacket;
import org.mapi.testkit.FunctionHarness;

class ToBufferTest {
    private static final int ROOM = 50;

    private final FunctionHarness harness = new FunctionHarness().captureLength(100).start(new ToBuffer());

    @SuppressWarnings("unchecked")
    private ResultReader<CapturedPacket> reader() {
        return (ResultReader<CapturedPacket>) harness.instance().openReader();
    }

    @Test
    void shouldGivePacketsBackInOrderAsTheyWere() throws InterruptedException {
        assertThat(harness.packet(START + 1, 1514, new byte[] {1, 2, 3})).isTrue();
        assertThat(harness.packet(START + 2, 60, new byte[0])).isTrue();
        try (ResultReader<CapturedPacket> reader = reader()) {
            final CapturedPacket first = reader.read(0);
            assertThat(first.timestamp()).isEqualTo(START + 1);
            assertThat(first.wireLength()).isEqualTo(1514);
            assertThat(first.linkType()).isEqualTo(LinkType.ETHERNET);
            assertThat(first.interfaceIndex()).isZero();
            assertThat(first.bytes()).containsExactly(1, 2, 3);
            final CapturedPacket second = reader.read(0);
            assertThat(second.timestamp()).isEqualTo(START + 2);
            assertThat(second.captureLength()).isZero();
            assertThat(reader.read(0)).isNull();
            assertThat(reader.read(1_000)).isNull();
        }
    }

    @Test
    void shouldEndWhenTheSourceHasEndedAndEverythingIsRead() throws InterruptedException {
        final ResultReader<CapturedPacket> reader = reader();
        harness.packet(START, 60);
        harness.instance().end();
        assertThat(reader.ended()).isFalse();
        assertThat(reader.read(0)).isNotNull();
        assertThat(reader.ended()).isTrue();
        assertThat(reader.read(0)).isNull();
    }

    @Test
    void shouldHaveRoomForFiftyPacketsOfTheLongestLength() {
        for (int i = 0; i < ROOM; i++) {
            assertThat(harness.instance().capacity()).isEqualTo(ROOM - i);
            harness.packet(START, 100, new byte[100]);
        }
        assertThat(harness.instance().capacity()).isZero();
        assertThat(harness.queue().lost()).isZero();
    }

    @Test
    void shouldCountPacketsThatDoNotFitAndLetThemPassOn() throws InterruptedException {
        final ResultReader<CapturedPacket> reader = reader();
        for (int i = 0; i < ROOM + 3; i++) {
            assertThat(harness.packet(START + i, 60)).isTrue();
        }
        assertThat(reader.lost()).isEqualTo(3);
        for (int i = 0; i < ROOM; i++) {
            assertThat(reader.read(0).timestamp()).isEqualTo(START + i);
        }
        assertThat(reader.read(0)).isNull();
    }

    @Test
    void shouldCutPacketsLongerThanTheDeviceSaid() throws InterruptedException {
        harness.packet(START, 1514, new byte[300]);
        final CapturedPacket packet = reader().read(0);
        assertThat(packet.captureLength()).isEqualTo(100);
        assertThat(packet.wireLength()).isEqualTo(1514);
    }
}
