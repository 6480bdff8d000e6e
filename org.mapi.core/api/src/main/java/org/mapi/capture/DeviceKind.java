package org.mapi.capture;

/** How a device relates to time. */
public enum DeviceKind {
    /** Packets arrive when they arrive; what is not fetched in time is dropped. Its clock is the wall clock. */
    LIVE,
    /** A capture file that is read once, from start to end. It can be paused; its clock is the packets' time. */
    OFFLINE,
    /** Captured packets played back as if they were live, once or in a loop. It can be paused; packets are not lost. */
    REPLAY;

    /** Whether the agent may stop polling for a while without losing packets. */
    public boolean pausable() {
        return this != LIVE;
    }
}
