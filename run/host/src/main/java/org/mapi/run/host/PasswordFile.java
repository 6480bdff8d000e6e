package org.mapi.run.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The file {@code password} of a run directory: one line {@code user:hash}, mode 0600, replaced as a whole so that a reader sees
 * either the old line or the new one. The command line writes it, the login reads it at every request.
 */
public final class PasswordFile {

    /** Name of the file inside the run directory. */
    public static final String NAME = "password";

    private static final int MAX_BYTES = 4096;

    private final Path path;

    /**
     * Names the file; nothing is read yet.
     *
     * @param runDirectory the appliance's run directory, not null
     */
    public PasswordFile(Path runDirectory) {
        this.path = runDirectory.resolve(NAME);
    }

    /** Returns where the file is. */
    public Path path() {
        return path;
    }

    /**
     * Reads the file.
     *
     * @return user and hash, or empty if there is no file
     * @throws IOException if it cannot be read or is not of the expected form; the message names the file and never its content
     */
    public Optional<Login> read() throws IOException {
        String line;
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.size() > MAX_BYTES) {
                throw new IOException(path + ": " + channel.size() + " bytes, at most " + MAX_BYTES + " expected");
            }
            ByteBuffer bytes = ByteBuffer.allocate(MAX_BYTES);
            while (channel.read(bytes) > 0) {
                continue;
            }
            line = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        int colon = line.indexOf(':');
        if (colon < 1) {
            throw new IOException(path + ": expected one line user:hash");
        }
        try {
            return Optional.of(new Login(line.substring(0, colon), PasswordHash.parse(line.substring(colon + 1))));
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Replaces the file.
     *
     * @param login user and hash to be stored
     * @throws IOException if the directory cannot be written; the old file is then untouched
     */
    public void write(Login login) throws IOException {
        Path fresh = Files.createTempFile(path.toAbsolutePath().getParent(), NAME, ".new",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            ByteBuffer bytes = ByteBuffer.wrap((login.user() + ":" + login.hash() + "\n").getBytes(StandardCharsets.UTF_8));
            try (FileChannel channel = FileChannel.open(fresh, EnumSet.of(StandardOpenOption.WRITE))) {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /**
     * Who may log in.
     *
     * @param user name, not empty, without ':' (the login's own separator) and control characters
     * @param hash hash of the password
     */
    public record Login(String user, PasswordHash hash) {

        /** Checks the name. */
        public Login {
            if (user.isEmpty() || user.chars().anyMatch(c -> c == ':' || Character.isISOControl(c))) {
                throw new IllegalArgumentException(
                        "user: name=" + user + ", expected one or more characters, no ':' and no control characters");
            }
        }
    }
}
