package org.mapi.stdflib.anon;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** One hash or cipher with its key. Allocates what the algorithms allocate, not more with the length of the content. */
final class Digest {
    private static final int LONGEST = 64;
    private static final int LONGEST_BLOCK = 16;
    private final MessageDigest digest;
    private final Mac mac;
    private final Cipher cipher;
    private final CRC32 crc = new CRC32();
    private final byte[] bytes = new byte[LONGEST];
    private final byte[] block = new byte[LONGEST_BLOCK];

    /**
     * A hash.
     *
     * @param kind   which
     * @param secret 32 bytes that the key is made of; ignored by hashes without a key
     */
    Digest(HashKind kind, byte[] secret) {
        try {
            digest = kind.isKeyed() || kind == HashKind.CRC32 ? null : MessageDigest.getInstance(kind.algorithm());
            mac = kind.isKeyed() && !kind.isCipher() ? Mac.getInstance(kind.algorithm()) : null;
            cipher = kind.isCipher() ? Cipher.getInstance(kind.algorithm() + "/ECB/NoPadding") : null;
            if (mac != null) {
                mac.init(new SecretKeySpec(derived(secret, kind.name()), kind.algorithm()));
            }
            if (cipher != null) {
                final byte[] key = Arrays.copyOf(derived(secret, kind.name()), switch (kind) {
                    case DES -> 8;
                    case TRIPLEDES -> 24;
                    default -> 32;
                });
                cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, kind.algorithm()));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + kind.algorithm(), e);
        }
    }

    /** A key of its own for each purpose. */
    private static byte[] derived(byte[] secret, String purpose) throws GeneralSecurityException {
        final Mac hmac = Mac.getInstance("HmacSHA256");
        hmac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return hmac.doFinal(("ANONYMIZE " + purpose).getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it encrypts in place. */
    boolean isCipher() {
        return cipher != null;
    }

    /** The digest made last; for a cipher the encrypted block. */
    byte[] bytes() {
        return bytes;
    }

    /** Makes the digest of a content, for a cipher that of its first block; returns its length. */
    int make(byte[] content, int length) {
        try {
            if (cipher != null) {
                final int size = cipher.getBlockSize();
                Arrays.fill(block, (byte) 0);
                System.arraycopy(content, 0, block, 0, Math.min(length, size));
                return cipher.update(block, 0, size, bytes, 0);
            }
            if (mac != null) {
                mac.update(content, 0, length);
                mac.doFinal(bytes, 0);
                return mac.getMacLength();
            }
            if (digest != null) {
                digest.update(content, 0, length);
                return digest.digest(bytes, 0, LONGEST);
            }
            crc.reset();
            crc.update(content, 0, length);
            for (int i = 0; i < Integer.BYTES; i++) {
                bytes[i] = (byte) (crc.getValue() >>> Integer.SIZE - Byte.SIZE * (i + 1));
            }
            return Integer.BYTES;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("hashing failed", e);
        }
    }

    /**
     * Encrypts a content block by block. A last block that is not whole becomes the beginning of the encrypted block that zeros
     * complete: it cannot be decrypted, but tells nothing either.
     */
    void encrypt(byte[] content, int length) {
        try {
            final int size = cipher.getBlockSize();
            final int whole = length / size * size;
            for (int at = 0; at < whole; at += size) {
                cipher.update(content, at, size, bytes, 0);
                System.arraycopy(bytes, 0, content, at, size);
            }
            if (whole < length) {
                Arrays.fill(block, (byte) 0);
                System.arraycopy(content, whole, block, 0, length - whole);
                cipher.update(block, 0, size, bytes, 0);
                System.arraycopy(bytes, 0, content, whole, length - whole);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encryption failed", e);
        }
    }
}
