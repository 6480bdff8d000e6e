package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.result.ResultSchema;

/** A full disk is an error when memory is made, not a fault at a later store. Needs root, to mount a small one. */
class FullDiskTest {
    @TempDir
    private Path dir;

    @BeforeEach
    void mount() throws Exception {
        assumeThat(ProcessIdentity.effectiveUser()).as("user id: only root mounts a small disk").isZero();
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=1m,mode=0750", "tmpfs", dir.toString()))
            .as("exit code of mount: this machine does not allow it").isZero();
    }

    @AfterEach
    void unmount() throws Exception {
        run("umount", dir.toString());
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start()
            .waitFor();
    }

    @Test
    void shouldReportAFullDiskAndLeaveNothing() throws IOException {
        final BlockRequest big = new BlockRequest(new BlockIdentity(1, 1, "BIG", "lib", "1"), ResultSchema.LONG, 4 << 20);
        final BlockRequest small = new BlockRequest(new BlockIdentity(1, 2, "SMALL", "lib", "1"), ResultSchema.LONG);
        try (ResultMemory memory = ResultMemory.open(dir)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> memory.createFile("eth0", 0, List.of(big)))
                .withMessageMatching("cannot make result memory: file=.*1-eth0\\.0\\.1\\.results, length=\\d+, free=\\d+: "
                    + "No space left on device");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> memory.createQueue("q", 8 << 20, 100))
                .withMessageContaining("No space left on device");
            final ResultFile file = memory.createFile("eth0", 0, List.of(small));
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.successor(List.of(big)))
                .withMessageContaining("No space left on device");
            try (Stream<Path> files = Files.list(memory.directory())) {
                assertThat(files).as("no half-written files").hasSize(3);
            }
            file.slot(0).begin().setLong(0, 5);
            file.slot(0).end(1, 2, 3, 4, 5);
            assertThat(file.slot(0).read().seen()).as("the old file goes on").isEqualTo(3);
            assertThat(file.add(new BlockRequest(new BlockIdentity(2, 1, "SMALL", "lib", "1"), ResultSchema.LONG)))
                .as("no successor is pending").isNotNull();
        }
    }
}
