package org.mapi.run.launcher.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EchoResponderTest {
    private static final byte[] MAC = HexFormat.of().parseHex("aaaaaaaaaaaa");
    private static final int ADDRESS = 0xc0a80101;
    // who has 192.168.1.1? tell 192.168.1.2
    private static final String ARP = "ffffffffffff" + "020000000002" + "0806" + "0001" + "0800" + "06" + "04" + "0001"
        + "020000000002" + "c0a80102" + "000000000000" + "c0a80101";
    // echo request 192.168.1.2 > 192.168.1.1, id 1, sequence 2, 5 bytes of data
    private static final String ECHO = "aaaaaaaaaaaa" + "020000000002" + "0800" + "45000021" + "12344000"
        + "40010000" + "c0a80102" + "c0a80101" + "0800" + "0000" + "0001" + "0002" + "68656c6c6f";

    private final MemorySegment packet = Arena.ofAuto().allocate(256);
    private final EchoResponder responder = new EchoResponder(MAC, ADDRESS, false);

    private int load(String hex) {
        final byte[] bytes = HexFormat.of().parseHex(hex);
        MemorySegment.copy(bytes, 0, packet, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return bytes.length;
    }

    private String hex(int length) {
        return HexFormat.of().formatHex(packet.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE));
    }

    /** The Internet checksum over bytes with a right checksum among them is 0. */
    private int sum(int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += (packet.get(ValueLayout.JAVA_BYTE, i) & 0xff) << ((i - from & 1) == 0 ? 8 : 0);
        }
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return ~sum & 0xffff;
    }

    @Test
    void shouldAnswerArpForItsOwnAddress() {
        assertThat(responder.answer(packet, load(ARP))).isEqualTo(42);
        assertThat(hex(42)).isEqualTo("020000000002" + "aaaaaaaaaaaa" + "0806" + "0001" + "0800" + "06" + "04" + "0002"
            + "aaaaaaaaaaaa" + "c0a80101" + "020000000002" + "c0a80102");
        assertThat(responder.answer(packet, load(ARP.substring(0, 76) + "c0a80103"))).as("somebody else's address").isZero();
        assertThat(responder.answer(packet, load(ARP) - 1)).as("cut").isZero();
    }

    @Test
    void shouldAnswerPing() {
        final int length = load(ECHO);
        assertThat(responder.answer(packet, length)).isEqualTo(length);
        assertThat(hex(length)).startsWith("020000000002" + "aaaaaaaaaaaa" + "0800" + "45000021" + "12344000" + "4001")
            .contains("c0a80101" + "c0a80102" + "0000").endsWith("0001" + "0002" + "68656c6c6f");
        assertThat(sum(14, 34)).as("checksum of the IP header").isZero();
        assertThat(sum(34, length)).as("checksum of the ICMP message, odd length").isZero();
    }

    @Test
    void shouldAnswerWithoutLinkHeaderInIpMode() {
        final int length = load(ECHO.substring(28));
        assertThat(new EchoResponder(MAC, ADDRESS, true).answer(packet, length)).isEqualTo(length);
        assertThat(hex(length)).contains("c0a80101" + "c0a80102" + "0000");
    }

    @Test
    void shouldNotAnswerWhatIsCutOrLies() {
        final int length = load(ECHO);
        for (int cut = 0; cut < length; cut++) {
            load(ECHO);
            assertThat(responder.answer(packet, cut)).as("cut at " + cut).isZero();
        }
        final Random random = new Random(4);
        for (int round = 0; round < 20_000; round++) {
            load(ECHO);
            for (int i = random.nextInt(4); i >= 0; i--) {
                packet.set(ValueLayout.JAVA_BYTE, random.nextInt(length), (byte) random.nextInt());
            }
            assertThat(responder.answer(packet, length)).isBetween(0, length);
        }
    }
}
