package org.mapi.core.pcap.live;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace of its own with two connected interfaces {@code left} and {@code right}: no test traffic can leave it. IPv6
 * and offloads are off, so that nothing but the test's packets is seen.
 */
final class NetworkNamespace implements AutoCloseable {
    static final String LEFT = "left";
    static final String RIGHT = "right";
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle OPEN = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("open"),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("setns"),
        FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("capset"),
        FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int CAPABILITIES_VERSION_3 = 0x20080522;

    private final String name;

    private NetworkNamespace(String name) {
        this.name = name;
    }

    /** Makes one; the test is skipped when that is not possible here. */
    static NetworkNamespace create() throws Exception {
        assumeTrue(installed("ip"), "the live test needs ip (iproute2)");
        assumeTrue(Files.readString(Path.of("/proc/self/status")).contains("\nUid:\t0\t"), "the live test needs root");
        NetworkNamespace namespace = new NetworkNamespace("mapi-test-" + ProcessHandle.current().pid());
        assumeTrue(status("ip", "netns", "add", namespace.name) == 0, "the live test needs network namespaces");
        try {
            namespace.set("/proc/sys/net/ipv6/conf/all/disable_ipv6");
            namespace.set("/proc/sys/net/ipv6/conf/default/disable_ipv6");
            namespace.run("ip", "link", "add", LEFT, "type", "veth", "peer", "name", RIGHT);
            for (String side : List.of(LEFT, RIGHT)) {
                if (installed("ethtool")) {
                    namespace.run("ethtool", "-K", side, "tx", "off", "rx", "off", "gro", "off", "gso", "off", "tso", "off");
                }
                namespace.run("ip", "link", "set", side, "mtu", "1500", "up");
            }
            return namespace;
        } catch (IOException | AssertionError e) {
            namespace.close();
            throw e;
        }
    }

    private void set(String file) throws IOException {
        if (Files.exists(Path.of(file))) {
            run("sh", "-c", "echo 1 > " + file);
        }
    }

    static boolean installed(String program) {
        return List.of("/usr/bin/", "/usr/sbin/", "/sbin/", "/bin/").stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder + program)));
    }

    private static int status(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    /** Runs a command inside and gives what it printed. */
    String run(String... command) throws IOException {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", name));
        inside.addAll(List.of(command));
        Process process = new ProcessBuilder(inside).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            assertThat(process.waitFor()).as(inside + ": " + output).isZero();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        return output;
    }

    /** Calls on a thread that lives inside; what it opens stays inside. */
    <T> T call(Callable<T> task) throws Exception {
        return onOwnThread(() -> {
            try (Arena arena = Arena.ofConfined()) {
                int descriptor = (int) OPEN.invokeExact(arena.allocateFrom("/run/netns/" + name), 0);
                assertThat((int) SETNS.invokeExact(descriptor, CLONE_NEWNET)).as("setns").isZero();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return task.call();
        });
    }

    /** Calls on a thread that has no capability whatever. */
    <T> T callWithoutCapabilities(Callable<T> task) throws Exception {
        return call(() -> {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment header = arena.allocate(8, 4);
                header.set(ValueLayout.JAVA_INT, 0, CAPABILITIES_VERSION_3);
                assertThat((int) SYSCALL.invokeExact(header, arena.allocate(24, 4))).as("capset").isZero();
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
            return task.call();
        });
    }

    private static <T> T onOwnThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "namespace");
        thread.start();
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw new AssertionError(e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        status("ip", "netns", "delete", name);
    }
}
