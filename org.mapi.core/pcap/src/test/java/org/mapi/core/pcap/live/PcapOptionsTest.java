package org.mapi.core.pcap.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceRequest;
import org.pcap4j.core.PcapAccess;

/** Options and what is counted from wrapping counters; needs no permission. */
class PcapOptionsTest {
    private static DeviceRequest request(String address, Map<String, String> options) {
        return new DeviceRequest("pcap:" + address, address, DeviceKind.LIVE, options);
    }

    @Test
    void shouldHaveDefaults() {
        assertThat(PcapOptions.of(request("eth0", Map.of())))
            .isEqualTo(new PcapAccess.LiveOptions("eth0", 262144, true, 33554432, 10, false, 0, -1));
    }

    @Test
    void shouldReadEveryOption() {
        assertThat(PcapOptions.of(request("any", Map.of("snaplen", "128", "promiscuous", "false", "buffer", "1048576", "timeout",
            "5", "immediate", "yes", "direction", "out", "linktype", "101"))))
            .isEqualTo(new PcapAccess.LiveOptions("any", 128, false, 1048576, 5, true, 2, 12));
    }

    @ParameterizedTest
    @CsvSource({"snaplen, 0", "snaplen, 262145", "buffer, 1000", "buffer, 9999999999", "timeout, 0", "immediate, maybe",
        "direction, sideways", "linktype, -1", "snap, 5", "promiscuous, on"})
    void shouldNameTheOptionAndItsValue(String option, String value) {
        assertThatThrownBy(() -> PcapOptions.of(request("eth0", Map.of(option, value))))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.MAPI_CONFIGURATION))
            .hasMessageContaining(option + "=" + value).hasMessageContaining("expected");
    }

    @ParameterizedTest
    @CsvSource({"''", "'a b'", "'m\u00fcnchen0'"})
    void shouldRefuseNamesThatNoInterfaceHas(String name) {
        assertThatThrownBy(() -> PcapOptions.of(request(name, Map.of())))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR));
        assertThatThrownBy(() -> PcapOptions.of(request("x".repeat(65), Map.of()))).hasMessageContaining("65 characters");
    }

    @Test
    void shouldCountAcrossTheWrap() {
        Drops drops = new Drops();
        drops.update(0xffff_ffff, 0xffff_fff0, 5);
        drops.update(0x2f, 0x10, 5);
        drops.update(0x2f, 0x10, 4);
        assertThat(drops.byKernel()).isEqualTo(0x1_0000_0010L);
        assertThat(drops.byInterface()).isEqualTo(0x1_0000_0004L);
    }

    @Test
    void shouldKeepOutOfOtherFoldersWhenAskingForTheSpeed() {
        assertThat(LinkSpeed.of("../../../proc")).isZero();
        assertThat(LinkSpeed.of("nosuchinterface")).isZero();
    }

    @Test
    void shouldPinLayouts() {
        assertThat(new int[] {PacketHeaderDescriptor.SECONDS, PacketHeaderDescriptor.FRACTION, PacketHeaderDescriptor.CAPTURED,
            PacketHeaderDescriptor.WIRE, PacketHeaderDescriptor.SIZE}).containsExactly(0, 8, 16, 20, 24);
        assertThat(new int[] {SendDescriptor.ADDRESS_FAMILY, SendDescriptor.ADDRESS_INTERFACE, SendDescriptor.ADDRESS_SIZE})
            .containsExactly(0, 4, 20);
        assertThat(new int[] {SendDescriptor.MESSAGE_VECTOR, SendDescriptor.MESSAGE_VECTOR_LENGTH, SendDescriptor.MESSAGE_SIZE})
            .containsExactly(16, 24, 64);
        assertThat(new int[] {SendDescriptor.VECTOR_BASE, SendDescriptor.VECTOR_LENGTH, SendDescriptor.VECTOR_SIZE})
            .containsExactly(0, 8, 16);
    }
}
