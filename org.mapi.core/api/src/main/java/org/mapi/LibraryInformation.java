package org.mapi;

/**
 * What is known of a function library (mapi_lib_info_t).
 *
 * @param id        position in the search order, from 0
 * @param library   library name
 * @param functions number of functions
 * @param bundle    symbolic name of the bundle that brings it, or empty outside OSGi
 * @param version   the bundle's version, or empty
 */
public record LibraryInformation(int id, String library, int functions, String bundle, String version) { }
