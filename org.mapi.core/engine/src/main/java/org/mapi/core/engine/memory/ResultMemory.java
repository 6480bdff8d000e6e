package org.mapi.core.engine.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The result memory of one engine: {@code <dir>/<boot id>/<pid>.<start ticks>.<n>/}, mode 0750, with files of mode 0640 that
 * belong to group {@code mapi} where it exists.
 *
 * <p>Opening removes what dead processes left. Thread-safe; meant for the control thread.
 */
public final class ResultMemory implements AutoCloseable {
    private static final int STEM_LENGTH = 48;
    private static final int CREATE_ATTEMPTS = 16;
    private static final int ERROR_LOG_BYTES = 64 << 10;

    private final ProcessIdentity owner;
    private final Path directory;
    private final FileChannel lockFile;
    private final List<Path> removed;
    private final Set<ResultFile> files = new LinkedHashSet<>();
    private final Set<RingQueue> queues = new LinkedHashSet<>();
    private final ErrorLog errors;
    private int serial;
    private boolean closed;

    private ResultMemory(ProcessIdentity owner, Path directory, FileChannel lockFile, List<Path> removed)
            throws IOException {
        this.owner = owner;
        this.directory = directory;
        this.lockFile = lockFile;
        this.removed = removed;
        this.errors = new ErrorLog(this, "errors.log", ERROR_LOG_BYTES);
    }

    /**
     * Opens result memory and removes the directories of dead processes.
     *
     * @param dir the directory of all processes, for instance {@code /dev/shm/mapi}; made when absent. It must belong to this
     *            user or to root and must not be writable for others.
     * @throws IOException naming what is wrong
     */
    public static ResultMemory open(Path dir) throws IOException {
        final ProcessIdentity owner = ProcessIdentity.current();
        prepare(dir);
        final List<Path> removed = DeadDirectories.remove(dir, owner);
        final Path directory = create(dir.resolve(owner.bootId()), owner);
        final Path lockPath = directory.resolve(DeadDirectories.OWNER_FILE);
        final FileChannel channel = FileChannel.open(lockPath, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(SharedAccess.FILE));
        try {
            SharedAccess.file(lockPath);
            final FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException("somebody else has the new directory: directory=" + directory);
            }
            channel.write(ByteBuffer.wrap(("pid=" + owner.pid() + "\nstart=" + owner.startTicks() + "\nboot=" + owner.bootId()
                + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new ResultMemory(owner, directory, channel, removed);
        } catch (IOException | RuntimeException e) {
            channel.close();
            DeadDirectories.delete(directory);
            throw e;
        }
    }

    private static void prepare(Path dir) throws IOException {
        if (!Files.exists(dir, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(dir.toAbsolutePath().getParent());
            makeDirectory(dir);
        }
        final PosixFileAttributes attributes = Files.readAttributes(dir, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!attributes.isDirectory()) {
            throw new IOException("not a directory: result directory=" + dir);
        }
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("result directory may be written by others: directory=" + dir + ", permissions="
                + PosixFilePermissions.toString(attributes.permissions()));
        }
        final int uid = (Integer) Files.getAttribute(dir, "unix:uid", LinkOption.NOFOLLOW_LINKS);
        if (uid != 0 && uid != ProcessIdentity.effectiveUser()) {
            throw new IOException("result directory belongs to somebody else: directory=" + dir + ", owner=" + attributes.owner()
                + ", expected=this user or root");
        }
    }

    /** Makes a directory unless it is there. Who closes may remove it at any moment: who goes on in it finds that out. */
    private static void makeDirectory(Path path) throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(SharedAccess.DIRECTORY));
            SharedAccess.directory(path);
        } catch (FileAlreadyExistsException e) {
            if (isNoDirectory(path)) {
                throw e;
            }
        } catch (NoSuchFileException e) {
            // It has gone again before it could be shared.
        }
    }

    private static boolean isNoDirectory(Path path) throws IOException {
        try {
            return !Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS).isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static Path create(Path boot, ProcessIdentity owner) throws IOException {
        IOException last = null;
        for (int attempt = 0, n = 1; attempt < CREATE_ATTEMPTS; n++) {
            makeDirectory(boot);
            final Path path = boot.resolve(DeadDirectories.name(owner, n));
            try {
                Files.createDirectory(path, PosixFilePermissions.asFileAttribute(SharedAccess.DIRECTORY));
                SharedAccess.directory(path);
                return path;
            } catch (FileAlreadyExistsException e) {
                last = e;   // another engine of this process: take the next number
            } catch (NoSuchFileException e) {
                last = e;   // somebody who closed found the parent empty and removed it: again
                attempt++;
            }
        }
        throw last;
    }

    /** This engine's own directory. */
    public Path directory() {
        return directory;
    }

    /** Directories of dead processes that opening removed, for the log. */
    public List<Path> removed() {
        return removed;
    }

    /** Distinct errors, readable from outside. */
    public ErrorLog errors() {
        return errors;
    }

    /**
     * Makes the first result file of a device queue, readable at once.
     *
     * @param device   name of the device, any text
     * @param queue    number of the queue, from 0
     * @param requests blocks to begin with; may be empty
     * @throws IOException when it cannot be made, for instance because the disk is full
     */
    public synchronized ResultFile createFile(String device, int queue, List<BlockRequest> requests) throws IOException {
        requireOpen();
        final ResultFile file = ResultFile.first(this, stem(device) + '.' + queue, device, queue, requests);
        files.add(file);
        return file;
    }

    /**
     * Makes a ring for results that come one by one.
     *
     * @param name                for people, any text, cut at 127 bytes of UTF-8
     * @param bytes               room for records, rounded up to a power of two and to four longest records
     * @param maximumRecordLength longest record in bytes, 1 or more
     * @throws IOException when it cannot be made, for instance because the disk is full
     */
    public synchronized RingQueue createQueue(String name, long bytes, int maximumRecordLength) throws IOException {
        requireOpen();
        final RingQueue queue = new RingQueue(this, stem(name) + ".queue", name, bytes, maximumRecordLength);
        queues.add(queue);
        return queue;
    }

    private String stem(String name) {
        final String plain = name.replaceAll("[^A-Za-z0-9_-]", "_");
        return ++serial + "-" + plain.substring(0, Math.min(plain.length(), STEM_LENGTH));
    }

    ProcessIdentity owner() {
        return owner;
    }

    synchronized void remember(ResultFile file) {
        files.add(file);
    }

    synchronized void forget(ResultFile file) {
        files.remove(file);
    }

    synchronized void forget(RingQueue queue) {
        queues.remove(queue);
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("result memory is closed: directory=" + directory);
        }
    }

    /**
     * Closes all files and queues and removes the directory. No agent may run any more. Idempotent.
     *
     * @throws IOException when something cannot be deleted; everything is unmapped nevertheless
     */
    @Override
    public void close() throws IOException {
        final List<AutoCloseable> open;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            open = new ArrayList<>(files);
            open.addAll(queues);
        }
        for (AutoCloseable one : open) {
            closeOne(one);
        }
        errors.close();
        lockFile.close();
        DeadDirectories.delete(directory);
        try {
            Files.deleteIfExists(directory.getParent());
        } catch (DirectoryNotEmptyException e) {
            // Another engine of this boot has its directory there.
        }
    }

    private static void closeOne(AutoCloseable one) throws IOException {
        switch (one) {
            case ResultFile file -> file.close();
            case RingQueue queue -> queue.close();
            default -> throw new IllegalStateException("unknown part of result memory: class=" + one.getClass().getName());
        }
    }
}
