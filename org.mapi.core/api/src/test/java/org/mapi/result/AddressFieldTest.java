package org.mapi.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressFieldTest {
    private static final ResultLayout<Peers> LAYOUT = ResultLayout.of(Peers.class);

    record Peer(int port, InetAddress address) { }

    record Peers(InetAddress own, int used, @Bound(value = 3, length = "used") Peer[] peers) { }

    private final MemorySegment payload = Arena.ofAuto().allocate(LAYOUT.schema().size(), 16);
    private final ResultBlock block = new ResultBlock(payload);

    @Test
    void shouldLieAtMultiplesOfSixteenBytes() {
        assertThat(LAYOUT.schema().text()).isEqualTo("""
            own:ADDRESS:0:1:16:NONE
            used:I32:16:1:4:NONE
            peers[].port:I32:32:3:32:NONE:used
            peers[].address:ADDRESS:48:3:32:NONE:used
            """);
        assertThat(LAYOUT.schema().size()).isEqualTo(128);
    }

    @Test
    void shouldStandInNetworkOrder() {
        block.setAddress(0, 0x20010db8_00000000L, 1);
        assertThat(HexFormat.of().formatHex(payload.asSlice(0, 16).toArray(ValueLayout.JAVA_BYTE)))
            .isEqualTo("20010db8000000000000000000000001");
        block.setAddress(0, 0, 0xffff_c0000201L);
        assertThat(HexFormat.of().formatHex(payload.asSlice(0, 16).toArray(ValueLayout.JAVA_BYTE)))
            .isEqualTo("00000000000000000000ffffc0000201");
    }

    @Test
    void shouldBeReadAsAddressAndShownAsText() throws UnknownHostException {
        block.setAddress(0, 0x20010db8_00000000L, 0x10);
        block.setInt(16, 2);
        block.setAddress(48, 0, 0xffff_c0000201L);
        final Peers value = LAYOUT.decode(payload);
        assertThat(value.own()).isEqualTo(InetAddress.getByName("2001:db8::10"));
        assertThat(value.peers()[0].address()).isEqualTo(InetAddress.getByName("192.0.2.1"));
        final Map<String, Object> shown = Map.of("own", "2001:db8::10", "used", 2L, "peers",
            List.of(Map.of("port", 0L, "address", "192.0.2.1"), Map.of("port", 0L, "address", "::")));
        assertThat(LAYOUT.schema().view(payload)).isEqualTo(shown);
        assertThat(JsonView.of(value.own())).isEqualTo("2001:db8::10");
    }

    @ParameterizedTest
    @CsvSource({"::, ::", "::1, ::1", "1::, 1::", "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0:1:2:3:4:5:6, 2001:0:1:2:3:4:5:6",
        "fe80::ABCD:0:0, fe80::abcd:0:0", "10.1.2.3, 10.1.2.3"})
    void shouldBeWrittenAsRfc5952Says(String given, String text) throws UnknownHostException {
        assertThat(AddressText.of(InetAddress.getByName(given))).isEqualTo(text);
    }
}
