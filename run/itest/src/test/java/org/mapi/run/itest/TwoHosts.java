package org.mapi.run.itest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Two hosts in network namespaces of their own, each with a cable that ends here: whoever puts the two ends together is the
 * wire between them.
 */
final class TwoHosts {
    /** Addresses of the hosts, in one network. */
    static final String NEAR = "10.77.0.1";
    static final String FAR = "10.77.0.2";

    private static final long DEADLINE_S = 600;

    private final String id = Long.toString(ProcessHandle.current().pid() % 100_000, 36);
    private final Path folder;
    private final List<Process> started = new ArrayList<>();

    /**
     * How a program ended.
     *
     * @param status exit code
     * @param out    what it wrote
     */
    record Outcome(int status, byte[] out) {
        String text() {
            return new String(out, StandardCharsets.UTF_8);
        }
    }

    /** Makes them; the test is skipped where that cannot be done. */
    TwoHosts(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        for (String tool : List.of("ip", "ethtool", "curl", "ping")) {
            assumeTrue(run(List.of("which", tool)).status() == 0, tool + " is not installed");
        }
        host("near", NEAR);
        host("far", FAR);
    }

    private void host(String name, String address) throws IOException, InterruptedException {
        make("ip", "netns", "add", namespace(name));
        make("ip", "link", "add", cable(name), "type", "veth", "peer", "name", "eth0", "netns", namespace(name));
        make("sysctl", "-qw", "net.ipv6.conf." + cable(name) + ".disable_ipv6=1");
        make("ethtool", "-K", cable(name), "tx", "off", "tso", "off", "gso", "off", "gro", "off");
        make("ip", "link", "set", cable(name), "arp", "off", "promisc", "on", "up");
        inside(name, "ethtool", "-K", "eth0", "tx", "off", "tso", "off", "gso", "off", "gro", "off");
        inside(name, "ip", "address", "add", address + "/24", "dev", "eth0");
        inside(name, "ip", "link", "set", "lo", "up");
        inside(name, "ip", "link", "set", "eth0", "up");
    }

    private String namespace(String name) {
        return "mapi-" + name + '-' + id;
    }

    /** The end of a host's cable that is here. */
    String cable(String name) {
        return "m" + name + id;
    }

    private void make(String... command) throws IOException, InterruptedException {
        final Outcome outcome = run(List.of(command));
        assumeTrue(outcome.status() == 0, String.join(" ", command) + " fails here: " + outcome.text());
    }

    private void inside(String name, String... command) throws IOException, InterruptedException {
        final Outcome outcome = on(name, command);
        assumeTrue(outcome.status() == 0, String.join(" ", command) + " fails here: " + outcome.text());
    }

    private List<String> within(String name, String... command) {
        final List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(name)));
        all.addAll(List.of(command));
        return all;
    }

    /** Runs a program on a host to its end. */
    Outcome on(String name, String... command) throws IOException, InterruptedException {
        return run(within(name, command));
    }

    /** Starts a program on a host; it ends with the hosts at the latest. */
    Process start(String name, File output, String... command) throws IOException {
        final Process process = new ProcessBuilder(within(name, command)).redirectErrorStream(true).redirectOutput(output)
            .start();
        started.add(process);
        return process;
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        final Path out = Files.createTempFile(folder, "out", "");
        final Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(String.join(" ", command) + " did not end within " + DEADLINE_S + " s");
        }
        return new Outcome(process.exitValue(), Files.readAllBytes(out));
    }

    /** Takes them away, with all that was started on them. */
    void remove() throws IOException, InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        for (String name : List.of("near", "far")) {
            run(List.of("ip", "netns", "del", namespace(name)));
            run(List.of("ip", "link", "del", cable(name)));
        }
    }
}
