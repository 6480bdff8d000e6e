package org.mapi.stdflib.std;

/** The library's name, once. */
final class StandardLibrary {
    /** As in {@code stdflib:GAP}. */
    static final String NAME = "stdflib";

    private StandardLibrary() { }
}
