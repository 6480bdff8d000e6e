package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What {@code check-config} says of declared flows; with the two functions that need no jar of a library. */
class DeclaredFlowsCheckTest {
    @TempDir
    private Path home;
    private TinyInstallation installation;
    private int status;

    @BeforeEach
    void makeInstallation() throws IOException {
        installation = new TinyInstallation(home);
    }

    @AfterEach
    void clear() {
        installation.close();
    }

    private List<String> check(String conf) throws IOException {
        Files.writeString(home.resolve("etc/mapi.conf"), conf);
        final StringWriter out = new StringWriter();
        final CommandLine line = Mapi.commandLine();
        line.setOut(new PrintWriter(out));
        status = line.execute("check-config", "--dir", home.resolve("var").toString(), "--port", freePort());
        return out.toString().lines().filter(text -> !text.startsWith("ok ")).toList();
    }

    private static String freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return String.valueOf(socket.getLocalPort());
        }
    }

    @Test
    void shouldFindGoodFlowsGoodAndOpenNothing() throws IOException {
        assertThat(check("""
            [driver]
            device=left
            driver=memif
            address=@no-such-peer/0
            alias=peer
            [flow]
            name=good
            device=left
            function=starts=MOS_EVENT("CONN_START")
            function=TO_MEMIF("peer")
            [flow]
            name=on-a-driver-of-a-bundle
            device=other:address
            function=mos:MOS_EVENT("CONN_END", 1)
            """)).isEmpty();
        assertThat(status).isZero();
        assertThat(home.resolve("var")).doesNotExist();
    }

    @Test
    void shouldTellFlowFunctionAndArgumentOfAllThatIsWrong() throws IOException {
        assertThat(check("""
            [flow]
            name=bad
            device=eth0
            function=x=MOS_EVENT("CONN_START", 3)
            function=NEEDS(x)
            function=MOS_EVNT("CONN_START")
            function=mso:MOS_EVENT("CONN_START")
            function=MOS_EVENT
            function=MOS_EVENT("CONN_START", "often")
            function=TO_MEMIF("memif:", "role=boss")
            """)).satisfiesExactly(
            line -> assertThat(line).isEqualTo("error  flows: flow bad: x=MOS_EVENT(\"CONN_START\", 3): argument 2 (pickup) is 3,"
                + " expected 0 or 1"),
            line -> assertThat(line).startsWith("error  flows: flow bad: MOS_EVNT(\"CONN_START\"): ")
                .endsWith("similar: MOS_EVENT"),
            line -> assertThat(line).startsWith("error  flows: flow bad: mso:MOS_EVENT(").contains("no library mso"),
            line -> assertThat(line).startsWith("error  flows: flow bad: MOS_EVENT: MOS_EVENT got 0 arguments, expected 1 to 4"),
            line -> assertThat(line).startsWith("error  flows: flow bad: MOS_EVENT(\"CONN_START\", \"often\"): argument 2")
                .contains("(pickup) is \"often\", expected "),
            line -> assertThat(line).startsWith("error  flows: flow bad: TO_MEMIF(").contains("device and options"));
        assertThat(status).isEqualTo(ExitStatus.FAILED);
    }

    @Test
    void shouldNotCallWrongWhatOnlyAnApplianceCanTell() throws IOException {
        assertThat(check("""
            [flow]
            name=unsure
            device=eth0
            function=MOS_EVENT("OF_AN_APPLICATION")
            function=TO_MEMIF("of-the-console")
            """)).satisfiesExactly(
            line -> assertThat(line).startsWith("warn   flows: flow unsure: MOS_EVENT(\"OF_AN_APPLICATION\"): not checked ("),
            line -> assertThat(line).startsWith("warn   flows: flow unsure: TO_MEMIF(\"of-the-console\"): not checked ("));
        assertThat(status).isZero();
    }

    @Test
    void shouldSayThatALibraryCouldNotBeLookedAt() throws IOException {
        final Path folder = Files.createDirectory(home.resolve("further"));
        Files.writeString(folder.resolve("broken.jar"), "no jar");
        assertThat(check("""
            libpath=%s
            [flow]
            name=unsure
            device=eth0
            function=OF_MINE(1)
            """.formatted(folder))).singleElement().asString()
            .startsWith("warn   flows: flow unsure: OF_MINE(1): not checked (").contains("broken.jar", "OF_MINE not found");
        assertThat(status).isZero();
    }
}
