package org.mapi.stdflib.anon;

import java.security.SecureRandom;

/** RANDOM and FILENAME_RANDOM: values by chance. */
final class RandomTreatment extends Treatment {
    private static final int FIRST_PRINTABLE = 33;
    private static final int PRINTABLE = 93;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789";
    private final boolean fileNames;
    private long state = new SecureRandom().nextLong();

    RandomTreatment(boolean fileNames) {
        this.fileNames = fileNames;
    }

    /** The next 64 bits (splitmix64). What they replace is in no way related to them, so that guessing them tells nothing. */
    long next() {
        state += 0x9e3779b97f4a7c15L;
        long mixed = state;
        mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** A number from 0 to bound - 1. */
    int below(int bound) {
        return (int) ((next() >>> Integer.SIZE) * bound >>> Integer.SIZE);
    }

    @Override
    long number(long value, int bits) {
        return next();
    }

    @Override
    void address(AddressWords address) {
        address.high = next();
        address.low = next();
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        int end = length;
        if (fileNames) {
            end = lastDot(content, length);
        }
        for (int i = 0; i < end; i++) {
            content[i] = (byte) (fileNames ? FIRST_PRINTABLE + below(PRINTABLE)
                : text ? PLAIN.charAt(below(PLAIN.length())) : below(1 << Byte.SIZE));
        }
        return length;
    }

    /** Where the ending of a file name begins; its end if it has none. */
    private static int lastDot(byte[] content, int length) {
        for (int i = length - 1; i >= 0; i--) {
            if (content[i] == '.') {
                return i;
            }
        }
        return length;
    }
}
