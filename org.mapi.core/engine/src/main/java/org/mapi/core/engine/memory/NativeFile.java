package org.mapi.core.engine.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file of fixed length in memory. Its segment is an ordinary native one and not of the JDK's class of mapped segments: packet
 * code that meets more than one class of segments is slow for good.
 */
final class NativeFile implements AutoCloseable {
    private static final int ZEROS = 1 << 16;

    private final Path temporary;
    private final Path path;
    private final Arena arena;
    private final MemorySegment segment;
    private boolean published;

    private NativeFile(Path temporary, Path path, Arena arena, MemorySegment segment) {
        this.temporary = temporary;
        this.path = path;
        this.arena = arena;
        this.segment = segment;
    }

    /**
     * Makes a file of zeros under a temporary name. The zeros are written: a full disk is an error here and not a fault at a
     * later store.
     *
     * @throws IOException naming file and length, when it cannot be made
     */
    static NativeFile create(Path directory, String name, long length) throws IOException {
        final Path temporary = directory.resolve("." + name + ".new");
        final Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
                StandardOpenOption.WRITE), PosixFilePermissions.asFileAttribute(SharedAccess.FILE))) {
            SharedAccess.file(temporary);
            writeZeros(channel, length);
            final MemorySegment mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, length, arena);
            mapped.load();   // the agent shall not meet a page fault
            final MemorySegment plain = MemorySegment.ofAddress(mapped.address()).reinterpret(length, arena, null);
            if (plain.isMapped() || !plain.isNative()) {
                throw new IOException("segment is not a plain native one: class=" + plain.getClass().getName());
            }
            return new NativeFile(temporary, directory.resolve(name), arena, plain);
        } catch (IOException | RuntimeException e) {
            arena.close();
            Files.deleteIfExists(temporary);
            throw new IOException("cannot make result memory: file=" + directory.resolve(name) + ", length=" + length + ", free="
                + free(directory) + ": " + e.getMessage(), e);
        }
    }

    private static long free(Path directory) {
        try {
            return Files.getFileStore(directory).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private static void writeZeros(FileChannel channel, long length) throws IOException {
        final ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS, length));
        long written = 0;
        while (written < length) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), length - written));
            written += channel.write(zeros);
        }
    }

    /** The whole file. */
    MemorySegment segment() {
        return segment;
    }

    /** The final name. */
    Path path() {
        return path;
    }

    /** Gives the complete file its final name. */
    void publish() throws IOException {
        Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
        published = true;
    }

    /** Takes the file's name away; those who have it mapped keep it. */
    void unlink() throws IOException {
        Files.deleteIfExists(published ? path : temporary);
    }

    /** Unmaps. Idempotent. */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    boolean open() {
        return arena.scope().isAlive();
    }
}
