package org.mapi.core.engine.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds and removes what processes left that ended without closing.
 *
 * <p>A process is dead when the boot id is another one, or {@code /proc} shows no process of its pid or one that started at
 * another time; and besides nobody holds the lock on its {@code owner} file (processes of another container, which
 * {@code /proc} does not show). What does not look like ours is left alone.
 */
final class DeadDirectories {
    static final String OWNER_FILE = "owner";
    private static final Pattern BOOT = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern PROCESS = Pattern.compile("(\\d{1,10})\\.(\\d{1,18})\\.(\\d{1,9})");

    private DeadDirectories() { }

    static String name(ProcessIdentity owner, int number) {
        return owner.pid() + "." + owner.startTicks() + "." + number;
    }

    /** Removes the dead and returns their directories. What may not be removed stays. */
    static List<Path> remove(Path dir, ProcessIdentity self) throws IOException {
        final List<Path> removed = new ArrayList<>();
        for (Path boot : directories(dir, BOOT)) {
            for (Path process : directories(boot, PROCESS)) {
                if (dead(boot.getFileName().toString(), process) && deleted(process)) {
                    removed.add(process);
                }
            }
            if (!boot.getFileName().toString().equals(self.bootId())) {
                deleteIfEmpty(boot);
            }
        }
        return List.copyOf(removed);
    }

    private static List<Path> directories(Path parent, Pattern names) throws IOException {
        final List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(parent)) {
            for (Path path : stream) {
                if (names.matcher(path.getFileName().toString()).matches()
                        && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(path);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();   // somebody else was faster
        }
        return found;
    }

    private static boolean dead(String bootId, Path process) throws IOException {
        final Matcher name = PROCESS.matcher(process.getFileName().toString());
        return name.matches()
            && !new ProcessIdentity(bootId, Long.parseLong(name.group(1)), Long.parseLong(name.group(2))).runs()
            && unlocked(process.resolve(OWNER_FILE));
    }

    private static boolean unlocked(Path owner) {
        try (FileChannel channel = FileChannel.open(owner, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
             FileLock lock = channel.tryLock()) {
            return lock != null;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException | OverlappingFileLockException e) {
            return false;   // not ours to judge, or one of our own
        }
    }

    private static boolean deleted(Path process) {
        try {
            delete(process);
            return true;
        } catch (IOException e) {
            return false;   // another user's: he removes it at his next start
        }
    }

    /** Deletes a directory with the plain files in it. */
    static void delete(Path directory) throws IOException {
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            for (Path path : stream) {
                Files.deleteIfExists(path);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(directory);
    }

    private static void deleteIfEmpty(Path boot) throws IOException {
        try {
            Files.deleteIfExists(boot);
        } catch (DirectoryNotEmptyException | AccessDeniedException e) {
            // Somebody still has something there.
        }
    }
}
