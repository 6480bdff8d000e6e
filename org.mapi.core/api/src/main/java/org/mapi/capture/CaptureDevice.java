package org.mapi.capture;

import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * An open capture device with one or more receive queues.
 *
 * <p>Each queue is polled by one thread at a time (the device's agent); {@link #statistics()}, {@link #properties()} and
 * {@link #occupancy(int)} may be called from any thread. {@link #close()} is called once, from any thread, when no poll is in
 * progress.
 */
@ConsumerType
public interface CaptureDevice extends AutoCloseable {
    /** Returned by {@link #poll}: the source is finished, no packet will come any more. */
    int END = -1;

    /** What is known of the device now; cheap, may grow while a trace file announces interfaces. */
    DeviceProperties properties();

    /** Number of receive queues, at least 1, constant. */
    default int queues() {
        return 1;
    }

    /**
     * Fetches the packets that are there. Never waits and never allocates per packet.
     *
     * <p>The batch is empty when this is called. Its packets stay valid until the next poll of the same queue; that call gives
     * the memory back to the device.
     *
     * @param queue 0 to {@link #queues()} - 1
     * @param batch filled with at most {@code limit} packets
     * @param limit 1 to {@link PacketBatch#CAPACITY}
     * @return number of packets added, 0 if there is none now, {@link #END} if none will ever come
     */
    int poll(int queue, PacketBatch batch, int limit);

    /**
     * Waits until a packet may be there, at most the given time; returning early is always right. Called only after a poll that
     * found nothing.
     *
     * @param queue 0 to {@link #queues()} - 1
     * @param nanos at most so long, in nanoseconds
     */
    default void await(int queue, long nanos) {
        LockSupport.parkNanos(nanos);
    }

    /** The counters. */
    DeviceStatistics statistics();

    /** Why the source ended early (corrupt or cut file, peer gone, interface down), or empty. */
    default Optional<MapiException> failure() {
        return Optional.empty();
    }

    /** How full the queue's buffer is, 0 to 1, or NaN where that cannot be told. */
    default double occupancy(int queue) {
        return Double.NaN;
    }

    /**
     * A way for a second thread to fetch what the only queue holds next; the same object each time. Asked once by who polls.
     *
     * @return empty where there is none, as for live devices
     */
    default Optional<ReadAhead> readAhead() {
        return Optional.empty();
    }

    /** The driver's own information, for functions that know the driver (the tutorial's adapterinfo); may be null. */
    default Object information() {
        return null;
    }

    /**
     * Opens a way to send packets through this device. Each sink is used by one thread at a time.
     *
     * @return the sink; the caller closes it
     * @throws MapiException MAPI_NO_SINK when the device cannot send, MAPI_PERMISSION when the process must not
     */
    default PacketSink openSink() {
        throw new MapiException(MapiError.MAPI_NO_SINK, "this kind of device cannot send packets");
    }

    /** Frees everything. Idempotent. */
    @Override
    void close();
}
