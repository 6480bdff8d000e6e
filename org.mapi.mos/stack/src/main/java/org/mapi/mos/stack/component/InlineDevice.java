package org.mapi.mos.stack.component;

import java.util.Map;

/**
 * One side of an inline source.
 *
 * @param name    {@code driver:address}, or an interface's name
 * @param options of its driver, by name
 */
record InlineDevice(String name, Map<String, String> options) { }
