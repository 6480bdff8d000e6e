package org.mapi.run.launcher;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import org.mapi.run.host.PasswordFile;
import org.mapi.run.host.PasswordHash;

/**
 * User name and password of the web console, stored hashed in the run directory. A change counts at once in a running
 * appliance.
 */
final class Credentials {

    static final String DEFAULT_USER = "admin";
    static final int LEAST_LENGTH = 8;
    static final int MOST_LENGTH = 256;

    /** Without letters and digits that look alike. */
    private static final String ALPHABET = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    /** 20 of 56 characters are 116 bits. */
    private static final int GENERATED_LENGTH = 20;

    private final PasswordFile file;

    private Credentials(PasswordFile file) {
        this.file = file;
    }

    static Credentials of(RunDirectory directory) {
        return new Credentials(new PasswordFile(directory.path()));
    }

    /** Returns the user's name. */
    String user() {
        return stored().map(PasswordFile.Login::user).orElse(DEFAULT_USER);
    }

    /**
     * Stores a generated password if there is none.
     *
     * @param random source of the password and of the salt
     * @return the password, or empty if there was one already
     */
    Optional<String> generateIfMissing(SecureRandom random) {
        if (stored().isPresent()) {
            return Optional.empty();
        }
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GENERATED_LENGTH; i++) {
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        set(DEFAULT_USER, password.toString().toCharArray(), random);
        return Optional.of(password.toString());
    }

    /**
     * Stores a password.
     *
     * @param user who logs in with it
     * @param password the password
     * @param random source of the salt
     * @throws UserError if name or password cannot be used, or the file cannot be written
     */
    void set(String user, char[] password, SecureRandom random) {
        if (password.length < LEAST_LENGTH || password.length > MOST_LENGTH) {
            throw new UserError("password: " + password.length + " characters, expected " + LEAST_LENGTH + " to " + MOST_LENGTH);
        }
        try {
            file.write(new PasswordFile.Login(user, PasswordHash.of(password, random)));
        } catch (IllegalArgumentException e) {
            throw new UserError(e.getMessage());
        } catch (IOException e) {
            throw new UserError(file.path() + " cannot be written: " + RunDirectory.reason(e));
        }
    }

    private Optional<PasswordFile.Login> stored() {
        try {
            return file.read();
        } catch (IOException e) {
            throw new UserError("password file cannot be read: " + RunDirectory.reason(e)
                    + " (remove it to have a new one generated)");
        }
    }
}
