package org.mapi;

/**
 * Topics of the events that the engine sends through Event Admin, and the names of their properties. Events are sent after the
 * fact and off the packet path; what finds no room because listeners are too slow is lost.
 */
public final class MapiTopics {
    /** All events. */
    public static final String ALL = "org/mapi/*";

    /** A flow was created. All flow events: {@link #FLOW_ID}, {@link #OWNER}, {@link #DEVICE}, {@link #DETAIL}. */
    public static final String FLOW_CREATED = "org/mapi/flow/CREATED";
    /** A flow was connected. */
    public static final String FLOW_CONNECTED = "org/mapi/flow/CONNECTED";
    /** A function or the device of a flow is missing. */
    public static final String FLOW_SUSPENDED = "org/mapi/flow/SUSPENDED";
    /** What a flow missed is back. */
    public static final String FLOW_RESUMED = "org/mapi/flow/RESUMED";
    /** The source of a flow was read completely. */
    public static final String FLOW_FINISHED = "org/mapi/flow/FINISHED";
    /** A flow was closed. */
    public static final String FLOW_CLOSED = "org/mapi/flow/CLOSED";

    /** A function threw. All function events: as flow events, and {@link #FUNCTION_ID}, {@link #FUNCTION}, {@link #LIBRARY}. */
    public static final String FUNCTION_QUARANTINED = "org/mapi/function/QUARANTINED";
    /** A function has not returned for more than a second. */
    public static final String FUNCTION_HANGING = "org/mapi/function/HANGING";
    /** A call of a function took long, or a function takes most of its device's time. */
    public static final String FUNCTION_SLOW = "org/mapi/function/SLOW";

    /** A device was opened. All device events: {@link #DEVICE}, {@link #DETAIL}. */
    public static final String DEVICE_OPENED = "org/mapi/device/OPENED";
    /** A device was closed. */
    public static final String DEVICE_CLOSED = "org/mapi/device/CLOSED";
    /** A device's source ended early. */
    public static final String DEVICE_FAILED = "org/mapi/device/FAILED";
    /** Everything of a device was read. */
    public static final String DEVICE_FINISHED = "org/mapi/device/FINISHED";

    /** A function library came. Both library events: {@link #LIBRARY}, {@link #BUNDLE}, {@link #VERSION}. */
    public static final String LIBRARY_ADDED = "org/mapi/library/ADDED";
    /** A function library went. */
    public static final String LIBRARY_REMOVED = "org/mapi/library/REMOVED";

    /** Number of the flow, Integer. */
    public static final String FLOW_ID = "flow.id";
    /** Owner of the flow, String. */
    public static final String OWNER = "flow.owner";
    /** Name of the device, String. */
    public static final String DEVICE = "device";
    /** Number of the function in its flow, Integer. */
    public static final String FUNCTION_ID = "function.id";
    /** Name of the function, String. */
    public static final String FUNCTION = "function";
    /** Name of the library, String. */
    public static final String LIBRARY = "library";
    /** Symbolic name of the library's bundle, String, possibly empty. */
    public static final String BUNDLE = "bundle";
    /** Version of the library's bundle, String, possibly empty. */
    public static final String VERSION = "version";
    /** Why, or what is wrong, String, possibly empty. */
    public static final String DETAIL = "detail";
    /** When, Long, milliseconds since the Unix epoch; in all events. */
    public static final String TIMESTAMP = "timestamp";

    private MapiTopics() { }
}
