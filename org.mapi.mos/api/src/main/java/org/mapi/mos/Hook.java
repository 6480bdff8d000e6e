package org.mapi.mos;

/** Where in the life of a packet a callback is called. The numbers are those of the original. */
public enum Hook {
    /** Not tied to a side's sending or receiving of a packet (MOS_NULL). */
    NONE(1 << 29),
    /** After the side that receives the packet was updated (MOS_HK_RCV). */
    RECEIVE(1 << 30),
    /** After the side that sent the packet was updated (MOS_HK_SND). */
    SEND(1 << 31);

    private final int number;

    Hook(int number) {
        this.number = number;
    }

    /** The original's number: one bit, disjoint from all events. */
    public int number() {
        return number;
    }
}
