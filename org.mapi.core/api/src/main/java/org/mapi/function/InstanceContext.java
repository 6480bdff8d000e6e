package org.mapi.function;

import java.nio.file.Path;
import org.mapi.result.ResultQueue;
import org.osgi.annotation.versioning.ProviderType;

/** What an instance gets at {@code init}. */
@ProviderType
public interface InstanceContext {
    /** Timer callbacks come about this often while the device's time goes on, in nanoseconds (10 ms). */
    long TIMER_NANOS = 10_000_000L;

    /**
     * The instance's result queue (result method FUNCT). It is made at the first call; an upgraded instance gets its
     * predecessor's.
     *
     * @param bytes               room for records, rounded up to a power of two
     * @param maximumRecordLength longest record in bytes
     * @return the queue
     * @throws org.mapi.MapiException MAPI_SHM_ERR when it cannot be made
     */
    ResultQueue queue(long bytes, int maximumRecordLength);

    /**
     * What follows this instance in its flow, for packets that it makes itself; the same object whenever it is asked for.
     *
     * @return usable from the first packet on
     */
    Downstream downstream();

    /** Whether this instance replaces one of an older version: {@code restore} follows. */
    boolean replacing();

    /**
     * Resolves the file of a {@code w} argument: relative names lie under the engine's output directory, where one is
     * configured; the file itself is made by the instance.
     *
     * @param position position of the argument, from 0
     * @throws org.mapi.MapiException MFUNCT_INVALID_ARGUMENT_n when a relative name leads out of the output directory, or
     *     when it is the trace that the device reads
     */
    Path file(int position);

    /**
     * Whether a file is one that the device reads, which must not be written: for instances that make further names from that of
     * {@link #file}. Off the packet path, it asks the file system.
     *
     * @param file the file, existing or not
     * @return whether it exists and is the device's trace or one of its traces
     */
    default boolean reads(Path file) {
        return false;
    }

    /**
     * Says what people should know of this instance though it works: packets that it had to drop, for instance. It is shown as
     * the function's detail, and the summary of the appliance warns of it. Any thread; from the packet path not for each packet.
     *
     * @param text one line; empty for nothing any more
     */
    default void note(String text) { }
}
