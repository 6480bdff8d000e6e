package org.mapi.stdflib.extra.rewrite;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * Prefix-preserving pseudonyms of addresses (Crypto-PAn; Xu, Fan, Ammar and Moon, 2002): two addresses that share exactly their
 * first n bits have pseudonyms that share exactly their first n bits. One to one, the same for the same key on every machine.
 *
 * <p>Bit n of a pseudonym is bit n of the address, flipped or not as the first bit of an AES block says that is made of the
 * first n bits; all blocks of an address are encrypted by one call. Pseudonyms of recent addresses are remembered. IPv6 is
 * done in the same way with 128 bits. Used by one thread; allocates nothing after construction.
 */
public final class PrefixPreserving {
    /** Length of a key: 16 bytes for AES, 16 that become the padding of the blocks. */
    public static final int KEY_LENGTH = 32;
    private static final int BLOCK = 16;
    private static final int CACHE_BITS = 14;
    private static final int WIDE_CACHE_BITS = 12;
    private static final int WIDE_ENTRY = 4;
    private static final long SPREAD = 0x9e3779b97f4a7c15L;

    private final Cipher cipher;
    private final long padHigh;
    private final long padLow;
    private final byte[] blocks = new byte[Long.SIZE * 2 * BLOCK];
    private final byte[] encrypted = new byte[Long.SIZE * 2 * BLOCK];
    /** Address in the high half, pseudonym in the low half; what is not filled yet stands for address 0, which is there. */
    private final long[] cache = new long[1 << CACHE_BITS];
    /** Address and pseudonym, four words each. */
    private final long[] wideCache = new long[WIDE_ENTRY << WIDE_CACHE_BITS];
    private long high;
    private long low;

    /**
     * Pseudonyms of a key.
     *
     * @param key 32 bytes
     * @throws IllegalArgumentException if it has another length
     */
    public PrefixPreserving(byte[] key) {
        if (key.length != KEY_LENGTH) {
            throw new IllegalArgumentException("key of prefix-preserving pseudonyms: length=" + key.length + ", expected "
                + KEY_LENGTH + " bytes");
        }
        try {
            cipher = Cipher.getInstance("AES/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, BLOCK, "AES"));
            final byte[] pad = cipher.update(key, BLOCK, BLOCK);
            padHigh = word(pad, 0);
            padLow = word(pad, Long.BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no AES", e);
        }
        cache[0] = compute(0) & 0xffff_ffffL;
        compute(0, 0);
        wideCache[2] = high;
        wideCache[3] = low;
    }

    private static long word(byte[] bytes, int at) {
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            word = word << Byte.SIZE | bytes[at + i] & 0xff;
        }
        return word;
    }

    /** The pseudonym of an IPv4 address, first byte most significant. */
    public int map(int address) {
        final int slot = (int) ((address & 0xffff_ffffL) * SPREAD >>> Long.SIZE - CACHE_BITS);
        final long entry = cache[slot];
        if ((int) (entry >>> Integer.SIZE) == address) {
            return (int) entry;
        }
        final int pseudonym = compute(address);
        cache[slot] = (long) address << Integer.SIZE | pseudonym & 0xffff_ffffL;
        return pseudonym;
    }

    /** Makes the pseudonym of an IPv6 address; {@link #high} and {@link #low} tell it. */
    public void map(long addressHigh, long addressLow) {
        final int slot = (int) (((addressHigh * SPREAD >>> Integer.SIZE) + addressHigh ^ addressLow) * SPREAD
            >>> Long.SIZE - WIDE_CACHE_BITS) * WIDE_ENTRY;
        if (wideCache[slot] == addressHigh && wideCache[slot + 1] == addressLow) {
            high = wideCache[slot + 2];
            low = wideCache[slot + 3];
            return;
        }
        compute(addressHigh, addressLow);
        wideCache[slot] = addressHigh;
        wideCache[slot + 1] = addressLow;
        wideCache[slot + 2] = high;
        wideCache[slot + 3] = low;
    }

    /** The first 64 bits of the pseudonym made last. */
    public long high() {
        return high;
    }

    /** The last 64 bits of the pseudonym made last. */
    public long low() {
        return low;
    }

    private int compute(int address) {
        final long wide = (long) address << Integer.SIZE;
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            final long mask = bit == 0 ? 0 : -1L << Long.SIZE - bit;
            block(bit, wide & mask | padHigh & ~mask, padLow);
        }
        return address ^ (int) (flips(0, Integer.SIZE) >>> Integer.SIZE);
    }

    private void compute(long addressHigh, long addressLow) {
        for (int bit = 0; bit < Long.SIZE; bit++) {
            final long mask = bit == 0 ? 0 : -1L << Long.SIZE - bit;
            block(bit, addressHigh & mask | padHigh & ~mask, padLow);
            block(Long.SIZE + bit, addressHigh, addressLow & mask | padLow & ~mask);
        }
        high = addressHigh ^ flips(0, 2 * Long.SIZE);
        low = addressLow ^ flips(Long.SIZE, 0);
    }

    private void block(int index, long first, long second) {
        int at = index * BLOCK;
        for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
            blocks[at] = (byte) (first >>> shift);
            blocks[at + Long.BYTES] = (byte) (second >>> shift);
            at++;
        }
    }

    /** Encrypts so many blocks, if any, and collects the first bits of 64 of them. */
    private long flips(int from, int count) {
        try {
            if (count > 0) {
                cipher.update(blocks, 0, count * BLOCK, encrypted, 0);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES failed", e);
        }
        long bits = 0;
        for (int i = from; i < from + Long.SIZE; i++) {
            bits = bits << 1 | encrypted[i * BLOCK] >>> 7 & 1;
        }
        return bits;
    }
}
