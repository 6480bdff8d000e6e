package org.mapi.run.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Owner and mode bits of files, as {@code ls -l} shows them. */
final class Modes {

    /** Write permission of the group or of everybody. */
    static final int WRITABLE_BY_OTHERS = 0022;
    /** Any permission of the group or of everybody. */
    static final int OPEN_TO_OTHERS = 0077;
    private static final int WRITABLE_BY_ALL = 0002;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    private Modes() {
    }

    /** Returns the permission bits, for example 0755. */
    static int of(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:mode") & PERMISSIONS;
    }

    /** Returns the permission bits as text, for example {@code 0755}. */
    static String text(Path path) throws IOException {
        return String.format("%04o", of(path));
    }

    /** Returns the numeric owner. */
    static int owner(Path path) throws IOException {
        return (Integer) Files.getAttribute(path, "unix:uid");
    }

    /** Returns the user that this process runs as. */
    static int self() throws IOException {
        return owner(Path.of("/proc/self"));
    }

    /** Returns whether anybody may replace what lies in the folder: writable by all, without the sticky bit. */
    static boolean openFolder(Path folder) throws IOException {
        int mode = of(folder);
        return (mode & WRITABLE_BY_ALL) != 0 && (mode & STICKY) == 0;
    }
}
