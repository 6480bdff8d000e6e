package org.mapi.mos.samples.midstat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.TcpDialogue.CLIENT;
import static org.mapi.testkit.TcpDialogue.SERVER;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.mos.MonitorHandle;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.PacketFollower;
import org.mapi.mos.SourceOptions;
import org.mapi.mos.stack.MosStack;
import org.mapi.testkit.TcpDialogue;

/** The table of connections that the test makes. */
@Timeout(300)
class MidstatTest {
    private static final long MINUTE = 60_000_000_000L;
    private static final String HEADER = "Proto CPU Client Address Client State Server Address Server State";

    private final MosStack stack = new MosStack(() -> null);
    private final PacketFollower source = stack.follow("made", List.of(), SourceOptions.DEFAULT);
    private final Midstat midstat = new Midstat(settings("", 1000));
    private final MonitorHandle handle = source.monitor(MonitorOptions.streams("midstat", "").withExisting(), midstat);

    @AfterEach
    void close() {
        stack.close();
    }

    private static Midstat.Settings settings(String file, int period) {
        return new Midstat.Settings() {
            @Override
            public String file() {
                return file;
            }

            @Override
            public int period_ms() {
                return period;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return Midstat.Settings.class;
            }
        };
    }

    private TcpDialogue dialogue(String client, int port) {
        return new TcpDialogue(source::process).from(CLIENT, client, port);
    }

    private List<String> table() {
        return midstat.midstat(false).lines().map(line -> line.replaceAll(" +", " ")).toList();
    }

    @Test
    void shouldShowBothStatesOfEveryConnection() {
        assertThat(table()).containsExactly(HEADER);
        final TcpDialogue closing = dialogue("10.1.4.93", 8843).open();
        dialogue("10.1.4.94", 8844).open().say(CLIENT, "x").say(SERVER, "y");
        new TcpDialogue(source::process).from(CLIENT, "2001:db8::1", 5).from(SERVER, "2001:db8::2", 443)
            .send(CLIENT, 2, 0, 0, new byte[0]);
        closing.finish(CLIENT);
        assertThat(table()).containsExactly(HEADER, "tcp 0 10.1.4.93:8843 FIN_WAIT_1 192.0.2.1:80 CLOSE_WAIT",
            "tcp 0 10.1.4.94:8844 ESTABLISHED 192.0.2.1:80 ESTABLISHED",
            "tcp 0 [2001:db8:0:0:0:0:0:1]:5 SYN_SENT [2001:db8:0:0:0:0:0:2]:443 SYN_RCVD");
    }

    @Test
    void shouldPrintColumnsAsTheOriginalDoes() {
        dialogue("10.1.4.93", 8843).open();
        assertThat(midstat.midstat(false).lines()).containsExactly(
            "Proto CPU Client Address               Client State Server Address               Server State",
            "tcp   0   10.1.4.93:8843               ESTABLISHED  192.0.2.1:80                 ESTABLISHED");
    }

    @Test
    void shouldPrintJson() throws IOException {
        dialogue("10.1.4.93", 8843).open();
        final List<Map<String, Object>> rows = JSON.std.listOfFrom(Object.class, midstat.midstat(true)).stream()
            .map(MidstatTest::row).toList();
        assertThat(rows).containsExactly(Map.of("protocol", "tcp", "source", "made", "worker", 0, "connection", 1, "client",
            "10.1.4.93:8843", "clientState", "ESTABLISHED", "server", "192.0.2.1:80", "serverState", "ESTABLISHED"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(Object object) {
        return (Map<String, Object>) object;
    }

    @Test
    void shouldForgetConnectionsHoweverTheyEnd() {
        dialogue("10.0.0.1", 1).open().close(CLIENT);
        dialogue("10.0.0.1", 2).open().reset(SERVER);
        final TcpDialogue idle = dialogue("10.0.0.1", 3).open();
        assertThat(table()).hasSize(2);
        source.advance(idle.time() + MINUTE);
        assertThat(table()).containsExactly(HEADER);
    }

    @Test
    void shouldLeaveWithoutATraceAndComeBackToExistingConnections() {
        final TcpDialogue dialogue = dialogue("10.0.0.1", 1).open();
        handle.close();
        assertThat(table()).containsExactly(HEADER);
        source.monitor(MonitorOptions.streams("midstat", "").withExisting(), midstat);
        assertThat(table()).containsExactly(HEADER);
        dialogue.finish(CLIENT);
        assertThat(table()).containsExactly(HEADER, "tcp 0 10.0.0.1:1 FIN_WAIT_1 192.0.2.1:80 CLOSE_WAIT");
    }

    @Test
    void shouldWriteWholeTablesToAFile(@TempDir Path folder) throws Exception {
        final Path file = folder.resolve("new").resolve("midstat.json");
        final Midstat writing = new Midstat(settings(file.toString(), 10));
        source.monitor(MonitorOptions.streams("writing", ""), writing);
        dialogue("10.1.4.93", 8843).open();
        while (!Files.exists(file) || !Files.readString(file).contains("ESTABLISHED")) {
            Thread.sleep(5);
        }
        assertThat(JSON.std.listFrom(Files.readString(file))).hasSize(1);
        writing.stop();
    }
}
