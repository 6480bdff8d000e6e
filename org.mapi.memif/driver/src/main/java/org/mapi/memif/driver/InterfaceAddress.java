package org.mapi.memif.driver;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.mapi.MapiError;
import org.mapi.MapiException;

/**
 * Which interface: the socket where both sides meet, and the number that they agree on.
 *
 * @param socket absolute path, or {@code @name} for an abstract socket
 * @param id     0 to 2^32 - 1
 */
record InterfaceAddress(String socket, long id) {
    /** Where an address without a socket leads, as in libmemif. */
    static final String DEFAULT_SOCKET = "/run/vpp/memif.sock";
    private static final long LARGEST_ID = 0xffff_ffffL;
    private static final int LONGEST_SOCKET = 107;
    private static final String EXPECTED = ", expected <socket>/<id> with a path or @name and an id from 0 to 4294967295, for "
        + "instance /run/vpp/memif.sock/0 or @peer/3";

    /**
     * An address with options.
     *
     * @param address which interface
     * @param options what stood behind the question mark
     */
    record Parsed(InterfaceAddress address, Map<String, String> options) { }

    /**
     * Reads {@code <socket>/<id>}, the last slash separates; {@code <id>} alone means the default socket. Options may follow, as
     * {@code ?role=master&queues=2}.
     *
     * @throws MapiException MAPI_CONFIGURATION for anything else
     */
    static Parsed parse(String text) {
        final int question = text.indexOf('?');
        final String plain = question < 0 ? text : text.substring(0, question);
        final Map<String, String> options = question < 0 ? Map.of() : options(text.substring(question + 1), "&", text);
        final int slash = plain.lastIndexOf('/');
        final String socket = slash < 0 ? DEFAULT_SOCKET : plain.substring(0, slash);
        final long id = number(plain.substring(slash + 1));
        if (id < 0 || socket.isEmpty() || socket.equals("@")) {
            throw wrong(text);
        }
        return new Parsed(new InterfaceAddress(absolute(socket, text), id), options);
    }

    private static String absolute(String socket, String text) {
        try {
            final String name = socket.startsWith("@") ? socket : Path.of(socket).toAbsolutePath().normalize().toString();
            if (name.length() <= LONGEST_SOCKET) {
                return name;
            }
        } catch (InvalidPathException e) {
            // falls through to the one message
        }
        throw wrong(text);
    }

    private static MapiException wrong(String text) {
        return new MapiException(MapiError.MAPI_CONFIGURATION, "memif address is \"" + text + "\"" + EXPECTED);
    }

    private static long number(String text) {
        try {
            final long number = Long.parseLong(text);
            return number <= LARGEST_ID ? number : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /**
     * Reads {@code key=value} pairs.
     *
     * @param text      the pairs, may be empty
     * @param separator between two of them
     * @param where     what to name in the error
     * @throws MapiException MAPI_CONFIGURATION when one has no '='
     */
    static Map<String, String> options(String text, String separator, String where) {
        final Map<String, String> options = new LinkedHashMap<>();
        for (String pair : text.split(separator)) {
            final int equals = pair.indexOf('=');
            if (equals > 0) {
                options.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
            } else if (!pair.isBlank()) {
                throw new MapiException(MapiError.MAPI_CONFIGURATION, "memif option is \"" + pair.trim() + "\" in \"" + where
                    + "\", expected option=value");
            }
        }
        return options;
    }

    @Override
    public String toString() {
        return socket + "/" + id;
    }
}
