package org.mapi.stdflib.extra;

import java.security.SecureRandom;

/**
 * An address as a key. Its hash depends on a secret of this process, so that nobody can send addresses that fall into one
 * place of a table. May be set anew only while no table holds it.
 */
final class Address implements Comparable<Address> {
    private static final long SECRET = new SecureRandom().nextLong();
    private static final long FACTOR = new SecureRandom().nextLong() | 1;
    private long high;
    private long low;

    Address(long high, long low) {
        set(high, low);
    }

    void set(long newHigh, long newLow) {
        high = newHigh;
        low = newLow;
    }

    long high() {
        return high;
    }

    long low() {
        return low;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Address that && high == that.high && low == that.low;
    }

    @Override
    public int hashCode() {
        long mixed = (high ^ SECRET) * FACTOR;
        mixed = (mixed ^ mixed >>> 32 ^ low) * FACTOR;
        mixed = (mixed ^ mixed >>> 32) * FACTOR;
        return (int) (mixed >>> 32);
    }

    @Override
    public int compareTo(Address other) {
        return high != other.high ? Long.compareUnsigned(high, other.high) : Long.compareUnsigned(low, other.low);
    }
}
