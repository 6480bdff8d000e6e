package org.mapi.run.proof;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.mapi.run.launcher.Mapi;

/** Runs programs: the mapi command and those it is compared with. */
final class Commands {
    private static final long DEADLINE_S = 600;

    private Commands() { }

    /**
     * How a program ended.
     *
     * @param status exit code
     * @param out    standard output
     * @param err    standard error
     */
    record Outcome(int status, String out, String err) {
        /** Standard output's lines. */
        List<String> lines() {
            return out.lines().toList();
        }

        /** The only line of standard error. */
        String complaint() {
            final List<String> lines = err.lines().toList();
            if (lines.size() != 1) {
                throw new AssertionError("expected one line on standard error, got: " + err);
            }
            return lines.getFirst();
        }
    }

    /** The command line of {@code mapi}. */
    static List<String> mapi(String... args) throws IOException {
        final List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-Djava.awt.headless=true",
            "-XX:+UseSerialGC", "-ea", "-Dmapi.home=" + Places.home(), "-Dmapi.etc=" + Places.ROOT.resolve("run/etc"),
            "-Dmapi.var=" + Places.work("var"), "-cp", Places.classPath(), "org.mapi.run.launcher.Mapi"));
        command.addAll(List.of(args));
        return command;
    }

    /** Runs {@code mapi} to its end. */
    static Outcome runMapi(String... args) throws IOException, InterruptedException {
        return run(mapi(args));
    }

    /** Runs {@code mapi} to its end in this process: the same code without the start of a JVM. Not by several threads at once. */
    static synchronized Outcome runHere(String... args) throws IOException {
        System.setProperty("mapi.home", Places.home().toString());
        System.setProperty("mapi.var", Places.work("var").toString());
        final PrintStream realOut = System.out;
        final PrintStream realErr = System.err;
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (PrintStream printedOut = new PrintStream(out, true, StandardCharsets.UTF_8);
             PrintStream printedErr = new PrintStream(err, true, StandardCharsets.UTF_8)) {
            System.setOut(printedOut);
            System.setErr(printedErr);
            final int status = Mapi.commandLine().execute(args);
            return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(realOut);
            System.setErr(realErr);
        }
    }

    /** Runs a program to its end; nothing comes from its standard input. */
    static Outcome run(List<String> command) throws IOException, InterruptedException {
        return run(command, new File("/dev/null"));
    }

    /** Runs a program to its end with a file as its standard input. */
    static Outcome run(List<String> command, File input) throws IOException, InterruptedException {
        final Running running = start(command, input);
        return running.await();
    }

    /** Starts a program. */
    static Running start(List<String> command, File input) throws IOException {
        final Path out = Files.createTempFile(Places.work("output"), "out", "");
        final Path err = Files.createTempFile(Places.work("output"), "err", "");
        // Tests that run behind a shell's & ignore Ctrl-C, and what they start would inherit that.
        final List<String> whole = new ArrayList<>(List.of("env", "--default-signal=INT"));
        whole.addAll(command);
        final Process process = new ProcessBuilder(whole).redirectInput(input).redirectOutput(out.toFile())
            .redirectError(err.toFile()).start();
        return new Running(command, process, out, err);
    }

    /**
     * A program that runs; its output goes to files, so that it never waits for us.
     *
     * @param command its command line
     * @param process the process
     * @param out     standard output
     * @param err     standard error
     */
    record Running(List<String> command, Process process, Path out, Path err) {
        /** Waits for the end. */
        Outcome await() throws IOException, InterruptedException {
            try {
                if (!process.waitFor(DEADLINE_S, TimeUnit.SECONDS)) {
                    throw new AssertionError(String.join(" ", command) + " did not end within " + DEADLINE_S + " s");
                }
                return new Outcome(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
            } finally {
                process.destroyForcibly();
                Files.deleteIfExists(out);
                Files.deleteIfExists(err);
            }
        }

        /** Waits until the program has printed something. */
        void awaitOutput(String what) throws IOException, InterruptedException {
            final long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
            while (!Files.readString(out).contains(what) && !Files.readString(err).contains(what)) {
                if (System.nanoTime() > end || !process.isAlive()) {
                    throw new AssertionError("expected \"" + what + "\" from " + String.join(" ", command) + ", got "
                        + Files.readString(out) + Files.readString(err));
                }
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }

        /** Sends a signal, as by Ctrl-C. */
        void signal(String name) throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
        }
    }

    /** Runs a program that has to succeed and returns its output's lines. */
    static List<String> ask(String... command) throws IOException, InterruptedException {
        final Outcome outcome = run(List.of(command));
        if (outcome.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " ended with " + outcome.status() + ": " + outcome.err());
        }
        return outcome.lines();
    }
}
