package org.mapi.mos;

/** What a monitor looks at. The numbers are those of the original's socket types. */
public enum MonitorKind {
    /** Flows (MOS_SOCK_MONITOR_STREAM, 3). */
    STREAM(3),
    /** Single frames, each exactly once and whatever they carry (MOS_SOCK_MONITOR_RAW, 7); only {@link BuiltInEvent#PKT_IN}. */
    PACKET(7);

    private final int number;

    MonitorKind(int number) {
        this.number = number;
    }

    /** The original's number. */
    public int number() {
        return number;
    }
}
