package org.mapi.run.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Decides about one HTTP basic authentication header. The slow hash is computed by one thread at a time, which limits the rate of
 * guessing; credentials that were right are remembered (as a keyed digest) as long as the file keeps its content, because a
 * browser sends them with every request. A changed file counts from the next request on. Safe for any thread.
 */
final class BasicLogin {

    private static final int MAX_HEADER = 1024;
    private static final long WAIT_MS = 2_000;

    private final PasswordFile file;
    private final byte[] key = new byte[32];
    private final ReentrantLock slowHash = new ReentrantLock();
    private volatile Remembered remembered;

    BasicLogin(PasswordFile file) {
        this.file = file;
        new SecureRandom().nextBytes(key);
    }

    /** What became of a header. */
    enum Outcome { ACCEPTED, REFUSED, MISSING, BUSY }

    /** The outcome and, if accepted, the user's name; otherwise null. */
    record Answer(Outcome outcome, String user) { }

    private record Remembered(String stored, byte[] digest) { }

    /**
     * Checks a header.
     *
     * @param header value of {@code Authorization}, null if the client sent none
     * @return the answer; without a password file every header is refused
     * @throws IOException if the password file is unreadable or damaged
     */
    Answer check(String header) throws IOException {
        String credentials = decode(header);
        if (credentials == null) {
            return new Answer(Outcome.MISSING, null);
        }
        Optional<PasswordFile.Login> stored = file.read();
        int colon = credentials.indexOf(':');
        if (stored.isEmpty() || colon < 0) {
            return new Answer(Outcome.REFUSED, null);
        }
        PasswordFile.Login expected = stored.get();
        String storedText = expected.user() + ":" + expected.hash();
        byte[] digest = digest(credentials);
        Remembered known = remembered;
        if (known != null && known.stored().equals(storedText) && MessageDigest.isEqual(known.digest(), digest)) {
            return new Answer(Outcome.ACCEPTED, expected.user());
        }
        Outcome outcome = compareSlowly(expected, credentials.substring(0, colon), credentials.substring(colon + 1));
        if (outcome != Outcome.ACCEPTED) {
            return new Answer(outcome, null);
        }
        remembered = new Remembered(storedText, digest);
        return new Answer(outcome, expected.user());
    }

    private Outcome compareSlowly(PasswordFile.Login expected, String user, String password) {
        try {
            if (!slowHash.tryLock(WAIT_MS, TimeUnit.MILLISECONDS)) {
                return Outcome.BUSY;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.BUSY;
        }
        try {
            // The hash is computed for a wrong user name too: the answer's time does not tell names.
            boolean right = expected.hash().matches(password.toCharArray());
            return right && user.equals(expected.user()) ? Outcome.ACCEPTED : Outcome.REFUSED;
        } finally {
            slowHash.unlock();
        }
    }

    private static String decode(String header) {
        if (header == null || header.length() > MAX_HEADER || !header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            return new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private byte[] digest(String credentials) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(key);
            return sha.digest(credentials.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every JDK but failed: " + e.getMessage(), e);
        }
    }
}
