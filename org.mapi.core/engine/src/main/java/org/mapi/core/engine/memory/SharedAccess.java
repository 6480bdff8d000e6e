package org.mapi.core.engine.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Set;

/** Who may look at result memory: its owner, and group {@code mapi} where that exists, reading only. */
final class SharedAccess {
    static final String GROUP = "mapi";
    static final Set<PosixFilePermission> DIRECTORY = PosixFilePermissions.fromString("rwxr-x---");
    static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r-----");

    private SharedAccess() { }

    static void directory(Path path) throws IOException {
        apply(path, DIRECTORY);
    }

    static void file(Path path) throws IOException {
        apply(path, FILE);
    }

    private static void apply(Path path, Set<PosixFilePermission> permissions) throws IOException {
        final PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class,
            LinkOption.NOFOLLOW_LINKS);
        try {
            final GroupPrincipal group = path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
            view.setGroup(group);
        } catch (UserPrincipalNotFoundException e) {
            // No such group on this machine: the process's own group reads.
        } catch (IOException e) {
            // The process is not in the group and may not give its files away; its own group reads.
        }
        // Behind the change of group, which takes permissions away; not left to the umask either.
        view.setPermissions(permissions);
    }
}
