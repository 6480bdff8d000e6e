package org.mapi.core.tracking;

import java.security.SecureRandom;

/**
 * A keyed hash of flow keys. Both directions of a flow have the same hash, because the key is put in order before; so it also
 * spreads flows over workers.
 *
 * <p>The words of the key go through NH (the universal hash of UMAC, RFC 4418): for keys that an attacker chooses without
 * knowing the secret, two sums collide with a probability of 2^-64. A last keyed multiplication folds the 128-bit sum into 64
 * bits. Three
 * multiplications and no loop: a few nanoseconds. Immutable; may be shared by threads.
 */
public final class FlowHash {
    private static final long GOLDEN = 0x9e37_79b9_7f4a_7c15L;

    private final long k0;
    private final long k1;
    private final long k2;
    private final long k3;
    private final long k4;
    private final long k5;
    private final long k6;
    private final long k7;

    /**
     * A hash with a given secret: the same seed gives the same hashes, for tests and for workers that must agree.
     *
     * @param seed any value
     */
    public FlowHash(long seed) {
        k0 = mix(seed + GOLDEN);
        k1 = mix(seed + 2 * GOLDEN);
        k2 = mix(seed + 3 * GOLDEN);
        k3 = mix(seed + 4 * GOLDEN);
        k4 = mix(seed + 5 * GOLDEN);
        k5 = mix(seed + 6 * GOLDEN);
        k6 = mix(seed + 7 * GOLDEN);
        k7 = mix(seed + 8 * GOLDEN);
    }

    /** A hash with a secret that nobody can guess: what live traffic should be hashed with. */
    public static FlowHash random() {
        return new FlowHash(new SecureRandom().nextLong());
    }

    /** The hash of a key: all 64 bits are usable. */
    public long of(FlowKey key) {
        return of(key.w0, key.w1, key.w2, key.w3, key.w4, key.w5);
    }

    long of(long w0, long w1, long w2, long w3, long w4, long w5) {
        long low = (w0 + k0) * (w1 + k1);
        long high = Math.unsignedMultiplyHigh(w0 + k0, w1 + k1);
        final long low2 = (w2 + k2) * (w3 + k3);
        low += low2;
        high += Math.unsignedMultiplyHigh(w2 + k2, w3 + k3) + (Long.compareUnsigned(low, low2) < 0 ? 1 : 0);
        final long low3 = (w4 + k4) * (w5 + k5);
        low += low3;
        high += Math.unsignedMultiplyHigh(w4 + k4, w5 + k5) + (Long.compareUnsigned(low, low3) < 0 ? 1 : 0);
        final long a = low ^ k6;
        final long b = high ^ k7;
        return a * b ^ Math.unsignedMultiplyHigh(a, b);
    }

    private static long mix(long value) {
        long mixed = value;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
