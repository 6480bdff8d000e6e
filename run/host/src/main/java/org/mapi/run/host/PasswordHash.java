package org.mapi.run.host;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Objects;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A salted, deliberately slow hash of a password (PBKDF2 with HMAC-SHA-256) and its text form
 * {@code pbkdf2-sha256$<iterations>$<salt>$<hash>}, salt and hash in Base64. Immutable, safe for any thread.
 */
public final class PasswordHash {

    /** Work factor of new hashes; a stored hash keeps the one it was made with. The figure is OWASP's for this function. */
    public static final int ITERATIONS = 600_000;

    private static final String SCHEME = "pbkdf2-sha256";
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int MAX_ITERATIONS = 10_000_000;

    private final int iterations;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int iterations, byte[] salt, byte[] hash) {
        this.iterations = iterations;
        this.salt = salt;
        this.hash = hash;
    }

    /**
     * Hashes a password with a new salt.
     *
     * @param password the password, not null; not changed
     * @param random source of the salt, not null
     * @return the hash
     */
    public static PasswordHash of(char[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return new PasswordHash(ITERATIONS, salt, derive(password, salt, ITERATIONS, HASH_BYTES));
    }

    /**
     * Reads the text form.
     *
     * @param text what {@link #toString()} gave
     * @return the hash
     * @throws IllegalArgumentException if the text has another form; the message never repeats the text
     */
    public static PasswordHash parse(String text) {
        String[] parts = Objects.requireNonNull(text).split("\\$", -1);
        if (parts.length != 4 || !parts[0].equals(SCHEME)) {
            throw new IllegalArgumentException("password hash: expected " + SCHEME + "$iterations$salt$hash");
        }
        try {
            int iterations = Integer.parseInt(parts[1]);
            byte[] salt = Base64.getDecoder().decode(parts[2]);
            byte[] hash = Base64.getDecoder().decode(parts[3]);
            if (iterations < 1 || iterations > MAX_ITERATIONS || salt.length == 0 || hash.length < SALT_BYTES
                    || hash.length > HASH_BYTES) {
                throw new IllegalArgumentException("password hash: iterations or lengths out of range");
            }
            return new PasswordHash(iterations, salt, hash);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("password hash: iterations are not a number", e);
        }
    }

    /**
     * Compares a password in time that does not depend on where it differs.
     *
     * @param password the password offered, not null
     * @return whether it is the one that was hashed
     */
    public boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, iterations, hash.length));
    }

    /** Returns the text form that {@link #parse(String)} reads. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder();
        return SCHEME + "$" + iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    private static byte[] derive(char[] password, byte[] salt, int iterations, int bytes) {
        PBEKeySpec spec = new PBEKeySpec(password, salt, iterations, bytes * Byte.SIZE);
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("PBKDF2WithHmacSHA256 is part of every JDK but failed: " + e.getMessage(), e);
        } finally {
            spec.clearPassword();
        }
    }
}
