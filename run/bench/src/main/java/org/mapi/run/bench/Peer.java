package org.mapi.run.bench;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Programs of others, and how busy the machine is. */
public final class Peer {
    private Peer() { }

    /**
     * Runs a command to its end, its output thrown away.
     *
     * @return what it cost, its own children included
     * @throws IOException when it cannot be started or fails
     */
    public static Cost run(List<String> command) throws IOException, InterruptedException {
        final long before = Rusage.children();
        final long start = System.nanoTime();
        final Process process = new ProcessBuilder(command).redirectOutput(Redirect.DISCARD).redirectError(Redirect.DISCARD)
            .start();
        final int status = process.waitFor();
        final long nanos = System.nanoTime() - start;
        if (status != 0) {
            throw new IOException("command failed: status=" + status + ", command=" + command);
        }
        return new Cost(nanos, Rusage.children() - before);
    }

    /** Counts what matches; reads like our trace driver and prints one line. */
    public static List<String> tcpdump(Path file, String filter) {
        return List.of("tcpdump", "--count", "-r", file.toString(), filter);
    }

    /** Reads the file and does nothing. The shell is needed: coreutils would notice /dev/null only as its own output. */
    public static List<String> cat(Path file) {
        return List.of("sh", "-c", "cat \"$0\" > /dev/null", file.toString());
    }

    /** The first three numbers of the load average, or why not. */
    public static String load() {
        try {
            return "load average " + Files.readString(Path.of("/proc/loadavg")).replaceFirst("( \\S+){2}\\s*$", "")
                + " on " + Runtime.getRuntime().availableProcessors() + " processors";
        } catch (IOException e) {
            return "load average unknown: " + e.getMessage();
        }
    }
}
