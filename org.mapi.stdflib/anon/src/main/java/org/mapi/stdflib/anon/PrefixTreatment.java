package org.mapi.stdflib.anon;

import org.mapi.stdflib.extra.rewrite.PrefixPreserving;

/** PREFIX_PRESERVING and PREFIX_PRESERVING_MAP: pseudonyms that share the bits that addresses share. */
final class PrefixTreatment extends Treatment {
    private final PrefixPreserving pseudonyms;

    PrefixTreatment(byte[] key) {
        pseudonyms = new PrefixPreserving(key);
    }

    @Override
    long number(long value, int bits) {
        return pseudonyms.map((int) value);
    }

    @Override
    void address(AddressWords address) {
        if (address.wide) {
            pseudonyms.map(address.high, address.low);
            address.high = pseudonyms.high();
            address.low = pseudonyms.low();
        } else {
            address.low = pseudonyms.map((int) address.low);
        }
    }

    @Override
    int content(byte[] content, int length, int most, boolean text) {
        return length;
    }
}
