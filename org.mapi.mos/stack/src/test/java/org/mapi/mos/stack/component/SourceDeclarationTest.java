package org.mapi.mos.stack.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.MosException;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.Follow;

/** What a configuration of org.mapi.mos.source may say, in whatever types it comes, and what is said of what it may not. */
class SourceDeclarationTest {
    private static SourceDeclaration declaration(Object... keysAndValues) {
        final Map<String, Object> properties = new HashMap<>(Map.of("service.pid", "org.mapi.mos.source~a",
            "service.factoryPid", "org.mapi.mos.source", "component.id", 7L, "felix.fileinstall.filename", "file:a.config",
            ":org.apache.felix.configadmin.revision:", 1L, "webconsole.configurationFactory.nameHint", "hint"));
        for (int i = 0; i < keysAndValues.length; i += 2) {
            properties.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return new SourceDeclaration(properties);
    }

    @Test
    void shouldBeAsUsualWhereNothingIsSaid() {
        final SourceDeclaration declaration = declaration();
        assertThat(declaration.name()).isEqualTo("org.mapi.mos.source~a");
        assertThat(declaration.devices()).isEmpty();
        assertThat(declaration.options()).isEqualTo(SourceOptions.DEFAULT);
        assertThat(declaration.driverOptions()).isEmpty();
        assertThat(declaration.warnings()).isEmpty();
    }

    @Test
    void shouldTakeValuesInEveryType() {
        final SourceOptions expected = new SourceOptions(2, ChecksumPolicy.IGNORE, true, false, false, false,
            Duration.ofMillis(5000), Duration.ofMillis(10), 100, 8L << 20, true);
        final SourceDeclaration texts = declaration("name", " wire ", "devices", new String[] {"left", "", "right "}, "options",
            "immediate=false", "workers", "2", "checksums", "Ignore", "midStream", "1", "tolerant", "FALSE", "defragment", "0",
            "pseudoFlows", "false", "idleTimeout.ms", "5000", "timeWait.ms", "10", "maximumFlows", "100", "memory.mib", "8",
            "splitQueues", "true");
        assertThat(texts.options()).isEqualTo(expected);
        assertThat(texts.name()).isEqualTo("wire");
        assertThat(texts.devices()).containsExactly("left", "right");
        assertThat(texts.driverOptions()).containsExactly(Map.entry("immediate", "false"));
        assertThat(texts.warnings()).isEmpty();
        assertThat(declaration("workers", 2L, "checksums", "ignore", "midStream", true, "tolerant", false, "defragment", false,
            "pseudoFlows", new boolean[] {false}, "idleTimeout.ms", 5000, "timeWait.ms", (short) 10, "maximumFlows",
            List.of(100), "memory.mib", 8L, "splitQueues", Boolean.TRUE).options()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "workers|two|a whole number from 1 to 64", "workers|65|a whole number from 1 to 64", "midStream|yes|true or false",
        "splitQueues|2|true or false", "idleTimeout.ms|0|a whole number from 1 to 2147483647",
        "timeWait.ms|-1|a whole number from 0 to 2147483647", "maximumFlows|99999999999|a whole number from 1 to 268435456",
        "memory.mib|0|a whole number from 1 to 2147483647", "checksums|sometimes|verify, ignore or auto"})
    void shouldNameTheOptionItsValueAndWhatWasExpected(String option, String value, String expected) {
        assertThatThrownBy(() -> declaration(option, value).options()).isInstanceOf(MosException.class)
            .hasMessage("option " + option + " is " + value + ", expected " + expected);
    }

    @Test
    void shouldRefuseSeveralValuesWhereOneIsMeant() {
        assertThatThrownBy(() -> declaration("workers", new int[] {1, 2}).options()).isInstanceOf(MosException.class)
            .hasMessageContaining("option workers is 1, 2");
    }

    @Test
    void shouldWarnOfWhatHasNoEffect() {
        assertThat(declaration("workes", 2, "devices", "lo").warnings()).singleElement().asString()
            .startsWith("option workes is not known and has no effect, expected one of [checksums, defragment, devices, ");
        assertThat(declaration("devices", "lo", "options", "promiscuous=true").warnings()).containsExactly(
            "option options has no effect where one device is watched, expected the options of [lo] where the device is "
                + "configured");
        assertThat(declaration("devices", List.of("a", "b"), "options", "promiscuous=true").warnings()).isEmpty();
    }

    @Test
    void shouldKnowWhatTheFormOfTheConsoleHas() {
        assertThat(Arrays.stream(SourceForm.class.getDeclaredMethods()).map(Method::getName).map(name -> name.replace('_', '.'))
            .filter(name -> !name.startsWith("webconsole.")).collect(Collectors.toSet())).isEqualTo(SourceDeclaration.KNOWN);
    }

    @Test
    void shouldBeNamedInTheConsoleAsTheOtherForms() throws IOException {
        try (InputStream form = SourceForm.class.getResourceAsStream("/OSGI-INF/metatype/"
            + SourceForm.class.getName() + ".xml")) {
            assertThat(new String(form.readAllBytes(), StandardCharsets.UTF_8)).contains("name=\"MAPI mOS source\"");
        }
    }

    @Test
    void shouldTellUsersWhatToTakeInsteadOfTheInternalFunction() {
        assertThat(Follow.definition().get("mapi.description").toString()).startsWith("Internal: ")
            .contains("MOS_EVENT", "[mos] in mapi.conf");
    }
}
