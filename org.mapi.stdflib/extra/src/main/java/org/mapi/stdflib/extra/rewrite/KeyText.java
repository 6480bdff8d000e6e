package org.mapi.stdflib.extra.rewrite;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Keys as people give them: {@code file:PATH} (a file with 64 hexadecimal digits or at least 32 bytes), {@code env:NAME} (the
 * same in an environment variable), {@code hex:} and 64 hexadecimal digits, or a text of at least 32 bytes, of which the first
 * 32 count, as in the original. Messages never tell a key.
 */
public final class KeyText {
    private static final String FILE = "file:";
    private static final String VARIABLE = "env:";
    private static final String HEXADECIMAL = "hex:";
    private static final String EXPECTED = "file:PATH, env:NAME, hex:64 digits or a text of at least "
        + PrefixPreserving.KEY_LENGTH + " bytes";
    private static final int LARGEST_FILE = 64 << 10;

    private KeyText() { }

    /**
     * The key that a text names.
     *
     * @param text not empty
     * @return 32 bytes
     * @throws IllegalArgumentException saying what is wrong and what was expected, without the key
     */
    public static byte[] resolve(String text) {
        if (text.startsWith(FILE)) {
            return content(text.substring(FILE.length()));
        }
        if (text.startsWith(VARIABLE)) {
            final String name = text.substring(VARIABLE.length());
            final String value = System.getenv(name);
            if (value == null) {
                throw new IllegalArgumentException("names the environment variable " + name + ", which is not set");
            }
            return material(value.strip().getBytes(StandardCharsets.UTF_8), "the environment variable " + name);
        }
        if (text.startsWith(HEXADECIMAL)) {
            final byte[] key = hexadecimal(text.substring(HEXADECIMAL.length()).getBytes(StandardCharsets.UTF_8));
            if (key == null) {
                throw new IllegalArgumentException("begins with hex: but " + (2 * PrefixPreserving.KEY_LENGTH)
                    + " hexadecimal digits do not follow");
            }
            return key;
        }
        return material(text.getBytes(StandardCharsets.UTF_8), "the text");
    }

    private static byte[] content(String name) {
        try {
            final Path file = Path.of(name);
            if (Files.size(file) > LARGEST_FILE || !Files.isRegularFile(file)) {
                throw new IllegalArgumentException("names the file " + name + ", expected a small regular file");
            }
            byte[] bytes = Files.readAllBytes(file);
            int length = bytes.length;
            while (length > 0 && (bytes[length - 1] == '\n' || bytes[length - 1] == '\r')) {
                length--;
            }
            bytes = Arrays.copyOf(bytes, length);
            return material(bytes, "the file " + name);
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("names the file " + name + ", which cannot be read: " + e, e);
        }
    }

    private static byte[] material(byte[] bytes, String where) {
        final byte[] key = hexadecimal(bytes);
        if (key != null) {
            return key;
        }
        if (bytes.length < PrefixPreserving.KEY_LENGTH) {
            throw new IllegalArgumentException("is too short: " + where + " has " + bytes.length + " bytes, expected "
                + EXPECTED);
        }
        return Arrays.copyOf(bytes, PrefixPreserving.KEY_LENGTH);
    }

    /** The bytes of 64 hexadecimal digits, or null. */
    private static byte[] hexadecimal(byte[] digits) {
        if (digits.length != 2 * PrefixPreserving.KEY_LENGTH) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(new String(digits, StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** A key by chance. */
    public static byte[] random() {
        final byte[] key = new byte[PrefixPreserving.KEY_LENGTH];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
