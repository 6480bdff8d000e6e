package org.mapi.stdflib.anon;

/** The hashes that rules name. */
enum HashKind {
    SHA("SHA-1", false, false), MD5("MD5", false, false), CRC32("CRC32", false, false), SHA_2("SHA-256", false, false),
    TRIPLEDES("DESede", true, true), AES("AES", true, true), DES("DES", true, true),
    /** Not in the original. */
    SHA_512("SHA-512", false, false),
    /** Not in the original. */
    SHA_3("SHA3-256", false, false),
    /** With a key; not in the original, and the only ones here that short values cannot be guessed from. */
    HMAC_SHA_2("HmacSHA256", true, false), HMAC_SHA_3("HmacSHA3-256", true, false);

    private final String algorithm;
    private final boolean keyed;
    private final boolean cipher;

    HashKind(String algorithm, boolean keyed, boolean cipher) {
        this.algorithm = algorithm;
        this.keyed = keyed;
        this.cipher = cipher;
    }

    /** The name in Java. */
    String algorithm() {
        return algorithm;
    }

    boolean isKeyed() {
        return keyed;
    }

    /** Whether it encrypts instead of making a digest. */
    boolean isCipher() {
        return cipher;
    }
}
