package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class SettingsOptionsTest {

    @TempDir
    private Path home;

    /** A command with these options and nothing else. */
    @Command
    static final class Probe {
        @Mixin
        private SettingsOptions options;
    }

    @BeforeEach
    void setHome() throws IOException {
        System.setProperty("mapi.home", home.toString());
        Files.createDirectory(home.resolve("etc"));
    }

    @AfterEach
    void clearHome() {
        System.clearProperty("mapi.home");
    }

    private Settings settings(Map<String, String> environment, String... args) {
        Probe probe = new Probe();
        new CommandLine(probe).parseArgs(args);
        return probe.options.settings(environment::get);
    }

    private void file(String content) throws IOException {
        Files.writeString(home.resolve("etc/appliance.properties"), content);
    }

    @Test
    void shouldStayOnThisMachineByDefault() {
        Settings settings = settings(Map.of(), "--dir", home.resolve("var").toString());

        assertThat(settings.url()).isEqualTo("http://127.0.0.1:8080/system/console");
        assertThat(settings.isLocal()).isTrue();
        assertThat(settings.load()).isEqualTo(home.resolve("var/load"));
        assertThat(settings.stopDeadlineSeconds()).isEqualTo(10);
    }

    @Test
    void shouldPreferOptionsToEnvironmentAndEnvironmentToFile() throws IOException {
        file("port=1111\nhost=::1\nload=/from/file\nstop-deadline-s=3\nfelix.fileinstall.poll=100\n");

        assertThat(settings(Map.of()).url()).isEqualTo("http://[::1]:1111/system/console");
        assertThat(settings(Map.of("MAPI_PORT", "2222")).port()).isEqualTo(2222);
        assertThat(settings(Map.of("MAPI_PORT", "2222", "MAPI_LOAD", "/from/environment"), "--port", "3333"))
                .satisfies(settings -> {
                    assertThat(settings.port()).isEqualTo(3333);
                    assertThat(settings.load()).isEqualTo(Path.of("/from/environment"));
                    assertThat(settings.stopDeadlineSeconds()).isEqualTo(3);
                    assertThat(settings.frameworkProperties()).isEqualTo(Map.of("felix.fileinstall.poll", "100"));
                });
    }

    @Test
    void shouldSayWhenOtherMachinesReachThePage() {
        assertThat(settings(Map.of(), "--host", "0.0.0.0").isLocal()).isFalse();
    }

    @Test
    void shouldNameAPortThatIsNone() {
        for (String port : new String[] {"0", "65536", "http", "-1"}) {
            assertThatThrownBy(() -> settings(Map.of("MAPI_PORT", port))).isInstanceOf(UserError.class)
                    .hasMessage("port: '" + port + "', expected a number from 1 to 65535");
        }
    }

    @Test
    void shouldNameAKeyThatNobodyKnows() throws IOException {
        file("prot=8081\n");

        assertThatThrownBy(() -> settings(Map.of())).isInstanceOf(UserError.class)
                .hasMessageContaining("unknown key 'prot', expected one of host, load, port, stop-deadline-s");
    }

    @Test
    void shouldNameAFileThatCannotBeParsed() throws IOException {
        file("host=\\u00zz\n");

        assertThatThrownBy(() -> settings(Map.of())).isInstanceOf(UserError.class)
                .hasMessageContaining("appliance.properties: cannot be read");
    }
}
