package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceRequest;

class DriverCatalogueTest {
    @Test
    void shouldServeEachNameByItsFirstDriver() {
        final DriverProvider first = PlainProviders.of(new Refusing());
        final DriverProvider second = PlainProviders.driver("refusing", new Refusing());
        final DriverProvider other = PlainProviders.driver("other", new Refusing());
        final DriverCatalogue catalogue = new DriverCatalogue(3, List.of(other, second, first));
        assertThat(catalogue.find("refusing")).containsSame(first);
        assertThat(catalogue.find("other")).containsSame(other);
        assertThat(catalogue.find("none")).isEmpty();
        assertThat(catalogue.names()).containsExactly("refusing", "other");
        assertThat(catalogue.contains(second)).isTrue();
        assertThat(catalogue.generation()).isEqualTo(3);
        assertThat(first.description()).isEqualTo("opens nothing");
        assertThat(first.acquire()).isSameAs(first.acquire());
        assertThat(DriverCatalogue.empty().names()).isEmpty();
    }

    @Test
    void shouldRefuseADriverWithoutItsAnnotation() {
        final CaptureDriver nameless = request -> null;
        assertThatThrownBy(() -> PlainProviders.of(nameless)).isInstanceOf(MapiException.class)
            .hasMessageContaining("@CaptureDriverDefinition");
    }

    @CaptureDriverDefinition(driver = "refusing", description = "opens nothing")
    private static final class Refusing implements CaptureDriver {
        @Override
        public CaptureDevice open(DeviceRequest request) {
            throw new MapiException(MapiError.PCAP_OPEN_ERR, "refused");
        }
    }
}
