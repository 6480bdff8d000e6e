package org.mapi;

import java.time.Duration;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * An ordered list of functions applied to the packets of a device.
 *
 * <p>Create, apply, connect, read, close. The order of functions is the order of execution unless a function asks for another.
 */
@ProviderType
public interface Flow extends AutoCloseable {
    /** The flow's number (the original's flow descriptor), 1 or more, never used twice. */
    int id();

    /** The device's name as it was asked for. */
    String device();

    /**
     * Applies a function; its result is read as JSON-like values (Long, Map) or not at all.
     *
     * @param function  {@code [library:]NAME[!type]}
     * @param arguments as the definition says: String, Integer, Long, Character (a Number is accepted where it fits, and the
     *                  name of one of the {@link MapiConstants}), Flow and {@link Applied} for references, Path for files;
     *                  an Applied alone fills a flow and the function behind it ({@code STATS(flow, function)}); trailing
     *                  arguments with a default may be left out
     * @return the applied function
     * @throws MapiException MAPI_FUNCTION_NOT_FOUND; MFUNCT_INVALID_ARGUMENT_n; MFUNCT_INVALID_ARGUMENT_DESCRIPTOR for a wrong
     *     number of arguments; MFUNCT_COULD_NOT_APPLY_FUNCT after connect; MAPI_INVALID_FLOW after close
     */
    Applied<Object> apply(String function, Object... arguments);

    /**
     * Applies a function whose result is read as a Java type.
     *
     * @param function  {@code [library:]NAME[!type]}
     * @param result    Long, a record such as {@link org.mapi.result.Statistics}, or {@link org.mapi.result.CapturedPacket};
     *                  for a result in memory any record whose components have the names, types and order of the function's
     *                  own, so that nobody depends on the library's class
     * @param arguments as above
     * @return the applied function
     * @throws MapiException as above; MAPI_RESULT_TYPE when the function's result is another type
     */
    <T> Applied<T> apply(String function, Class<T> result, Object... arguments);

    /**
     * Applies a function that is written as text, as on the command line and in mapi.conf: {@code NAME},
     * {@code NAME(7, "text", 'c', PERIODIC)}, {@code library:NAME!type(...)}, named {@code gap=GAP}, and referring to a name that
     * was given before in this flow, {@code STATS(gap, "1")}. Its result is read as JSON-like values.
     *
     * @param text at most 65,536 characters
     * @return the applied function
     * @throws MapiException MFUNCT_INVALID_ARGUMENT with the column, what stands there and what was expected, or when another
     *     function has the name; otherwise as {@link #apply(String, Object...)}
     */
    Applied<Object> applyText(String text);

    /**
     * Starts to count (mapi_connect): takes resources and lets packets in, from the next batch on.
     *
     * @throws MapiException MDLIB_FLOW_ALREADY_ACTIVE the second time; MAPI_OFFLINE_DEVICE_STARTED on an offline device that was
     *     started; whatever the init of a function reports
     */
    void connect();

    /** The state. */
    FlowStatus status();

    /**
     * Waits for the end of the source (FLOW_FINISHED), or for another end.
     *
     * @param timeout how long at most
     * @return whether the flow is FINISHED or CLOSED
     */
    boolean awaitFinished(Duration timeout) throws InterruptedException;

    /** Information about the flow. */
    FlowInformation information();

    /** Its functions in order of execution. */
    List<FunctionInformation> functions();

    /** Number of sensor and device pairs (mapi_get_scope_size): 1 for a local flow. */
    int scopeSize();

    /** Whether the device is on another host (mapi_is_remote). */
    boolean remote();

    /**
     * Ends the flow. Returns when the device's agents have let go of it; the final values of its functions can be read for as
     * long as somebody keeps the {@link Applied}s. Queues of entries end here, with their readers. Idempotent; called on an
     * agent's own thread it only asks for it.
     *
     * @throws MapiException MAPI_TIMEOUT naming the function in progress when the agent does not answer in time; the flow is
     *     closed all the same, as soon as the agent does
     */
    @Override
    void close();
}
