package org.mapi.core.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mapi.result.ResultSchema;

class ResultMemoryTest {
    private static final BlockRequest COUNTER =
        new BlockRequest(new BlockIdentity(1, 2, "PKT_COUNTER", "stdflib", "1.2.3"), ResultSchema.COUNTER);

    @TempDir
    private Path dir;

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Path make(Path parent, String boot, String process) throws IOException {
        final Path directory = Files.createDirectories(parent.resolve(boot).resolve(process));
        Files.createFile(directory.resolve(DeadDirectories.OWNER_FILE));
        Files.writeString(directory.resolve("1-eth0.0.1.results"), "old");
        return directory;
    }

    @Test
    void shouldLetOnlyOwnerAndGroupIn() throws IOException {
        try (ResultMemory memory = ResultMemory.open(dir.resolve("mapi"))) {
            final ResultFile file = memory.createFile("eth0", 0, List.of(COUNTER));
            final RingQueue queue = memory.createQueue("eth0 packets", 4096, 100);
            assertThat(permissions(dir.resolve("mapi"))).isEqualTo("rwxr-x---");
            assertThat(permissions(memory.directory().getParent())).isEqualTo("rwxr-x---");
            assertThat(permissions(memory.directory())).isEqualTo("rwxr-x---");
            for (Path path : List.of(file.path(), queue.path(), memory.errors().path())) {
                assertThat(permissions(path)).as(path.toString()).isEqualTo("rw-r-----");
            }
        }
    }

    @Test
    void shouldGiveTheFilesToGroupMapiWhereItExists() throws IOException {
        try (ResultMemory memory = ResultMemory.open(dir)) {
            final String group = Files.readAttributes(memory.errors().path(), PosixFileAttributes.class).group().getName();
            try {
                FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByGroupName(SharedAccess.GROUP);
            } catch (UserPrincipalNotFoundException e) {
                assertThat(group).isNotEqualTo(SharedAccess.GROUP);
                return;
            }
            assumeThat(group).as("this user may not give files to group mapi").isEqualTo(SharedAccess.GROUP);
        }
    }

    @Test
    void shouldRemoveItsDirectoryWhenClosed() throws IOException {
        final ResultMemory memory = ResultMemory.open(dir);
        memory.createFile("trace:/data/a b.pcap", 0, List.of(COUNTER));
        memory.createQueue("q", 4096, 100);
        assertThat(list(memory.directory())).containsExactlyInAnyOrder("owner", "errors.log",
            "1-trace__data_a_b_pcap.0.1.results", "2-q.queue");
        memory.close();
        memory.close();
        assertThat(dir).isEmptyDirectory();
        assertThatIllegalStateException().isThrownBy(() -> memory.createFile("eth0", 0, List.of()))
            .withMessageStartingWith("result memory is closed: directory=" + memory.directory());
    }

    private static List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @Test
    void shouldKeepEnginesOfOneProcessApart() throws IOException {
        try (ResultMemory first = ResultMemory.open(dir)) {
            final ResultMemory second = ResultMemory.open(dir);
            assertThat(second.directory()).isNotEqualTo(first.directory())
                .hasParent(first.directory().getParent());
            assertThat(second.removed()).isEmpty();
            second.close();
            assertThat(first.errors().path()).exists();
        }
    }

    /** Each that closes removes the directory of the boot when it finds it empty, which another one is about to use. */
    @Test
    void shouldOpenWhileOthersClose() throws Exception {
        final Callable<Integer> engine = () -> {
            int opened = 0;
            for (int i = 0; i < 200; i++) {
                ResultMemory.open(dir).close();
                opened++;
            }
            return opened;
        };
        try (ExecutorService engines = Executors.newFixedThreadPool(3)) {
            for (Future<Integer> opened : engines.invokeAll(List.of(engine, engine, engine))) {
                assertThat(opened.get()).isEqualTo(200);
            }
        }
        assertThat(list(dir)).isEmpty();
    }

    @Test
    void shouldRemoveWhatDeadProcessesLeft() throws Exception {
        final ProcessIdentity self = ProcessIdentity.current();
        final Process gone = new ProcessBuilder("true").start();
        assertThat(gone.waitFor(60, TimeUnit.SECONDS)).isTrue();
        final Path dead = make(dir, self.bootId(), gone.pid() + ".12345.1");
        final Path recycled = make(dir, self.bootId(), self.pid() + "." + (self.startTicks() - 1) + ".1");
        final Path otherBoot = make(dir, "01234567-89ab-cdef-0123-456789abcdef", self.pid() + "." + self.startTicks() + ".1");
        final Path alive = make(dir, self.bootId(), self.pid() + "." + self.startTicks() + ".77");
        final Path stranger = Files.createDirectories(dir.resolve("notes"));
        final Path strange = Files.createDirectories(dir.resolve(self.bootId()).resolve("1.2.3.bak"));
        try (ResultMemory memory = ResultMemory.open(dir)) {
            assertThat(memory.removed()).containsExactlyInAnyOrder(dead, recycled, otherBoot);
            assertThat(dead).doesNotExist();
            assertThat(recycled).doesNotExist();
            assertThat(otherBoot.getParent()).doesNotExist();
            assertThat(alive).isDirectory();
            assertThat(stranger).isDirectory();
            assertThat(strange).isDirectory();
        }
    }

    @Test
    void shouldKeepTheDirectoryOfALivingProcess() throws Exception {
        final Process other = new ProcessBuilder("sleep", "600").start();
        try {
            final String stat = Files.readString(Path.of("/proc", Long.toString(other.pid()), "stat"));
            final String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
            final String boot = ProcessIdentity.current().bootId();
            final Path living = make(dir, boot, other.pid() + "." + ticks + ".1");
            try (ResultMemory memory = ResultMemory.open(dir)) {
                assertThat(memory.removed()).isEmpty();
            }
            assertThat(living).isDirectory();
            other.destroyForcibly();
            assertThat(other.waitFor(60, TimeUnit.SECONDS)).isTrue();
            try (ResultMemory memory = ResultMemory.open(dir)) {
                assertThat(memory.removed()).containsExactly(living);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    @Test
    void shouldKeepTheDirectoryOfAProcessThatIsNotVisibleButHoldsItsLock() throws Exception {
        assumeThat(Path.of("/usr/bin/python3")).as("python3, to hold a lock from another process").exists();
        final Path hidden = make(dir, ProcessIdentity.current().bootId(), "2147483647.1.1");
        final Process holder = new ProcessBuilder("/usr/bin/python3", "-c",
            "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f, fcntl.LOCK_EX); print('held', flush=True); input()",
            hidden.resolve(DeadDirectories.OWNER_FILE).toString()).start();
        try {
            assertThat(holder.inputReader().readLine()).isEqualTo("held");
            try (ResultMemory memory = ResultMemory.open(dir)) {
                assertThat(memory.removed()).isEmpty();
            }
            assertThat(hidden).isDirectory();
        } finally {
            holder.destroyForcibly();
        }
    }

    @Test
    void shouldRefuseADirectoryThatOthersMayWrite() throws IOException {
        Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> ResultMemory.open(dir))
            .withMessage("result directory may be written by others: directory=" + dir + ", permissions=rwxrwxrwx");
    }

    @Test
    void shouldRefuseWhatIsNoDirectory() throws IOException {
        final Path file = Files.createFile(dir.resolve("file"));
        final Path link = Files.createSymbolicLink(dir.resolve("link"), Files.createDirectory(dir.resolve("target")));
        for (Path path : List.of(file, link)) {
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> ResultMemory.open(path))
                .withMessage("not a directory: result directory=" + path);
        }
    }

    @Test
    void shouldRecordDistinctErrorsForOtherProcesses() throws IOException {
        try (ResultMemory memory = ResultMemory.open(dir)) {
            final ErrorLog errors = memory.errors();
            assertThat(errors.record("GAP threw: NullPointerException", 1000)).isTrue();
            assertThat(errors.record("disk full", 2000)).isTrue();
            assertThat(errors.record("GAP threw: NullPointerException", 3000)).isFalse();
            try (ForeignFile file = new ForeignFile(errors.path())) {
                assertThat(OrderedMemory.getLong(file.segment(), 0)).isEqualTo(FileHeaderDescriptor.ERROR_MAGIC);
                assertThat(OrderedMemory.getInt(file.segment(), ErrorLogDescriptor.USED)).isEqualTo(64 + 48);
                assertThat(entry(file, 512)).containsExactly(64L, 31L, 2L, 1000L, 3000L);
                assertThat(FixedText.get(file.segment(), 512 + 32, 31)).isEqualTo("GAP threw: NullPointerException");
                assertThat(entry(file, 576)).containsExactly(48L, 9L, 1L, 2000L, 2000L);
            }
        }
    }

    private static long[] entry(ForeignFile file, long at) {
        return new long[] {OrderedMemory.getInt(file.segment(), at), OrderedMemory.getInt(file.segment(), at + 4),
            OrderedMemory.getLong(file.segment(), at + 8), OrderedMemory.getLong(file.segment(), at + 16),
            OrderedMemory.getLong(file.segment(), at + 24)};
    }

    @Test
    void shouldCountErrorsThatFindNoRoom() throws IOException {
        try (ResultMemory memory = ResultMemory.open(dir)) {
            for (int i = 0; i < 40; i++) {
                memory.errors().record(i + "x".repeat(5000), i);
            }
            try (ForeignFile file = new ForeignFile(memory.errors().path())) {
                final int used = OrderedMemory.getInt(file.segment(), ErrorLogDescriptor.USED);
                assertThat(used).isEqualTo(15 * ErrorLogDescriptor.room(ErrorLogDescriptor.LONGEST_TEXT));
                assertThat(OrderedMemory.getLong(file.segment(), ErrorLogDescriptor.WITHOUT_ROOM)).isEqualTo(25);
            }
        }
    }
}
