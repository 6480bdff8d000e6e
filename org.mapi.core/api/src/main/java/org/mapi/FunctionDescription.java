package org.mapi;

import org.mapi.function.Definition;

/**
 * What is known of a function in a library (mapi_libfunct_info_t).
 *
 * @param library    position of its library in the search order, from 0
 * @param number     position in the library, from 0
 * @param definition its definition
 * @param bundle     symbolic name of the bundle that brings it, or empty outside OSGi
 * @param version    the bundle's version, or empty
 * @param rejected   why it cannot be used (a wrong definition), or empty
 */
public record FunctionDescription(int library, int number, Definition definition, String bundle, String version,
                                  String rejected) { }
