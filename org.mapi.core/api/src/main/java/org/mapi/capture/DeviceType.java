package org.mapi.capture;

/**
 * Device types: dotted digits, more specific to the right, as in the original's object identifiers.
 *
 * <p>A function written for {@link #ALL} runs on every device; one written for {@link #DAG} is preferred on DAG devices. The
 * original's header is not available; "1" for all and "1.3" as the remote default are its, the rest is set here. A driver of
 * another kind is {@link #ALL}, or, if functions shall be written for it alone, takes a number of its own from "1.100" on.
 */
public final class DeviceType {
    /** Every device. */
    public static final String ALL = "1";
    /** Trace files, read or replayed. */
    public static final String TRACE = "1.1";
    /** Live interfaces through libpcap. */
    public static final String NIC = "1.2";
    /** Remote devices. */
    public static final String REMOTE = "1.3";
    /** Shared-memory interfaces. */
    public static final String MEMIF = "1.4";
    /** ERF records of Endace DAG cards, from files. */
    public static final String DAG = "1.5";

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
