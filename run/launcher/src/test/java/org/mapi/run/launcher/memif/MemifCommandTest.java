package org.mapi.run.launcher.memif;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.memif.MemifContext;
import org.mapi.memif.MemifOptions;
import org.mapi.run.launcher.ExitStatus;
import org.mapi.run.launcher.Mapi;
import picocli.CommandLine;

@Timeout(600)
class MemifCommandTest {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String socket = "@memif-command-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();

    /** What a command printed and how it ended. */
    private record Outcome(int status, String out, String err) { }

    private static Outcome run(String... arguments) {
        final StringWriter out = new StringWriter();
        final StringWriter err = new StringWriter();
        final CommandLine line = Mapi.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        return new Outcome(line.execute(arguments), out.toString(), err.toString());
    }

    private static Outcome run(String line) {
        return run(line.split(" "));
    }

    @ParameterizedTest
    @CsvSource({"64,'',''", "1500,--copy,--copy", "9000,--copy --queues 2,--queues 2", "64,--interrupt,--interrupt --copy"})
    void shouldMeasureBothDirections(int size, String tx, String rx) throws Exception {
        final String common = " --socket " + socket + " --id 3 --secret psst --warm-up 0 ";
        final CompletableFuture<Outcome> receiver = CompletableFuture.supplyAsync(() -> run(("memif perf rx --role master"
            + common + "--seconds 0.3 --format json " + rx).trim()));
        final Outcome sender = run(("memif perf tx --role client" + common + "--seconds 300 --burst 32 --size " + size + " " + tx)
            .trim());
        final Outcome received = receiver.get();
        assertThat(received.status()).as(received.err()).isZero();
        final Map<String, Object> report = JSON.std.mapFrom(received.out());
        assertThat(((Number) report.get("packets")).longValue()).isPositive();
        final long bytes = ((Number) report.get("bytes")).longValue();
        assertThat(bytes % ((Number) report.get("packets")).longValue()).as("all of one size").isZero();
        assertThat(bytes / ((Number) report.get("packets")).longValue()).isEqualTo(size);
        assertThat(report).containsEntry("direction", "rx").containsEntry("role", "master").containsEntry("complete", true)
            .containsEntry("queues", tx.contains("queues") ? 2 : 1);
        assertThat(sender.out() + sender.err()).as("the receiver left first").contains("tx as slave on " + socket,
            "the peer went away before the end");
        assertThat(sender.status()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " --copy"})
    void shouldCountAFullRingWhenThePeerTakesNothing(String copy) throws Exception {
        final AtomicBoolean over = new AtomicBoolean();
        final CompletableFuture<Outcome> sender = CompletableFuture.supplyAsync(() -> {
            try {
                return run("memif perf tx --role slave --socket " + socket + " --ring-size 64 --seconds 0.3 --warm-up 0 "
                    + "--format json" + copy);
            } finally {
                over.set(true);
            }
        });
        try (MemifContext context = MemifContext.builder().open()) {
            context.createSocket(socket, null).create(MemifOptions.master(0));
            while (!over.get()) {
                context.pollEvent(10);
            }
        }
        final Outcome sent = sender.get();
        assertThat(sent.status()).as(sent.err()).isZero();
        final Map<String, Object> report = JSON.std.mapFrom(sent.out());
        assertThat(((Number) report.get("ringFull")).longValue()).isPositive();
        assertThat(((Number) report.get("packets")).longValue()).as("at most one ring").isLessThanOrEqualTo(64);
        assertThat(report).containsEntry("drops", 0);
    }

    @Test
    void shouldNotWaitForeverForAPacket() throws Exception {
        final AtomicBoolean over = new AtomicBoolean();
        final CompletableFuture<Outcome> receiver = CompletableFuture.supplyAsync(() -> {
            try {
                return run("memif perf rx --role master --wait 5 --socket " + socket);
            } finally {
                over.set(true);
            }
        });
        try (MemifContext context = MemifContext.builder().connectionRequestTimer(Duration.ofMillis(50), Duration.ofMillis(50))
            .open()) {
            context.createSocket(socket, null).create(MemifOptions.slave(0));
            while (!over.get()) {
                context.pollEvent(10);
            }
        }
        assertThat(receiver.get().status()).isEqualTo(ExitStatus.FAILED);
        assertThat(receiver.get().err()).contains("no packet came within 5 s; the peer \"libmemif-app\" is connected");
    }

    @Test
    void shouldSayWhatIsWrong() {
        assertThat(run("memif perf rx --ring-size 1000").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("memif").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("memif perf").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("memif perf rx --id -1").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(run("memif perf rx --id -1").err()).contains("interface id: value=-1, expected 0 to 4294967295");
        assertThat(run("memif perf rx --secret " + "s".repeat(25)).err()).contains("secret: expected at most 24 bytes");
        assertThat(run("memif perf rx --wait 2 --socket " + socket).err()).contains("waiting up to 2 s for a peer on " + socket
            + "/0, as slave", "no peer on " + socket + "/0 within 2 s");
        assertThat(run("memif perf rx --burst 0").err()).contains("--burst is 0, expected 1 to 8192");
        assertThat(run("memif perf rx --seconds 0").err()).contains("--seconds is 0.0");
        assertThat(run("memif perf rx --ring-size 1000").err()).contains("--ring-size is 1000, expected a power of two");
        assertThat(run("memif perf rx --wait 0 --socket " + socket).err()).contains("no peer on " + socket + "/0 within 0 s");
        assertThat(run("memif perf rx --role master --socket /no/such/folder/x").err()).contains("/no/such/folder/x/0");
        assertThat(run("memif icmp-responder --ip 1.2.3").err()).contains("--ip is 1.2.3, expected an IPv4 address");
        assertThat(run("memif icmp-responder --mac 1:2").err()).contains("--mac is 1:2, expected six bytes");
    }
}
