package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The folder in which one appliance keeps its state, mode 0700. One appliance at most runs in it; see {@link InstanceLock}.
 *
 * <pre>
 *   lock            locked by the running process
 *   mapi.pid        its process id
 *   control.socket  where it answers the command line
 *   password        login of the web console
 *   logs/           mapi.log and its older parts, console.log, jvm.log
 *   cache/          the framework's copy of the bundles
 *   config/         what Configuration Admin stores
 *   load/           bundles that the user drops in
 * </pre>
 */
public final class RunDirectory {

    /** Longest path of a socket that Linux takes, in bytes. */
    private static final int MAX_SOCKET_PATH = 107;

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path path;

    /**
     * Names a run directory; nothing is created.
     *
     * @param path the folder, relative to the working directory or absolute
     */
    public RunDirectory(Path path) {
        this.path = path.toAbsolutePath().normalize();
    }

    /** Returns the folder, absolute. */
    public Path path() {
        return path;
    }

    /** Returns where the running appliance answers. */
    public Path socket() {
        return path.resolve("control.socket");
    }

    Path lock() {
        return path.resolve("lock");
    }

    Path pidFile() {
        return path.resolve("mapi.pid");
    }

    /** Where a stop that had to be forced says why; read and removed by the stop command. */
    Path stopMessage() {
        return path.resolve("stop.message");
    }

    Path logs() {
        return path.resolve("logs");
    }

    Path cache() {
        return path.resolve("cache");
    }

    Path config() {
        return path.resolve("config");
    }

    /**
     * Creates the folder and its parts where they do not exist.
     *
     * @throws UserError if it cannot be created or is not a folder of this user with mode 0700
     */
    void create() {
        check();
        try {
            Path parent = path.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            createFolder(path);
            // again: somebody else may have made it in between
            check();
            for (Path folder : new Path[] {logs(), cache(), config()}) {
                createFolder(folder);
            }
        } catch (IOException e) {
            throw new UserError("run directory " + path + " cannot be created: " + reason(e));
        }
    }

    /**
     * Looks whether the folder could be used, and creates nothing.
     *
     * @throws UserError if it exists and is not a folder of this user with mode 0700, or cannot be created
     */
    void check() {
        checkLength();
        try {
            if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                checkParent();
                return;
            }
            if (!Files.isDirectory(path)) {
                throw new UserError("run directory " + path + " is not a folder");
            }
            int owner = Modes.owner(path);
            if (owner != Modes.self()) {
                throw new UserError("run directory " + path + " belongs to user id " + owner
                        + ", expected the user who runs this, id "
                        + Modes.self() + " (name a folder of your own with --dir or MAPI_RUN_DIR)");
            }
            if ((Modes.of(path) & Modes.OPEN_TO_OTHERS) != 0) {
                throw new UserError("run directory " + path + " has mode " + Modes.text(path)
                        + ", expected 0700: nobody else may enter it (chmod 700 " + path + ")");
            }
        } catch (IOException e) {
            throw new UserError("run directory " + path + " cannot be read: " + reason(e));
        }
    }

    /**
     * Returns the process id that the file names, or empty; a file of a dead process may remain, so ask {@link InstanceLock}
     * first.
     */
    OptionalLong readPid() {
        try {
            return OptionalLong.of(Long.parseLong(Files.readString(pidFile(), StandardCharsets.US_ASCII).strip()));
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** Removes what belongs to a process only while it lives. */
    void removeLeftovers() throws IOException {
        Files.deleteIfExists(socket());
        Files.deleteIfExists(pidFile());
    }

    /** One clause that says what an exception of the file system means; its own message is often only the path. */
    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case NoSuchFileException _ -> "no such file or folder: " + e.getMessage();
            case FileAlreadyExistsException _ -> e.getMessage() + " exists and is not a folder";
            default -> String.valueOf(e.getMessage());
        };
    }

    private void checkParent() {
        Path parent = path.getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        if (parent == null || !Files.isDirectory(parent) || !Files.isWritable(parent)) {
            throw new UserError("run directory " + path + " cannot be created: " + parent
                    + " is not a folder that you may write to");
        }
    }

    private void checkLength() {
        int length = socket().toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > MAX_SOCKET_PATH) {
            throw new UserError("run directory " + path + " has too long a path: its socket takes " + length + " bytes, at most "
                    + MAX_SOCKET_PATH + " are possible");
        }
    }

    private static void createFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, OWNER_ONLY);
        }
    }
}
