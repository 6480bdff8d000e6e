package org.mapi.stdflib.anon;

/** An address on its way through a treatment; IPv4 in the low 32 bits of {@link #low}. */
final class AddressWords {
    long high;
    long low;
    boolean wide;
}
