package org.mapi;

/**
 * Every error of the monitoring API, with the name and the number of the original MAPI ({@code mapi_errors.h}).
 *
 * <p>Numbers 1000-1999 are the drivers', 3000-3999 the daemon's (here: the engine's), 5000-5999 the connection's, 6000-6999 the
 * client library's, 7000-7999 the functions' and 8000-8999 access control's and statistics'. Errors that only this
 * implementation knows have numbers from 9200 to 9299, a range that the original never used.
 */
public enum MapiError {
    /** Connect was called twice on the same flow. */
    MDLIB_FLOW_ALREADY_ACTIVE(3081),
    /** No driver serves the named device. */
    MAPID_NO_DRIVER(3200),
    /** The API was used before it was ready, or information about a function of an unknown flow was asked for. */
    MAPI_INIT_ERROR(6141),
    /** The flow is not connected. */
    MAPI_FLOW_NOT_CONNECTED(6143),
    /** No such flow. */
    MAPI_INVALID_FLOW(6145),
    /** No such function in the flow. */
    MAPI_INVALID_FID_FUNCID(6147),
    /** No (further) flow to give information about. */
    MAPI_FLOW_INFO_ERR(6149),
    /** No (further) function to give information about. */
    MAPI_FUNCTION_INFO_ERR(6150),
    /** A file cannot be opened, read or written. */
    MAPI_ERROR_FILE(6155),
    /** The first argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_1(7001),
    /** The second argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_2(7002),
    /** The third argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_3(7003),
    /** The fourth argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_4(7004),
    /** The fifth argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_5(7005),
    /** A function cannot be applied: the flow is connected already, or the function refused. */
    MFUNCT_COULD_NOT_APPLY_FUNCT(7006),
    /** The sixth argument of a function is wrong. */
    MFUNCT_INVALID_ARGUMENT_6(7011),

    /** No device of that number or name to give information about, or no device name given. */
    MAPI_DEVICE_INFO_ERR(6157),
    /** No library offers the function (client side). */
    MAPI_FUNCTION_NOT_FOUND(6144),
    /** Result memory cannot be made or read. */
    MAPI_SHM_ERR(6146),
    /** A reader and the writer of a result queue cannot be brought together. */
    MAPI_SEM_ERR(6148),
    /** Device statistics cannot be had. */
    MAPI_STATS_ERROR(8004),
    /** A file descriptor cannot be handed over. */
    MAPI_ERROR_SEND_FD(6156),
    /** A function library cannot be loaded. */
    MAPI_LIBRARY_LOAD_ERR(6151),
    /** The appliance is shutting down. */
    MAPI_SHUTTING_DOWN(6140),
    /** No such device. */
    MAPID_NO_DEVICE(3202),
    /** Out of memory for a flow or a result. */
    MAPID_MEM_ALLOCATION_ERROR(3084),
    /** The connection to a sensor or to the appliance failed. */
    MCOM_SOCKET_ERROR(5123),
    /** The connection to a sensor or to the appliance cannot be opened. */
    MCOM_INIT_SOCKET_ERROR(5124),
    /** The peer answered something that is not of the protocol. */
    MCOM_UNKNOWN_ERROR(5121),
    /** The peer answered with an error. */
    MCOM_ERROR_ACK(5122),
    /** No library offers the function (engine side). */
    MDLIB_FUNCTION_NOT_FOUND(3079),
    /** No such flow (engine side). */
    MDLIB_INVALID_FLID(3074),
    /** No such function (engine side). */
    MDLIB_INVALID_FUNCID(3078),
    /** Result memory of a flow cannot be made. */
    MDLIB_SHM_ERR(3075),
    /** The lock of a result cannot be made. */
    MDLIB_SEM_ERR(3076),
    /** STR_SEARCH: the pattern is longer than the depth to search. */
    MDLIB_STRSEARCH_DEPTH_LESS_THAN_PTRN_ERR(3504),
    /** STR_SEARCH: a hexadecimal part is not closed by a pipe. */
    MDLIB_STRSEARCH_UNTERMINATED_PIPE_ERR(3503),
    /** STR_SEARCH: nothing is left to search for. */
    MDLIB_STRSEARCH_NOT_A_VALID_SEARCH_STRING(3505),
    /** An argument of a function is wrong and belongs to no single position. */
    MFUNCT_INVALID_ARGUMENT(7000),
    /** The argument description of a function is wrong, or the arguments do not fit it in number or type. */
    MFUNCT_INVALID_ARGUMENT_DESCRIPTOR(7010),
    /** The init of a function failed. */
    MFUNCT_COULD_NOT_INIT_FUNCT(7007),
    /** A function's queue failed. */
    MFUNCT_SEM_ERROR(7008),
    /** A live interface or a capture file cannot be opened. */
    PCAP_OPEN_ERR(1026),
    /** No filter can be compiled for the device's link type. */
    PCAP_OPEN_DEAD_ERR(1027),
    /** A filter expression does not compile. */
    PCAP_BPF_ERR(1025),
    /** The thread of a live device cannot be started. */
    NICDRV_PTHR_ERR(1100),
    /** The user is not allowed to do this. */
    MAPID_NOT_AUTHENTICATED(3139),
    /** Functions that modify packets are switched off. */
    MDLIB_NO_MODIFYING(3082),

    /** The offline device was started already, or a flow connects to it too late. */
    MAPI_OFFLINE_DEVICE_STARTED(9200),
    /** Another function whose result is read was closed or deleted. */
    MAPI_SOURCE_CLOSED(9201),
    /** The function has no result. */
    MAPI_NO_RESULT(9202),
    /** The result type the caller named is not the type that the function publishes. */
    MAPI_RESULT_TYPE(9203),
    /** The result was being written all the time; try again. */
    MAPI_RESULT_BUSY(9204),
    /** A device agent did not answer in time; the message names the function in progress. */
    MAPI_TIMEOUT(9205),
    /** The device cannot send packets. */
    MAPI_NO_SINK(9206),
    /** The configuration is wrong. */
    MAPI_CONFIGURATION(9207),
    /** The capture file is corrupt or cut; what was readable was delivered. */
    MAPI_CORRUPT_FILE(9208),
    /** The process lacks a permission or capability; the message names it. */
    MAPI_PERMISSION(9209),
    /** A function was quarantined after it threw. */
    MAPI_FUNCTION_QUARANTINED(9210),
    /** A remote device was named and no sensor access is installed. */
    MAPI_NO_REMOTE(9211),
    /** A packet was written to or sent where its link type does not fit. */
    MAPI_LINK_TYPE(9212);

    private final int number;

    MapiError(int number) {
        this.number = number;
    }

    /** The number, unique and stable. */
    public int number() {
        return number;
    }

    /**
     * The error for a wrong argument of a function.
     *
     * @param position 1 for the first argument
     * @return MFUNCT_INVALID_ARGUMENT_1 to _6, or MFUNCT_INVALID_ARGUMENT for any other position
     */
    public static MapiError invalidArgument(int position) {
        return switch (position) {
            case 1 -> MFUNCT_INVALID_ARGUMENT_1;
            case 2 -> MFUNCT_INVALID_ARGUMENT_2;
            case 3 -> MFUNCT_INVALID_ARGUMENT_3;
            case 4 -> MFUNCT_INVALID_ARGUMENT_4;
            case 5 -> MFUNCT_INVALID_ARGUMENT_5;
            case 6 -> MFUNCT_INVALID_ARGUMENT_6;
            default -> MFUNCT_INVALID_ARGUMENT;
        };
    }
}
