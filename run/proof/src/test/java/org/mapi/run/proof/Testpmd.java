package org.mapi.run.proof;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** DPDK's testpmd with two ports that it forwards between. */
final class Testpmd implements AutoCloseable {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final long PATIENCE_S = 300;

    private final Process process;
    private final StringBuffer output = new StringBuffer();

    /**
     * Starts it.
     *
     * @param before   words in front of the command, for instance those that enter a network namespace
     * @param queues   queues per port
     * @param devices  the two devices, in testpmd's words
     */
    Testpmd(List<String> before, int queues, String... devices) throws IOException {
        final List<String> command = new ArrayList<>(before);
        command.addAll(List.of("dpdk-testpmd", "-l", "0-1", "--main-lcore", "0", "--no-huge", "-m", "256", "--no-pci",
            "--no-telemetry", "--file-prefix=proof" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet()));
        for (String device : devices) {
            command.add("--vdev=" + device);
        }
        command.addAll(List.of("--", "-i", "--nb-cores=1", "--forward-mode=io", "--total-num-mbufs=8192", "--rxq=" + queues,
            "--txq=" + queues, "--no-lsc-interrupt", "--no-flush-rx", "--auto-start"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().start(this::read);
    }

    /** Skips the test where testpmd or one of its drivers is missing. */
    static void assume(String... drivers) throws IOException, InterruptedException {
        Places.assumeTool("dpdk-testpmd");
        for (String driver : drivers) {
            assumeTrue(Commands.run(List.of("sh", "-c", "ls /usr/lib/*/dpdk/pmds*/librte_net_" + driver
                + ".so* 2>/dev/null | grep -q .")).status() == 0, "testpmd's driver net_" + driver
                + " is not installed (Debian: librte-net-" + driver + "23)");
        }
    }

    /** A memif device in testpmd's words; the address as we write it. */
    static String memif(int number, String role, String socket, int id) {
        return "net_memif" + number + ",role=" + role + ",id=" + id + (socket.startsWith("@")
            ? ",socket-abstract=yes,socket=" + socket.substring(1) : ",socket-abstract=no,socket=" + socket);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
            }
        } catch (IOException ended) {
            output.append(ended.getMessage());
        }
    }

    /** Waits until it has printed something. */
    Testpmd awaitOutput(String what) throws InterruptedException {
        final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!output.toString().contains(what)) {
            if (System.nanoTime() > end || !process.isAlive()) {
                throw new AssertionError("expected \"" + what + "\" from testpmd, got " + output);
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return this;
    }

    String output() {
        return output.toString();
    }

    /** kill -9. */
    void kill() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.getOutputStream().write("stop\nquit\n".getBytes(StandardCharsets.UTF_8));
            process.getOutputStream().close();
            process.onExit().completeOnTimeout(process, 3, TimeUnit.SECONDS).join();
        }
        kill();
    }
}
