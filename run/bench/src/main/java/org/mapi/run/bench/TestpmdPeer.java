package org.mapi.run.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * DPDK's testpmd with one memif port that sends or receives as fast as it can, from {@link #start} to {@link #stop}; then it
 * sleeps. Without stdbuf a pipe sees no statistics.
 */
final class TestpmdPeer implements AutoCloseable {
    /** Where Debian puts it. */
    static final Path PROGRAM = Path.of("/usr/bin/dpdk-testpmd");
    private static int peers;

    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    /**
     * Starts the program; no packets yet.
     *
     * @param role   server or client
     * @param socket abstract name without @
     * @param sends  whether it sends, otherwise it receives
     */
    TestpmdPeer(String role, String socket, boolean sends) throws IOException {
        final boolean server = role.equals("server");
        final List<String> command = new ArrayList<>(List.of("stdbuf", "-oL", PROGRAM.toString(), "-l", "0-1"));
        command.addAll(List.of("--main-lcore", server ? "0" : "1", "--no-huge", "-m", "256", "--no-pci", "--no-telemetry"));
        command.addAll(List.of("--file-prefix=bench" + ProcessHandle.current().pid() + "-" + ++peers,
            "--vdev=net_memif0,role=" + role + ",id=1,socket-abstract=yes,socket=" + socket, "--", "-i", "--nb-cores=1",
            "--forward-mode=" + (sends ? "txonly" : "rxonly"), "--total-num-mbufs=16384",
            "--no-lsc-interrupt", "--no-flush-rx"));
        process = new ProcessBuilder(command).redirectErrorStream(true).start();
        out = process.inputReader();
        in = process.outputWriter();
        received();
    }

    /**
     * Begins.
     *
     * @param size  bytes per packet
     * @param burst packets at once
     */
    void start(int size, int burst) throws IOException {
        tell("set burst " + burst);
        tell("set txpkts " + size);
        tell("start");
        await("packet forwarding");
    }

    /** Rests. */
    void stop() throws IOException {
        tell("stop");
        await("Done.");
    }

    private void tell(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    static boolean there() {
        return Files.isExecutable(PROGRAM);
    }

    private String await(String what) throws IOException {
        final StringBuilder text = new StringBuilder();
        for (int c = out.read(); c >= 0; c = out.read()) {
            text.append((char) c);
            if (text.length() >= what.length() && text.substring(text.length() - what.length()).equals(what)) {
                return text.toString();
            }
        }
        throw new IOException("testpmd ended: " + text);
    }

    /** Packets received so far. */
    long received() throws IOException {
        tell("show port stats 0");
        await("RX-packets:");
        final String number = await("RX-missed").trim();
        return Long.parseLong(number.substring(0, number.indexOf(' ')));
    }

    /** Ends it by force: it has nothing to put in order, and what it would do takes seconds. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
