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
 * @param detail        why it is suspended or quarantined, that it hangs, is slow or takes most of its device's time; or empty
 * @param seen          packets given to it since the flow was connected
 * @param passed        packets it let through
 * @param missed        packets it should have seen but could not
 * @param resultSize    size of its result in bytes, 0 for none
 * @param shared        whether other flows use the same instance
 * @param subscribers   how many flows use the instance, 1 or more
 * @param lastReturn    what {@code process} returned last (1 or 0), -1 before the first packet
 * @param flag          how it came into the flow
 * @param load          share of its device's thread that is spent in it, 0 to 1: sampled, over the last second; of several
 *                      queues the highest
 * @param emitted       packets that it made itself and passed on: what follows has seen {@code passed + emitted}
 */
public record FunctionInformation(int id, int flow, String function, String library, String bundleVersion, String deviceType,
                                  List<String> arguments, FunctionStatus status, String detail, long seen, long passed,
                                  long missed, int resultSize, boolean shared, int subscribers, int lastReturn,
                                  ApplyFlag flag, double load, long emitted) {
    /** Copies the arguments. */
    public FunctionInformation {
        arguments = List.copyOf(arguments);
    }

    /** What is known where nobody samples. */
    public FunctionInformation(int id, int flow, String function, String library, String bundleVersion, String deviceType,
                               List<String> arguments, FunctionStatus status, String detail, long seen, long passed,
                               long missed, int resultSize, boolean shared, int subscribers, int lastReturn, ApplyFlag flag) {
        this(id, flow, function, library, bundleVersion, deviceType, arguments, status, detail, seen, passed, missed, resultSize,
            shared, subscribers, lastReturn, flag, 0);
    }

    /** What is known of a function that makes no packets. */
    public FunctionInformation(int id, int flow, String function, String library, String bundleVersion, String deviceType,
                               List<String> arguments, FunctionStatus status, String detail, long seen, long passed,
                               long missed, int resultSize, boolean shared, int subscribers, int lastReturn, ApplyFlag flag,
                               double load) {
        this(id, flow, function, library, bundleVersion, deviceType, arguments, status, detail, seen, passed, missed, resultSize,
            shared, subscribers, lastReturn, flag, load, 0);
    }
}
