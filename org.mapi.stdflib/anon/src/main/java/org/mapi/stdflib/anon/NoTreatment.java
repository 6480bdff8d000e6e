package org.mapi.stdflib.anon;

/** UNCHANGED. */
final class NoTreatment extends Treatment {
    @Override
    long number(long value, int bits) {
        return value;
    }

    @Override
    void address(AddressWords address) {
        // stays as it is
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        return length;
    }
}
