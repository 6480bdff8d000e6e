package org.mapi.capture;

/**
 * Device types: dotted digits, more specific to the right, as in the original's object identifiers.
 *
 * <p>A function written for {@link #ALL} runs on every device; one written for {@link #DAG} is preferred on DAG devices. The
 * values are those of the original's {@code mapidevices.h}; 1.100 and above are this implementation's own.
 */
public final class DeviceType {
    /** Every device. */
    public static final String ALL = "1";
    /** Trace files, read or replayed (MAPI_DEVICE_VIN, the virtual interface). */
    public static final String TRACE = "1.4";
    /** Live interfaces through libpcap. */
    public static final String NIC = "1.3";
    /** What the original takes a remote device for until it knows better: the same as a live interface. */
    public static final String REMOTE = "1.3";
    /** Shared-memory interfaces. */
    public static final String MEMIF = "1.100";
    /** ERF records of Endace DAG cards, from files. */
    public static final String DAG = "1.1";

    private DeviceType() { }

    /**
     * Whether a function of one type can run on a device of another: the function's type is the device's or an ancestor of it.
     *
     * @param functionType type in the function's definition
     * @param deviceType   type of the device
     */
    public static boolean runsOn(String functionType, String deviceType) {
        return deviceType.equals(functionType) || deviceType.startsWith(functionType + ".");
    }
}
