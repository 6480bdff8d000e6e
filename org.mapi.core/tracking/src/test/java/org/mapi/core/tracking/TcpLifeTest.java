package org.mapi.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.FIN;
import static org.mapi.packet.TcpFlags.RST;
import static org.mapi.packet.TcpFlags.SYN;

import org.junit.jupiter.api.Test;

class TcpLifeTest {
    private static long life(int... directionsAndFlags) {
        long life = 0;
        for (int i = 0; i < directionsAndFlags.length; i += 2) {
            life = TcpLife.after(life, directionsAndFlags[i], directionsAndFlags[i + 1]);
        }
        return life;
    }

    @Test
    void shouldKnowWhoOpenedTheConnection() {
        assertThat(TcpLife.opener(life(1, SYN, 0, SYN | ACK))).isEqualTo(1);
        assertThat(TcpLife.opener(life(0, SYN))).isZero();
        assertThat(TcpLife.opener(life(1, SYN | ACK))).isZero();
        assertThat(TcpLife.opener(life(0, SYN | ACK))).isEqualTo(1);
        assertThat(TcpLife.opener(life(1, ACK))).isEqualTo(1);
    }

    @Test
    void shouldBeOverAfterResetOrBothFins() {
        assertThat(TcpLife.isOver(life(0, SYN, 1, SYN | ACK, 0, ACK))).isFalse();
        assertThat(TcpLife.isEstablished(life(0, SYN, 1, SYN | ACK, 0, ACK))).isTrue();
        assertThat(TcpLife.isOver(life(0, FIN | ACK))).isFalse();
        assertThat(TcpLife.isOver(life(0, FIN | ACK, 1, FIN | ACK))).isTrue();
        assertThat(TcpLife.isOver(life(1, RST))).isTrue();
        assertThat(TcpLife.flags(life(0, FIN | ACK, 1, SYN))).isEqualTo(FIN | ACK | SYN);
    }

    @Test
    void shouldTellANewConnectionOnOldPortsFromARepeatedSyn() {
        assertThat(TcpLife.isReuse(life(0, SYN), SYN)).isFalse();
        assertThat(TcpLife.isReuse(life(0, SYN, 1, RST | ACK), SYN)).isTrue();
        assertThat(TcpLife.isReuse(life(0, SYN, 1, RST | ACK), SYN | ACK)).isFalse();
    }
}
