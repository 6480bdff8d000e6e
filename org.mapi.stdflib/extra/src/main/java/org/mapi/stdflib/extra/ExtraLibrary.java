package org.mapi.stdflib.extra;

/** The library's name, once. */
final class ExtraLibrary {
    /** As in {@code extraflib:TOP}. */
    static final String NAME = "extraflib";

    private ExtraLibrary() { }
}
