package org.mapi.core.engine.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;

class DeviceSettingsTest {
    @ParameterizedTest
    @CsvSource({"mapinicdrv.so,pcap", "mapinicdrv,pcap", "mapivindrv.so,trace", "pcap,pcap", "memif,memif", "mapidagdrv.so,",
        "mapinapatechdrv,", "mapicombo6drv.so,", "mapienp2611drv.so,"})
    void shouldKnowTheOriginalsDrivers(String configured, String driver) {
        assertThat(DriverNames.resolve(configured).orElse(null)).isEqualTo(driver);
    }

    @Test
    void shouldLetOneSourceWinPerKeyAndNameTheLosers() {
        final DeviceSettings file = new DeviceSettings(Map.of("device", "d", "driver", "pcap", "snaplen", "96", "alias", "a"));
        final DeviceSettings console = new DeviceSettings(Map.of("device", "d", "snaplen", "1514", "vlan", "1"));
        assertThat(console.over(file).values()).isEqualTo(
            Map.of("device", "d", "driver", "pcap", "snaplen", "1514", "alias", "a", "vlan", "1"));
        assertThat(console.conflicts(file)).containsExactly("snaplen");
    }

    @Test
    void shouldGiveOtherKeysToTheDriver() {
        final var device = new DeviceSettings(Map.of("device", "m", "driver", "memif", "address", "/run/m.sock/7", "role",
            "slave", "vlan", "yes")).configuration();
        assertThat(device.address()).isEqualTo("/run/m.sock/7");
        assertThat(device.options()).isEqualTo(Map.of("role", "slave"));
        assertThat(device.vlan()).isTrue();
    }

    @Test
    void shouldRefuseWrongSettings() {
        assertThatThrownBy(() -> new DeviceSettings(Map.of("device", "d", "driver", "pcap", "mpls", "x")).configuration())
            .isInstanceOf(MapiException.class).hasMessage("device d: mpls is \"x\", expected 0 or 1")
            .extracting(error -> ((MapiException) error).error()).isEqualTo(MapiError.MAPI_CONFIGURATION);
        assertThatThrownBy(() -> new DeviceSettings(Map.of()).configuration()).hasMessageContaining("device is missing");
    }
}
