package org.mapi;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.mapi.function.FunctionReference;
import org.mapi.result.Result;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A function applied to a flow: the handle to its result.
 *
 * @param <T> type of the result
 */
@ProviderType
public interface Applied<T> {
    /** The function's number in its flow, 1 or more. */
    int id();

    /** The flow. */
    Flow flow();

    /** How other functions name it. */
    default FunctionReference reference() {
        return new FunctionReference(flow().id(), id());
    }

    /**
     * Reads the result (mapi_read_results). Never waits for packets and never holds up the capture. A function with a queue gives
     * its next entry, with a null value when there is none now. After the flow has closed the final value is read. On a device
     * with several receive queues it is the merged value of all queues; where the type cannot be merged, that of the queue whose
     * packet came last ({@link #readAll} has them all). The counters are of all queues.
     *
     * @throws MapiException MAPI_FLOW_NOT_CONNECTED before connect; MAPI_NO_RESULT; MAPI_RESULT_BUSY; MAPI_SOURCE_CLOSED when the
     *     function was deleted; MAPI_FUNCTION_QUARANTINED when it threw
     */
    Result<T> read();

    /**
     * As {@link #read}, one entry per sensor and device of the flow's scope: one for a local flow, or one per receive queue, with
     * the queue's own counters and {@code #number} behind the sensor's name, where the type cannot be merged.
     */
    List<Result<T>> readAll();

    /**
     * Takes the next entry of a function with a queue, packets of a buffer for instance (mapi_get_next_pkt).
     *
     * @param timeout zero does not wait
     * @return the entry; empty when none came in time or none will ever come, see {@link #ended()}
     * @throws MapiException as {@link #read}
     */
    Optional<T> poll(Duration timeout) throws InterruptedException;

    /**
     * Takes entries and hands them over, until so many came or the source ended (mapi_loop).
     *
     * @param count    how many; 0 or less: until the end
     * @param consumer called on this thread; not null
     * @return how many were handed over
     * @throws MapiException MFUNCT_INVALID_ARGUMENT_4 for a null consumer, otherwise as {@link #read}
     */
    long loop(long count, Consumer<? super T> consumer) throws InterruptedException;

    /**
     * Opens a further reader of a function with a queue, with a position of its own.
     *
     * @return the reader; closed with the flow if not before
     */
    EntryReader<T> openReader();

    /** Whether a function with a queue has been read to its end. */
    boolean ended();

    /** Entries that were lost because the queue was full. */
    long lost();

    /** Sets the result back to its start, on the agent; a shared function is unshared first so that other flows keep theirs. */
    void reset();

    /** Information about the function. */
    FunctionInformation information();
}
