package org.mapi.memif;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** DPDK's testpmd with two memif ports that it forwards between; packets that go in at one come out at the other. */
final class Testpmd implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/bin/dpdk-testpmd");
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Process process;
    private final StringBuffer output = new StringBuffer();

    /** Why the program cannot be used, or null if it can. */
    static String missing() {
        return Files.isExecutable(PROGRAM) ? null : PROGRAM
                + " is not installed (Debian packages dpdk-dev and librte-net-memif23)";
    }

    /**
     * Starts the program.
     *
     * @param role    server or client
     * @param address path, or @name
     * @param queues  queues per port
     * @param more    further arguments of the devices, for example ",bsize=512"
     */
    Testpmd(final String role, final String address, final int queues, final String more) throws IOException {
        final String socket = address.startsWith("@") ? "socket-abstract=yes,socket=" + address.substring(1)
                : "socket-abstract=no,socket=" + address;
        final List<String> command = new ArrayList<>(List.of(PROGRAM.toString(), "-l", "0-1", "--main-lcore", "0", "--no-huge",
                "-m",
                "256", "--no-pci", "--no-telemetry", "--file-prefix=mt" + ProcessHandle.current().pid() + "-"
                + NUMBER.incrementAndGet()));
        if (more.contains("zero-copy")) {
            command.add("--single-file-segments");
        }
        for (int port = 0; port < 2; port++) {
            command.add("--vdev=net_memif" + port + ",role=" + role + ",id=" + port + "," + socket + more);
        }
        command.addAll(List.of("--", "-i", "--nb-cores=1", "--forward-mode=io", "--total-num-mbufs=8192", "--rxq=" + queues,
                "--txq=" + queues, "--no-lsc-interrupt", "--no-flush-rx", "--auto-start"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().start(this::read);
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

    String output() {
        return output.toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() {
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
