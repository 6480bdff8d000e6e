package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.mos.Buffering;
import org.mapi.mos.Errno;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorKind;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.MosException;
import org.mapi.mos.WhileAway;

/** What services say of themselves, right and wrong. */
class ApplicationPropertiesTest {
    private static MonitorOptions read(Map<String, Object> properties) {
        return new ApplicationProperties(properties).options("bundle#1");
    }

    @Test
    void shouldTakeWhatIsNotSaidFromTheDefinition() {
        assertThat(read(Map.of("service.id", 1L))).isEqualTo(MonitorOptions.streams("bundle#1", ""));
    }

    @Test
    void shouldReadEveryProperty() {
        final Map<String, Object> properties = new HashMap<>(Map.of("mos.name", "web", "mos.kind", "packet", "mos.filter",
            " tcp port 80 ", "mos.orphans", "tcp", "mos.sources", new String[] {"a", " b "}, "mos.buffers", "SERVER",
            "mos.bufferSize", 4096, "mos.existing", true));
        properties.put("mos.whileAway", "drop");
        assertThat(read(properties)).isEqualTo(new MonitorOptions("web", MonitorKind.PACKET, "tcp port 80", "tcp",
            List.of("a", "b"), Buffering.SERVER, 4096, true, WhileAway.DROP));
        properties.put("mos.sources", List.of("c"));
        assertThat(read(properties).sources()).containsExactly("c");
        properties.put("mos.sources", "d, e");
        assertThat(read(properties).sources()).containsExactly("d", "e");
    }

    @Test
    void shouldReadOfWhichEventsACallbackIsToldAndWhere() {
        final ApplicationProperties properties = new ApplicationProperties(Map.of("mos.name", "count", "mos.events",
            new String[] {"REXMIT", " MOS_ON_CONN_END", "OWN"}, "mos.hook", "send, RECEIVE"));
        assertThat(properties.options("bundle#1").name()).isEqualTo("count");
        assertThat(properties.events(true)).containsExactly("REXMIT", "CONN_END", "OWN");
        assertThat(properties.hooks()).containsExactly(Hook.SEND, Hook.RECEIVE);
        assertThatThrownBy(() -> properties.events(false)).hasMessageContaining("property mos.events is [REXMIT, ")
            .hasMessageContaining("expected none for a service of MonitorApplication");
        assertThatThrownBy(() -> new ApplicationProperties(Map.of("mos.hook", "SEND")).events(false))
            .hasMessageContaining("property mos.hook is [SEND]");
        assertThatThrownBy(() -> new ApplicationProperties(Map.of()).events(true))
            .hasMessageContaining("property mos.events is null, expected names of events");
        assertThatThrownBy(() -> new ApplicationProperties(Map.of("mos.hook", "SND")).hooks())
            .hasMessageContaining("property mos.hook is SND, expected one of [NONE, ");
        assertThat(new ApplicationProperties(Map.of()).events(false)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"mos.kind, flows, 'one of [STREAM, PACKET]'", "mos.buffers, ALL, 'one of [NONE, CLIENT, SERVER, BOTH]'",
        "mos.bufferSize, much, a whole number", "mos.existing, yes, true or false",
        "mos.whileAway, sleep, 'one of [PASS, DROP]'", "mos.bufferSize, 12, 1024 or more",
        "mos.fitler, tcp, 'no such property, but one of [name, kind, filter'"})
    void shouldNameTheWrongPropertyItsValueAndWhatWasExpected(String property, String value, String expected) {
        assertThatThrownBy(() -> read(Map.of("mos.name", "web", property, value))).isInstanceOfSatisfying(MosException.class,
            refused -> {
                assertThat(refused.error()).isEqualTo(Errno.EINVAL);
                assertThat(refused).hasMessageContaining(property.substring(4)).hasMessageContaining(value)
                    .hasMessageContaining(expected);
            });
    }

    @Test
    void shouldShowAnApplicationWhosePropertiesAreWrong() {
        assertThat(new ApplicationProperties(Map.of("mos.name", "web", "mos.filter", "tcp prot", "mos.kind", "?"))
            .shown("bundle#1")).isEqualTo(MonitorOptions.streams("web", "tcp prot"));
    }
}
