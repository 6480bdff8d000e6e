package org.mapi.core.engine.control;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.PatternSyntaxException;
import org.mapi.capture.DeviceKind;

/**
 * The files that a device reads, as far as its address tells: one, those in a directory, or those of a pattern. Nobody is to
 * write them while it does.
 */
final class InputFiles {
    /** Those of a device that reads none. */
    static final InputFiles NONE = new InputFiles(null);

    private final Path address;

    private InputFiles(Path address) {
        this.address = address;
    }

    /** Those of a device. */
    static InputFiles of(DeviceKind kind, String address) {
        try {
            return kind == DeviceKind.LIVE || address.isEmpty() ? NONE : new InputFiles(Path.of(address).toAbsolutePath());
        } catch (InvalidPathException e) {
            return NONE;
        }
    }

    /** Whether a file is there and is one of them. */
    boolean contain(Path file) {
        try {
            if (address == null || !Files.exists(file)) {
                return false;
            }
            final Path folder = file.toAbsolutePath().getParent();
            if (Files.isDirectory(address)) {
                return folder != null && Files.isSameFile(folder, address);
            }
            if (Files.exists(address)) {
                return Files.isSameFile(file, address);
            }
            return folder != null && Files.isDirectory(address.getParent()) && Files.isSameFile(folder, address.getParent())
                && FileSystems.getDefault().getPathMatcher("glob:" + address.getFileName()).matches(file.getFileName());
        } catch (IOException | PatternSyntaxException e) {
            // gone, out of reach or nothing of ours: then whoever writes the file meets the same
            return false;
        }
    }
}
