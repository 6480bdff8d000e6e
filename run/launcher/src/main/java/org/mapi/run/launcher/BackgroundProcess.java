package org.mapi.run.launcher;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The appliance's process as the command that starts it sees it. */
final class BackgroundProcess {

    /** Tells {@code start} that it is that process. */
    static final String CHILD_OPTION = "--background-child";

    private static final long POLL_MS = 50;
    private static final int HTTP_TIMEOUT_MS = 2_000;
    private static final int SHOWN_LINES = 5;

    private final Settings settings;
    private final Process process;
    private final Path output;

    private BackgroundProcess(Settings settings, Process process, Path output) {
        this.settings = settings;
        this.process = process;
        this.output = output;
    }

    /**
     * Starts the process in a session of its own, so that neither Ctrl-C nor the end of the terminal reaches it.
     *
     * @param settings how it shall run
     * @return the process; it ends with this one unless {@link #awaitAnswer} succeeds
     */
    static BackgroundProcess spawn(Settings settings) {
        Path output = settings.runDirectory().logs().resolve("jvm.log");
        ProcessBuilder builder = new ProcessBuilder(command(settings));
        builder.directory(settings.runDirectory().path().toFile());
        builder.redirectInput(Path.of("/dev/null").toFile()).redirectErrorStream(true).redirectOutput(output.toFile());
        try {
            return new BackgroundProcess(settings, builder.start(), output);
        } catch (IOException e) {
            throw new UserError("the appliance's process cannot be started: " + e.getMessage());
        }
    }

    private static List<String> command(Settings settings) {
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JvmOptions.forAppliance());
        command.addAll(List.of("-Dmapi.home=" + settings.installation().home(), "-Dmapi.etc=" + settings.installation().etc(),
                "-Dmapi.var=" + settings.installation().defaultRunDirectory(), "-cp",
                        ManagementFactory.getRuntimeMXBean().getClassPath(),
                Mapi.class.getName(), "start", CHILD_OPTION));
        command.addAll(List.of("--dir", settings.runDirectory().path().toString(), "--host", settings.host(),
                "--port", String.valueOf(settings.port()), "--load", settings.load().toString()));
        return command;
    }

    /** Returns the process's id. */
    long pid() {
        return process.pid();
    }

    /**
     * Waits until control socket and web console answer.
     *
     * @param limit how long
     * @throws UserError if the process ends or the time passes; the process is then ended
     */
    void awaitAnswer(Duration limit) {
        Thread guard = Thread.ofPlatform().unstarted(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(guard);
        long deadline = System.nanoTime() + limit.toNanos();
        String state = "no answer from " + settings.runDirectory().socket();
        while (System.nanoTime() < deadline) {
            if (!process.isAlive()) {
                throw new UserError(whyItEnded());
            }
            state = ask();
            if (state == null) {
                Runtime.getRuntime().removeShutdownHook(guard);
                return;
            }
            pause();
        }
        process.destroyForcibly();
        throw new UserError(ExitStatus.NOT_ANSWERING, "the appliance did not answer within " + limit.toSeconds()
                + " s and was ended: " + state
                + " (see " + settings.runDirectory().logs() + "; --wait allows more time)");
    }

    /** Returns null when everything answers, otherwise what does not. */
    private String ask() {
        if (!Files.exists(settings.runDirectory().socket())) {
            return "no socket " + settings.runDirectory().socket();
        }
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (ControlClient client = ControlClient.connect(settings.runDirectory())) {
            if (client.request(ControlProtocol.STATUS, text, OutputStream.nullOutputStream()) != ExitStatus.OK) {
                return text.toString(StandardCharsets.UTF_8).strip();
            }
        } catch (UserError e) {
            return e.getMessage();
        }
        return askPage();
    }

    private String askPage() {
        try {
            HttpURLConnection connection = (HttpURLConnection) URI.create(settings.url()).toURL().openConnection();
            connection.setConnectTimeout(HTTP_TIMEOUT_MS);
            connection.setReadTimeout(HTTP_TIMEOUT_MS);
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_UNAUTHORIZED ? null : settings.url() + " answers with status " + status;
        } catch (IOException e) {
            return settings.url() + " does not answer: " + e.getMessage();
        }
    }

    private String whyItEnded() {
        try {
            List<String> lines = Files.readAllLines(output);
            List<String> own = lines.stream().filter(line -> line.startsWith("mapi: ")).toList();
            if (!own.isEmpty()) {
                return own.getLast().substring("mapi: ".length());
            }
            return "the appliance's process ended with code " + process.exitValue() + ": "
                    + String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
        } catch (IOException e) {
            return "the appliance's process ended with code " + process.exitValue() + " (see " + output + ")";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
