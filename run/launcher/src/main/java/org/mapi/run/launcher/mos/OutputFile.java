package org.mapi.run.launcher.mos;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import org.mapi.run.launcher.UserError;

/**
 * A file that is there as a whole or as it was before: written beside its place and put there at the end. What is no file, a pipe
 * or device, is written directly; links are followed.
 */
final class OutputFile implements AutoCloseable {
    private final String name;
    private final Path place;
    /** Null where it is written directly. */
    private final Path draft;
    private final OutputStream stream;

    /**
     * Opens it.
     *
     * @param name as the user wrote it, {@code -} for standard output
     * @throws UserError if it cannot be written
     */
    OutputFile(String name) {
        this.name = name;
        try {
            if (name.equals("-")) {
                place = null;
                draft = null;
                stream = System.out;
                return;
            }
            final Path path = Path.of(name);
            place = Files.exists(path) ? path.toRealPath() : path;
            if (Files.isDirectory(place)) {
                throw new FileSystemException(name, null, "it is a directory");
            }
            if (Files.exists(place) && !Files.isWritable(place)) {
                throw new AccessDeniedException(name);
            }
            final boolean direct = Files.exists(place) && !Files.isRegularFile(place);
            draft = direct ? null
                : place.resolveSibling("." + place.getFileName() + '.' + ProcessHandle.current().pid() + ".part");
            stream = direct ? Files.newOutputStream(place) : Files.newOutputStream(draft, StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    /**
     * Refuses to write where is read from: it would destroy what is read.
     *
     * @throws UserError if both are the same file, links followed
     */
    static void requireOther(String input, String output) {
        try {
            if (!input.equals("-") && !output.equals("-") && Files.isRegularFile(Path.of(input)) && Files.exists(Path.of(output))
                && Files.isSameFile(Path.of(input), Path.of(output))) {
                throw new UserError("-w " + output + " is the file that is read, expected another one");
            }
        } catch (IOException unreadable) {
            throw failed(output, unreadable);
        }
    }

    OutputStream stream() {
        return stream;
    }

    /** Whether nobody takes standard output any more, which keeps its errors to itself; other outputs throw. */
    boolean isBroken() {
        return place == null && System.out.checkError();
    }

    /** Everything is written: it takes its place. */
    void finish() {
        if (isBroken()) {
            throw new UserError("the bytes cannot be written to standard output");
        }
        try {
            stream.flush();
            if (draft != null) {
                stream.close();
                if (Files.exists(place)) {
                    keepPermissions();
                }
                Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw failed(name, e);
        }
    }

    private void keepPermissions() throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(draft, PosixFileAttributeView.class);
        if (view != null) {
            view.setPermissions(Files.getPosixFilePermissions(place));
        }
    }

    static UserError failed(String name, IOException e) {
        final String reason = switch (e) {
            case NoSuchFileException missing -> "there is no such folder";
            case NotDirectoryException file -> "there is no such folder";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> e.getMessage();
        };
        return new UserError("cannot write " + name + ": " + reason);
    }

    /** Closes it; what did not take its place is gone. */
    @Override
    public void close() {
        if (place == null) {
            return;
        }
        try {
            stream.close();
            if (draft != null) {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw failed(name, e);
        }
    }
}
