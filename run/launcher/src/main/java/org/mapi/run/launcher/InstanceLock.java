package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock by which an appliance owns its run directory. The kernel releases it when the process ends in whatever way, so that a
 * killed process leaves nothing that would have to be broken by hand.
 */
final class InstanceLock implements AutoCloseable {

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MS = 50;

    /** Lock files held by this process: it must not open them again, because closing any handle of a file releases its lock. */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private InstanceLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Takes the lock. A process that only asks {@link #isHeld} holds it for an instant; hence several attempts within a second.
     *
     * @param directory an existing run directory
     * @return the lock, or empty if a living process has it
     * @throws IOException if the lock file cannot be opened
     */
    static Optional<InstanceLock> take(RunDirectory directory) throws IOException {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<InstanceLock> lock = tryTake(directory.lock());
            if (lock.isPresent()) {
                return lock;
            }
            try {
                Thread.sleep(PAUSE_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    /**
     * Asks whether a living process has the lock.
     *
     * @param directory a run directory, existing or not
     * @return whether an appliance runs in it
     * @throws UserError if the folder is not one that this user may use, or the lock file cannot be opened
     */
    static boolean isHeld(RunDirectory directory) {
        if (!Files.exists(directory.path())) {
            return false;
        }
        directory.check();
        if (!Files.exists(directory.lock())) {
            return false;
        }
        try {
            Optional<InstanceLock> lock = tryTake(directory.lock());
            lock.ifPresent(InstanceLock::close);
            return lock.isEmpty();
        } catch (IOException e) {
            throw new UserError(directory.lock() + " cannot be opened: " + RunDirectory.reason(e));
        }
    }

    private static Optional<InstanceLock> tryTake(Path file) throws IOException {
        Path path = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
        if (!OWN.add(path)) {
            return Optional.empty();
        }
        InstanceLock lock = null;
        try {
            lock = open(path);
        } finally {
            if (lock == null) {
                OWN.remove(path);
            }
        }
        return Optional.ofNullable(lock);
    }

    private static InstanceLock open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        if (channel.tryLock() != null) {
            return new InstanceLock(path, channel);
        }
        channel.close();
        return null;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new IllegalStateException("lock file cannot be closed: " + e.getMessage(), e);
        } finally {
            OWN.remove(path);
        }
    }
}
