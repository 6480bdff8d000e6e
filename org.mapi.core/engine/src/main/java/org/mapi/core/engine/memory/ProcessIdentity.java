package org.mapi.core.engine.memory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One process of one boot of one machine. The start time tells it from a later process with the same pid.
 *
 * @param bootId     the kernel's boot id
 * @param pid        process number
 * @param startTicks when the process started, in clock ticks since boot
 */
record ProcessIdentity(String bootId, long pid, long startTicks) {
    private static final Path PROC = Path.of("/proc");
    private static final int START_FIELD_BEHIND_NAME = 19;

    /** This process. */
    static ProcessIdentity current() throws IOException {
        final String bootId = Files.readString(PROC.resolve("sys/kernel/random/boot_id"), StandardCharsets.US_ASCII).trim();
        final long pid = ProcessHandle.current().pid();
        final long ticks = startTicks(pid).orElseThrow(() -> new IOException("no start time of this process: pid=" + pid));
        return new ProcessIdentity(bootId, pid, ticks);
    }

    /** Effective user id of this process. */
    static int effectiveUser() throws IOException {
        for (String line : Files.readAllLines(PROC.resolve("self/status"), StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("Uid:")) {
                return Integer.parseInt(line.split("\\s+")[2]);
            }
        }
        throw new IOException("no user id in " + PROC.resolve("self/status"));
    }

    /** Whether this process runs, as far as {@code /proc} shows it. */
    boolean runs() throws IOException {
        final ProcessIdentity self = current();
        return bootId.equals(self.bootId) && startTicks(pid).map(ticks -> ticks == startTicks).orElse(false);
    }

    private static Optional<Long> startTicks(long pid) throws IOException {
        try {
            final String stat = Files.readString(PROC.resolve(pid + "/stat"), StandardCharsets.ISO_8859_1);
            // The name of the program stands in parentheses and may itself hold blanks and parentheses.
            final String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Optional.of(Long.parseLong(fields[START_FIELD_BEHIND_NAME]));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            if (!Files.exists(PROC.resolve(Long.toString(pid)))) {
                return Optional.empty();   // it ended between open and read
            }
            throw e;
        }
    }
}
