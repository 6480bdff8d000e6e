package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * The folder whose bundles the appliance runs. Whoever can write to it can do everything that the appliance can; it is therefore
 * refused when others may write to it, to a file in it, or may replace it through one of the folders above.
 */
public final class LoadFolder {

    private final Path path;

    public LoadFolder(Path path) {
        this.path = path;
    }

    /** The folder that MAPI_LOAD names, or {@code load} in a run directory. */
    public static LoadFolder in(Path runDirectory) {
        String named = System.getenv("MAPI_LOAD");
        Path path = named == null || named.isEmpty() ? runDirectory.resolve("load") : Path.of(named);
        return new LoadFolder(path.toAbsolutePath());
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /**
     * Creates the folder, mode 0700, if there is none.
     *
     * @throws UserError if that is not possible
     */
    void create() {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UserError("load folder " + path + " cannot be created: " + RunDirectory.reason(e));
        }
    }

    /**
     * Checks who may write; a folder that does not exist passes.
     *
     * @throws UserError if it is not a readable folder or others may write; the message names path, mode and what is expected
     */
    public void check() {
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try {
            Path real = path.toRealPath();
            if (!Files.isDirectory(real)) {
                throw new UserError("load folder " + path + " is not a folder");
            }
            checkOwn(real, "folder");
            for (Path parent = real.getParent(); parent != null; parent = parent.getParent()) {
                if (Modes.openFolder(parent)) {
                    throw new UserError("load folder " + real + " is refused: " + parent + " above it has mode "
                            + Modes.text(parent)
                            + " and anybody could replace the folder; expected: not writable by others (chmod o-w " + parent
                                    + ")");
                }
            }
            try (DirectoryStream<Path> files = Files.newDirectoryStream(real)) {
                for (Path file : files) {
                    checkOwn(file, "file");
                }
            }
        } catch (IOException e) {
            throw new UserError("load folder " + path + " cannot be read: " + RunDirectory.reason(e));
        }
    }

    /** Whether a file got its content, its name or its owner after a time: a copy may have kept the time of what was copied. */
    static boolean hasChangedSince(Path file, Instant time) {
        try {
            return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant().isAfter(time);
        } catch (IOException e) {
            // gone meanwhile
            return true;
        }
    }

    private void checkOwn(Path file, String kind) throws IOException {
        if ((Modes.of(file) & Modes.WRITABLE_BY_OTHERS) != 0) {
            throw new UserError("load folder " + path + " is refused: " + kind + " " + file + " has mode " + Modes.text(file)
                    + " and others may write to it; expected: writable by its owner only (chmod go-w " + file + ")");
        }
        int owner = Modes.owner(file);
        if (owner != 0 && owner != Modes.self()) {
            throw new UserError("load folder " + path + " is refused: " + kind + " " + file + " belongs to user id " + owner
                    + "; expected: id " + Modes.self() + " (the user who runs this) or root");
        }
    }
}
