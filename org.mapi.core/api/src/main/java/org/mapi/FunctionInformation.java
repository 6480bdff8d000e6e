package org.mapi;

import java.util.List;

/**
 * What is known of an applied function (mapi_function_info_t and the tutorial's instance).
 *
 * @param id            its number in the flow
 * @param flow          the flow's number
 * @param function      function name
 * @param library       library name
 * @param bundleVersion version of the library's bundle, or empty
 * @param deviceType    device type of the chosen definition
 * @param arguments     arguments as text
 * @param status        state
 * @param detail        why it is suspended or quarantined, or empty
 * @param seen          packets given to it since the flow was connected
 * @param passed        packets it let through
 * @param missed        packets it should have seen but could not
 * @param resultSize    size of its result in bytes, 0 for none
 * @param shared        whether other flows use the same instance
 * @param subscribers   how many flows use the instance, 1 or more
 * @param lastReturn    what {@code process} returned last (1 or 0), -1 before the first packet
 * @param flag          how it came into the flow
 */
public record FunctionInformation(int id, int flow, String function, String library, String bundleVersion, String deviceType,
                                  List<String> arguments, FunctionStatus status, String detail, long seen, long passed,
                                  long missed, int resultSize, boolean shared, int subscribers, int lastReturn,
                                  ApplyFlag flag) {
    /** Copies the arguments. */
    public FunctionInformation {
        arguments = List.copyOf(arguments);
    }
}
