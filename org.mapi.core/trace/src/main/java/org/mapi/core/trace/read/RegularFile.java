package org.mapi.core.trace.read;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;

/**
 * A regular file that may be opened several times, as long as it is the same one: another file may have come to its name
 * meanwhile, of which a reader must not see a byte.
 */
final class RegularFile {
    private final Path path;
    /** What tells it from other files; null where the file system has nothing like that. */
    private final Object key;

    /** The file that has a name now. */
    RegularFile(Path path) throws IOException {
        this.path = path;
        key = key();
    }

    private Object key() throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /**
     * Opens it.
     *
     * @throws IOException when it cannot be opened, or is not there under its name any more
     */
    FileChannel open() throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
        try {
            // Asked after it was opened: whenever the other file came, one of the two is noticed.
            if (Objects.equals(key, key())) {
                return channel;
            }
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        channel.close();
        throw new IOException(path + " was replaced by another file while it was read");
    }
}
