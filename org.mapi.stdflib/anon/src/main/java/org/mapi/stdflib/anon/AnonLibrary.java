package org.mapi.stdflib.anon;

/** The library's name, once. */
final class AnonLibrary {
    /** As in {@code anonflib:ANONYMIZE}. */
    static final String NAME = "anonflib";

    private AnonLibrary() { }
}
