/**
 * The anonymising function library, {@code anonflib}: ANONYMIZE changes one field of packets by one function, PRINT_PACKET shows
 * packets, UNCOOK takes apart what COOKING put together.
 *
 * <p>ANONYMIZE is in three parts: a {@link org.mapi.stdflib.anon.Rule} says what to do; a place ({@link
 * org.mapi.stdflib.anon.HeaderPlace}, {@link org.mapi.stdflib.anon.HttpPlace}, {@link org.mapi.stdflib.anon.FtpPlace}) knows
 * where the field is; a {@link org.mapi.stdflib.anon.Treatment} makes the new value.
 */
package org.mapi.stdflib.anon;
