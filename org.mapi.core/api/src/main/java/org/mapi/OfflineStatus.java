package org.mapi;

/** State of an offline device, with the original's numbers (its DEVICE_ONLINE, 0, is no state of an offline device). */
public enum OfflineStatus {
    /** Created, not started (DEVICE_SETUP). */
    SETUP(1),
    /** Being read (DEVICE_READING). */
    READING(2),
    /** Read completely, or as far as it was readable (DEVICE_FINISHED). */
    FINISHED(3),
    /** Deleted (DEVICE_DELETED). */
    DELETED(4);

    private final int number;

    OfflineStatus(int number) {
        this.number = number;
    }

    /** The original's number. */
    public int number() {
        return number;
    }
}
