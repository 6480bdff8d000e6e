package org.mapi.function;

/**
 * Whether what a function does with a packet, or what it tells in its result, depends on earlier packets. Says with whom an
 * instance may be shared; without sharing ({@link Optimize#NONE}) it changes nothing.
 */
public enum State {
    /** Each packet by itself (filters). */
    NONE,
    /** Remembers (SAMPLE, GAP, anything that counts): shared only between flows that started at the same packet. */
    HISTORY
}
