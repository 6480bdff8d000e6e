package org.mapi.memif.internal.sys;

import java.nio.charset.StandardCharsets;

/**
 * Address of a unix socket: a path, or with a leading {@code @} an abstract name, as in libmemif 4. A path is passed with the
 * length of a whole sockaddr_un, an abstract name with its exact length (another length would be another name).
 *
 * @param name path or @name
 */
public record SocketAddress(String name) {
    /** Bytes of sun_path. */
    public static final int PATH_LENGTH = 108;
    private static final int PATH_OFFSET = 2;
    private static final byte AF_UNIX = 1;

    /**
     * Checks the length.
     *
     * @throws IllegalArgumentException if the name is empty, holds a NUL, or has more bytes than sun_path takes
     */
    public SocketAddress {
        final int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        final boolean isAbstract = name.startsWith("@");
        final int limit = isAbstract ? PATH_LENGTH : PATH_LENGTH - 1;
        if (bytes > limit || bytes < (isAbstract ? 2 : 1) || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("socket name: name=" + name + ", bytes=" + bytes + ", expected 1 to " + limit
                    + " bytes without NUL");
        }
    }

    /**
     * Whether there is no file.
     *
     * @return true for {@code @name}
     */
    public boolean isAbstract() {
        return name.startsWith("@");
    }

    /**
     * The sockaddr_un, with the length that is to be passed.
     *
     * @return fresh bytes
     */
    public byte[] bytes() {
        final byte[] text = name.getBytes(StandardCharsets.UTF_8);
        final byte[] result = new byte[isAbstract() ? PATH_OFFSET + text.length : PATH_OFFSET + PATH_LENGTH];
        result[0] = AF_UNIX;
        System.arraycopy(text, 0, result, PATH_OFFSET, text.length);
        if (isAbstract()) {
            result[PATH_OFFSET] = 0;
        }
        return result;
    }

    @Override
    public String toString() {
        return name;
    }
}
