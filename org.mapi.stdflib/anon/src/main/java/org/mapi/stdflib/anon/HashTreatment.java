package org.mapi.stdflib.anon;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** HASHED: a digest instead of a value; ciphers encrypt it. */
final class HashTreatment extends Treatment {
    private static final String PADDINGS = "PAD_WITH_ZERO, STRIP_REST or UNCHANGED";
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What becomes of a content behind its digest. */
    private enum Padding { PAD_WITH_ZERO, STRIP_REST, UNCHANGED }

    private final Digest digest;
    private final Padding padding;
    private final byte[] number = new byte[2 * Long.BYTES];
    private final byte[] hexadecimal = new byte[128];
    private long misfits;

    private HashTreatment(Digest digest, Padding padding) {
        this.digest = digest;
        this.padding = padding;
    }

    static HashTreatment of(Rule rule, byte[] secret) {
        final List<String> words = rule.parameters();
        final String expected = "a hash of " + Arrays.toString(HashKind.values()) + " and for what is behind it " + PADDINGS;
        if (words.isEmpty() || words.size() > 2) {
            throw rule.wrongParameters(expected);
        }
        final HashKind kind = Arrays.stream(HashKind.values()).filter(one -> one.name().equals(words.get(0))).findFirst()
            .orElseThrow(() -> rule.wrongParameters(expected));
        final String rest = words.size() > 1 ? words.get(1) : Padding.PAD_WITH_ZERO.name();
        final Padding padding = Arrays.stream(Padding.values()).filter(one -> one.name().equals(rest)).findFirst()
            .orElseThrow(() -> rule.wrongParameters(expected));
        return new HashTreatment(new Digest(kind, secret), padding);
    }

    private void put(int at, long word, int bytes) {
        for (int i = 0; i < bytes; i++) {
            number[at + i] = (byte) (word >>> Byte.SIZE * (bytes - 1 - i));
        }
    }

    private static long word(byte[] from, int at, int bytes, int have) {
        long word = 0;
        for (int i = at; i < at + bytes; i++) {
            word = word << Byte.SIZE | from[i % have] & 0xff;
        }
        return word;
    }

    @Override
    long number(long value, int bits) {
        final int bytes = (bits + Byte.SIZE - 1) / Byte.SIZE;
        put(0, value, bytes);
        return word(digest.bytes(), 0, bytes, digest.make(number, bytes));
    }

    @Override
    void address(AddressWords address) {
        if (!address.wide) {
            address.low = number(address.low, Integer.SIZE);
            return;
        }
        put(0, address.high, Long.BYTES);
        put(Long.BYTES, address.low, Long.BYTES);
        if (digest.isCipher()) {
            digest.encrypt(number, number.length);
            address.high = word(number, 0, Long.BYTES, number.length);
            address.low = word(number, Long.BYTES, Long.BYTES, number.length);
        } else {
            final int have = digest.make(number, number.length);
            address.high = word(digest.bytes(), 0, Long.BYTES, have);
            address.low = word(digest.bytes(), Long.BYTES, Long.BYTES, have);
        }
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        if (digest.isCipher() && !text) {
            digest.encrypt(content, length);
            return length;
        }
        int have = digest.make(content, length);
        byte[] made = digest.bytes();
        if (text) {
            for (int i = 0; i < have; i++) {
                hexadecimal[2 * i] = HEXADECIMAL[made[i] >>> 4 & 0x0f];
                hexadecimal[2 * i + 1] = HEXADECIMAL[made[i] & 0x0f];
            }
            have *= 2;
            made = hexadecimal;
        }
        final int used = Math.min(have, most);
        misfits += used < have ? 1 : 0;
        System.arraycopy(made, 0, content, 0, used);
        if (used < length && padding == Padding.PAD_WITH_ZERO) {
            Arrays.fill(content, used, length, (byte) '0');
        }
        return padding == Padding.STRIP_REST ? used : Math.max(used, length);
    }

    @Override
    boolean replacesAll() {
        return padding == Padding.STRIP_REST && !digest.isCipher();
    }

    @Override
    long misfits() {
        return misfits;
    }
}
