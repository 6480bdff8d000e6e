package org.mapi.function;

/** Whether what a function does with a packet depends on earlier packets. */
public enum State {
    /** Each packet by itself (filters). */
    NONE,
    /** Remembers (SAMPLE, GAP): shared only between flows that started at the same packet. */
    HISTORY
}
