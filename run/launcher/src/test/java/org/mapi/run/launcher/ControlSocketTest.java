package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 600, unit = TimeUnit.SECONDS)
class ControlSocketTest {

    private static final int FLOOD = 100_000;

    @TempDir
    private Path folder;
    private RunDirectory directory;
    private InstanceLock lock;
    private ControlServer server;
    private final CountDownLatch waiting = new CountDownLatch(1);
    private final CountDownLatch interrupted = new CountDownLatch(1);

    @BeforeEach
    void open() throws IOException {
        directory = new RunDirectory(folder.resolve("var"));
        directory.create();
        lock = InstanceLock.take(directory).orElseThrow();
        server = ControlServer.open(directory.socket(), Echo::new);
    }

    @AfterEach
    void close() throws IOException {
        server.close();
        lock.close();
    }

    /** Answers with what was asked; "wait" lasts until it is interrupted. */
    private final class Echo implements ControlHandler {

        private final OutputStream out;
        private final OutputStream err;
        private int count;

        Echo(OutputStream out, OutputStream err) {
            this.out = out;
            this.err = err;
        }

        @Override
        public int handle(String verb, String arguments) throws Exception {
            count++;
            switch (verb) {
                case "gogo" -> out.write((count + ":" + arguments).getBytes(StandardCharsets.UTF_8));
                case "flood" -> out.write(new byte[FLOOD]);
                case "throw" -> throw new IllegalStateException("what=" + arguments);
                case "wait" -> waitForInterrupt();
                default -> {
                    err.write(("unknown " + verb).getBytes(StandardCharsets.UTF_8));
                    return 2;
                }
            }
            return 0;
        }

        private void waitForInterrupt() throws InterruptedException {
            waiting.countDown();
            try {
                new CountDownLatch(1).await();
            } finally {
                interrupted.countDown();
            }
        }

        @Override
        public void close() {
            // nothing to release
        }
    }

    private record Answer(int status, String out, String err) { }

    private static Answer ask(ControlClient client, String line) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = client.request(line, out, err);
        return new Answer(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private SocketChannel raw() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(directory.socket()));
    }

    @Test
    void shouldBeReachableByTheOwnerOnly() throws IOException {
        assertThat(Modes.text(directory.socket())).isEqualTo("0600");
    }

    @Test
    void shouldAnswerTheRequestsOfAConnectionInOneSession() {
        try (ControlClient client = ControlClient.connect(directory)) {
            assertThat(ask(client, "gogo grüße")).isEqualTo(new Answer(0, "1:grüße", ""));
            assertThat(ask(client, "nonsense")).isEqualTo(new Answer(2, "", "unknown nonsense"));
            assertThat(ask(client, "gogo ")).isEqualTo(new Answer(0, "3:", ""));
        }
    }

    @Test
    void shouldCarryMoreThanOneBlock() {
        try (ControlClient client = ControlClient.connect(directory)) {
            assertThat(ask(client, "flood").out()).hasSize(FLOOD);
            assertThat(ask(client, "gogo after").out()).isEqualTo("2:after");
        }
    }

    @Test
    void shouldTellAFailureInOneLineAndGoOn() {
        try (ControlClient client = ControlClient.connect(directory)) {
            assertThat(ask(client, "throw me")).isEqualTo(new Answer(1, "", "mapi: what=me\n"));
            assertThat(ask(client, "gogo x").status()).isZero();
        }
    }

    @Test
    void shouldInterruptACommandWhenItsClientHangsUp() throws Exception {
        try (SocketChannel channel = raw()) {
            channel.write(ByteBuffer.wrap("wait\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(waiting.await(120, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(interrupted.await(120, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldInterruptACommandWhenTheServerCloses() throws Exception {
        try (SocketChannel channel = raw()) {
            channel.write(ByteBuffer.wrap("wait\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(waiting.await(120, TimeUnit.SECONDS)).isTrue();
            server.close();
            assertThat(interrupted.await(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void shouldRefuseALineBeyondTheLimit() throws IOException {
        try (SocketChannel channel = raw()) {
            channel.write(ByteBuffer.wrap("x".repeat(ControlProtocol.MAX_LINE + 1).getBytes(StandardCharsets.US_ASCII)));
            String answer = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).contains("line too long: at most 65536 bytes").endsWith("exit 2\n");
        }
        try (ControlClient client = ControlClient.connect(directory)) {
            assertThatThrownBy(() -> ask(client, "gogo " + "x".repeat(ControlProtocol.MAX_LINE))).isInstanceOf(UserError.class)
                    .hasMessageContaining("expected one line of at most 65536");
            assertThatThrownBy(() -> ask(client,
                    "gogo a\nb")).isInstanceOf(UserError.class).hasMessageContaining("expected one line");
        }
    }

    @Test
    void shouldRefuseAConnectionTooMany() throws IOException {
        List<ControlClient> clients = new ArrayList<>();
        try {
            for (int i = 0; i < ControlProtocol.MAX_CONNECTIONS; i++) {
                clients.add(ControlClient.connect(directory));
                assertThat(ask(clients.getLast(), "gogo x").status()).isZero();
            }
            try (ControlClient oneMore = ControlClient.connect(directory)) {
                Answer answer = ask(oneMore, "gogo x");
                assertThat(answer.status()).isEqualTo(ControlProtocol.TRY_AGAIN);
                assertThat(answer.err()).contains("too many connections: 16 are open, at most 16 are possible");
            }
            assertThat(ask(clients.getFirst(), "gogo x").status()).isZero();
        } finally {
            clients.forEach(ControlClient::close);
        }
    }

    @Test
    void shouldSurviveClientsThatSendGarbageAndLeave() throws IOException {
        Random seeded = new Random(42);
        for (int round = 0; round < 200; round++) {
            try (SocketChannel channel = raw()) {
                byte[] garbage = new byte[seeded.nextInt(300)];
                seeded.nextBytes(garbage);
                channel.write(ByteBuffer.wrap(garbage));
            } catch (IOException e) {
                assertThat(e).as("refused because too many were open").hasMessageMatching("(?i).*(broken pipe|reset).*");
            }
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        Answer answer;
        do {
            try (ControlClient client = ControlClient.connect(directory)) {
                answer = ask(client, "gogo still here");
            }
        } while (answer.status() == ControlProtocol.TRY_AGAIN && System.nanoTime() < deadline);
        assertThat(answer).isEqualTo(new Answer(0, "1:still here", ""));
    }

    @Test
    void shouldTellThatNoApplianceRuns() throws IOException {
        server.close();
        lock.close();

        assertThatThrownBy(() -> ControlClient.connect(directory)).isInstanceOfSatisfying(UserError.class, error -> {
            assertThat(error.status()).isEqualTo(ExitStatus.NOT_RUNNING);
            assertThat(error).hasMessageContaining("no appliance runs in " + directory.path());
        });
    }

    @Test
    void shouldTellThatTheApplianceDoesNotAnswer() throws IOException {
        server.close();

        assertThatThrownBy(() -> ControlClient.connect(directory)).isInstanceOfSatisfying(UserError.class,
                error -> assertThat(error.status()).isEqualTo(ExitStatus.NOT_ANSWERING));
    }
}
