package org.mapi.mos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pins every number that programs of the original know (mos_api.h). */
class NumbersTest {
    @Test
    void shouldKeepTheNumbersOfEvents() {
        assertThat(BuiltInEvent.PKT_IN.number()).isEqualTo(0x001);
        assertThat(BuiltInEvent.CONN_START.number()).isEqualTo(0x004);
        assertThat(BuiltInEvent.CONN_NEW_DATA.number()).isEqualTo(0x010);
        assertThat(BuiltInEvent.ERROR.number()).isEqualTo(0x020);
        assertThat(BuiltInEvent.TCP_STATE_CHANGE.number()).isEqualTo(0x080);
        assertThat(BuiltInEvent.ORPHAN.number()).isEqualTo(0x100);
        assertThat(BuiltInEvent.REXMIT.number()).isEqualTo(0x200);
        assertThat(BuiltInEvent.CONN_END.number()).isEqualTo(0x400);
    }

    @Test
    void shouldGiveEveryEventItsOwnBitApartFromHooksAndUserDefinedOnes() {
        final long all = Arrays.stream(BuiltInEvent.values()).mapToLong(BuiltInEvent::number).reduce(0, (a, b) -> a | b);
        assertThat(Arrays.stream(BuiltInEvent.values()).map(BuiltInEvent::number)).doesNotHaveDuplicates()
            .allMatch(number -> Long.bitCount(number) == 1).allMatch(number -> number < 0x1000 || number >= 1L << 32);
        for (Hook hook : Hook.values()) {
            assertThat(all & Integer.toUnsignedLong(hook.number())).isZero();
        }
    }

    @Test
    void shouldDeclareEventsInAscendingOrderAsTheyAreRaisedWithinAHook() {
        assertThat(Arrays.stream(BuiltInEvent.values()).map(BuiltInEvent::number)).isSorted();
    }

    @Test
    void shouldAcceptTheHooksThatTheOriginalAccepts() {
        assertThat(BuiltInEvent.PKT_IN.hooks()).containsExactlyInAnyOrder(Hook.values());
        for (BuiltInEvent event : List.of(BuiltInEvent.CONN_START, BuiltInEvent.TCP_STATE_CHANGE, BuiltInEvent.REXMIT,
            BuiltInEvent.CONN_END)) {
            assertThat(event.hooks()).as(event.label()).isEqualTo(EnumSet.of(Hook.SEND, Hook.RECEIVE));
        }
        for (BuiltInEvent event : List.of(BuiltInEvent.CONN_NEW_DATA, BuiltInEvent.ERROR, BuiltInEvent.ORPHAN)) {
            assertThat(event.hooks()).as(event.label()).isEqualTo(EnumSet.of(Hook.NONE));
        }
    }

    @Test
    void shouldKeepTheNumbersOfHooksSidesStatesAndPolicies() {
        assertThat(Arrays.stream(Hook.values()).map(Hook::number)).containsExactly(1 << 29, 1 << 30, 1 << 31);
        assertThat(Arrays.stream(Side.values()).map(Side::number)).containsExactly(0, 1, 2);
        assertThat(Arrays.stream(OverlapPolicy.values()).map(OverlapPolicy::number)).containsExactly(0, 1);
        assertThat(Arrays.stream(TcpState.values()).map(Enum::name)).containsExactly("CLOSED", "LISTEN", "SYN_SENT", "SYN_RCVD",
            "ESTABLISHED", "FIN_WAIT_1", "FIN_WAIT_2", "CLOSE_WAIT", "CLOSING", "LAST_ACK", "TIME_WAIT");
        assertThat(TcpState.TIME_WAIT.number()).isEqualTo(10);
        assertThat(MonitorKind.STREAM.number()).isEqualTo(3);
        assertThat(MonitorKind.PACKET.number()).isEqualTo(7);
        assertThat(Arrays.stream(PacketPart.values()).map(PacketPart::number)).containsExactly(1, 2, 4, 8);
    }

    @Test
    void shouldKeepTheNumbersOfErrors() {
        assertThat(Arrays.stream(Errno.values()).map(Errno::number)).containsExactly(1, 2, 9, 11, 12, 13, 14, 22, 23, 38, 61, 88,
            92, 94, 97, 107);
    }
}
