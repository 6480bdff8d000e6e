package org.mapi.stdflib.anon;

/**
 * Makes new values of a field. One per instance of ANONYMIZE, used by its agent only. A treatment implements what its function
 * is allowed for ({@link RuleFunction#objection}).
 */
abstract class Treatment {
    /**
     * A new value for a number.
     *
     * @param value of the field, unsigned
     * @param bits  width of the field, 1 to 32; higher bits of the answer are ignored
     */
    abstract long number(long value, int bits);

    /** A new address in place of an address. */
    void address(AddressWords address) {
        address.low = number(address.low, Integer.SIZE);
    }

    /**
     * A new content in place of a content.
     *
     * @param content its bytes
     * @param length  how many there are, 1 or more
     * @param most    how many there may be, at least {@code length}; the array has room for them
     * @param text    whether it is a part of a line of text, which the new one has to stay
     * @return the new length, 0 to {@code most}
     */
    abstract int content(byte[] content, int length, int most, boolean text);

    /** Whether the new content stands for all of the field, also for what of it was not captured. */
    boolean replacesAll() {
        return false;
    }

    /** How many bytes of a field stay, for a field of which not all was captured: 2^31 - 1 for all. */
    int keeps() {
        return Integer.MAX_VALUE;
    }

    /** How often a value had to be shortened, or could not be remembered. */
    long misfits() {
        return 0;
    }
}
