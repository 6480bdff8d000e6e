package org.mapi.core.engine.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.Set;

/** Folders that code is loaded from. */
public final class WatchedFolder {
    private WatchedFolder() { }

    /**
     * Why a folder must not be watched: whoever can write to it would run code in the appliance.
     *
     * @param folder the folder
     * @return the reason; empty when the folder is there and only its owner can write to it
     */
    public static Optional<String> refusal(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Optional.of("folder " + folder + " is not there, expected a folder that only its owner can write to");
        }
        try {
            final Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            if (permissions.contains(PosixFilePermission.OTHERS_WRITE)
                || permissions.contains(PosixFilePermission.GROUP_WRITE)) {
                return Optional.of("folder " + folder + " can be written to by others, expected only its owner (chmod go-w)");
            }
            return Optional.empty();
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.of("folder " + folder + " cannot be examined: " + e);
        }
    }
}
