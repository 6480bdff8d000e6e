package org.mapi.memif.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mapi.MapiException;

class InterfaceAddressTest {
    private static InterfaceAddress address(String text) {
        return InterfaceAddress.parse(text).address();
    }

    @Test
    void shouldLetTheLastSlashSeparateTheId() {
        assertThat(address("/run/a/b.sock/7")).isEqualTo(new InterfaceAddress("/run/a/b.sock", 7));
        assertThat(address("@name/4294967295")).isEqualTo(new InterfaceAddress("@name", 0xffff_ffffL));
        assertThat(address("@with/slash/1")).isEqualTo(new InterfaceAddress("@with/slash", 1));
        assertThat(address("m.sock/0").socket()).isEqualTo(Path.of("m.sock").toAbsolutePath().toString());
        assertThat(address("/run/../run//m.sock/0").socket()).isEqualTo("/run/m.sock");
        assertThat(address("3")).isEqualTo(new InterfaceAddress("/run/vpp/memif.sock", 3));
        assertThat(address("@name/3")).hasToString("@name/3");
    }

    @Test
    void shouldReadOptionsBehindAQuestionMark() {
        final InterfaceAddress.Parsed parsed = InterfaceAddress.parse("@a/1?role=master&queues=2");
        assertThat(parsed.address()).isEqualTo(new InterfaceAddress("@a", 1));
        assertThat(parsed.options()).isEqualTo(Map.of("role", "master", "queues", "2"));
        assertThatThrownBy(() -> InterfaceAddress.parse("@a/1?role")).hasMessageContaining("expected option=value");
    }

    @Test
    void shouldRefuseEverythingElse() {
        for (String wrong : List.of("", "/", "@/1", "/run/m.sock", "/run/m.sock/", "@a/-1", "@a/4294967296", "@a/x", "/a\0b/1",
            "/" + "x".repeat(120) + "/1")) {
            assertThatThrownBy(() -> InterfaceAddress.parse(wrong)).as(wrong).isInstanceOf(MapiException.class)
                .hasMessageContaining("expected <socket>/<id>");
        }
    }
}
