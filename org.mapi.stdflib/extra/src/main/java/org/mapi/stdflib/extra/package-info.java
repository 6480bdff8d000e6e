/**
 * The extra function library, {@code extraflib}: functions that need more than counters, such as regular expressions and top
 * lists.
 *
 * <p>Each function is a class with its definition ({@link org.mapi.stdflib.extra.Regexp}) and an instance that sees the packets.
 */
package org.mapi.stdflib.extra;
