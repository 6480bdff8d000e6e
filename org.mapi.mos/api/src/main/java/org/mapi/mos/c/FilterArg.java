package org.mapi.mos.c;

/**
 * {@code struct filter_arg}: bytes that a filter and its event's callbacks are given. They are copied when the event is
 * defined.
 *
 * @param arg the bytes; null is wrong if {@code len} is greater than 0
 * @param len how many, 0 or more
 */
public record FilterArg(byte[] arg, int len) {
}
