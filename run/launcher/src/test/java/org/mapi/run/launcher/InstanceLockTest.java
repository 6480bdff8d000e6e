package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @TempDir
    private Path folder;

    /** Another process: ends with 0 if it gets the lock of a file, else with 1. */
    public static final class Rival {
        private Rival() { }

        /** Tries once. */
        public static void main(String... args) throws Exception {
            try (FileChannel channel = FileChannel.open(Path.of(args[0]), StandardOpenOption.WRITE)) {
                System.exit(channel.tryLock() == null ? 1 : 0);
            }
        }
    }

    private static boolean rivalGets(Path lock) throws Exception {
        final Process rival = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            System.getProperty("java.class.path"), Rival.class.getName(), lock.toString()).inheritIO().start();
        return rival.waitFor() == 0;
    }

    @Test
    void shouldKeepTheLockWhenTheHolderItselfAsksForIt() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        final RunDirectory directory = new RunDirectory(folder);
        final InstanceLock lock = InstanceLock.take(directory).orElseThrow();

        assertThat(InstanceLock.isHeld(directory)).isTrue();
        assertThat(InstanceLock.take(directory)).isEmpty();
        assertThat(rivalGets(directory.lock())).as("another process while it is held").isFalse();

        lock.close();
        assertThat(InstanceLock.isHeld(directory)).isFalse();
        assertThat(rivalGets(directory.lock())).as("another process afterwards").isTrue();
    }
}
