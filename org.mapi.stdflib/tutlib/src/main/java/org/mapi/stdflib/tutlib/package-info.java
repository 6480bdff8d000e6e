/**
 * The function library of the tutorial, {@code tutlib}: five functions, from a packet counter to a packet buffer with a client
 * side of its own. {@code docs/tutorial.md} tells how each is written.
 */
package org.mapi.stdflib.tutlib;
