package org.mapi.run.itest;

import java.io.IOException;
import java.net.BindException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code mapi} command of the assembled appliance, on a run directory and a port of its own. */
final class MapiCommand {

    private static final Path HOME = Path.of(System.getProperty("project.root"), "run", "target", "appliance");
    private static final long DEADLINE_S = 600;

    private final Path runDirectory;
    private final Path etc;
    private final int port;

    MapiCommand(Path runDirectory) throws IOException {
        this(runDirectory, copyOfEtc(runDirectory.resolveSibling(runDirectory.getFileName() + "-etc")));
    }

    MapiCommand(Path runDirectory, Path etc) throws IOException {
        this.runDirectory = runDirectory;
        this.etc = etc;
        this.port = freePort();
    }

    /** The configuration that the appliance brings, but for the time that a clean stop may take: a machine may be busy. */
    static Path copyOfEtc(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(HOME.resolve("etc"))) {
            for (Path file : files) {
                Files.copy(file, folder.resolve(file.getFileName()));
            }
        }
        Files.writeString(folder.resolve("appliance.properties"), "\nstop-deadline-s=" + DEADLINE_S + "\n",
                StandardOpenOption.APPEND);
        return folder;
    }

    /** A port that nobody listens on, of those that no connection gets by itself before the appliance has it. */
    private static int freePort() throws IOException {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                continue;   // somebody has it: another one
            }
        }
    }

    /** How a command ended. */
    record Outcome(int status, String out, String err) {

        /** Returns the generated password that a first start prints. */
        String password() {
            Matcher matcher = Pattern.compile("password {2}(\\S+)").matcher(out);
            if (!matcher.find()) {
                throw new AssertionError("no password in: " + out);
            }
            return matcher.group(1);
        }
    }

    Path runDirectory() {
        return runDirectory;
    }

    int port() {
        return port;
    }

    Process launch(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/mapi").toString()));
        command.addAll(List.of(args));
        if (List.of("start", "stop").contains(args[0]) && !command.contains("--wait")) {
            command.addAll(2, List.of("--wait", String.valueOf(DEADLINE_S)));
        }
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("MAPI_JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("MAPI_RUN_DIR", runDirectory.toString());
        builder.environment().put("MAPI_PORT", String.valueOf(port));
        builder.environment().put("MAPI_ETC_DIR", etc.toString());
        builder.environment().keySet().removeAll(List.of("MAPI_HOST", "MAPI_LOAD", "MAPI_JAVA_OPTS", "MAPI_DEBUG"));
        return builder.start();
    }

    /** Runs a command to its end. */
    Outcome run(String... args) throws IOException, InterruptedException {
        return runWithInput("", args);
    }

    Outcome runWithInput(String input, String... args) throws IOException, InterruptedException {
        Process process = launch(args);
        try (var in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        // Both fit into the pipes' buffers; the order of reading does not matter.
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("mapi " + String.join(" ", args) + " did not end within " + DEADLINE_S + " s");
        }
        return new Outcome(process.exitValue(), out, err);
    }

    /** Asks the web console for a page; a null password asks without login. */
    int page(String path, String password) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) URI.create("http://127.0.0.1:" + port + path).toURL().openConnection();
        connection.setInstanceFollowRedirects(false);
        if (password != null) {
            connection.setRequestProperty("Authorization", "Basic "
                    + Base64.getEncoder().encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8)));
        }
        try {
            return connection.getResponseCode();
        } finally {
            connection.disconnect();
        }
    }

    /** Ends whatever a failed test left. */
    void cleanUp() throws IOException {
        if (Files.exists(runDirectory.resolve("mapi.pid"))) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    long pid() throws IOException {
        return Long.parseLong(Files.readString(runDirectory.resolve("mapi.pid")).strip());
    }

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + DEADLINE_S + " s: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }
}
