package org.mapi.examples.reader;

import java.util.function.Consumer;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.Mapi;
import org.mapi.result.CapturedPacket;
import org.mapi.result.Result;
import org.mapi.result.Statistics;

/**
 * A client of the API: one flow that counts, and a way to look at packets. Plain Java, it neither knows nor cares who gave it the
 * {@link Mapi}: a component gets it as a service ({@link TrafficReporter}), a program asks an engine for it.
 */
public final class TrafficReader implements AutoCloseable {
    private final Flow flow;
    private final Applied<Long> packets;
    private final Applied<Long> bytes;
    private final Applied<Statistics> gaps;

    /**
     * Starts to count.
     *
     * @param mapi   the API
     * @param device the device to look at
     * @throws org.mapi.MapiException when there is no such device or function, or the device cannot be opened; nothing is left
     *     behind then
     */
    public TrafficReader(Mapi mapi, String device) {
        flow = mapi.createFlow(device);
        try {
            packets = flow.apply("PKT_COUNTER", Long.class);
            bytes = flow.apply("BYTE_COUNTER", Long.class);
            final Applied<Object> gap = flow.apply("GAP");
            gaps = flow.apply("STATS", Statistics.class, flow, gap, "1");
            flow.connect();
        } catch (RuntimeException e) {
            flow.close();
            throw e;
        }
    }

    /** What was counted so far. Never waits for packets. */
    public TrafficReport read() {
        final Result<Long> counted = packets.read();
        return new TrafficReport(counted.readTime(), counted.value(), bytes.read().value(), gaps.read().value());
    }

    /** The flow, for who wants to know more about it. */
    public Flow flow() {
        return flow;
    }

    @Override
    public void close() {
        flow.close();
    }

    /**
     * Looks at packets: a flow of its own that ends with the call.
     *
     * @param mapi     the API
     * @param device   the device to look at
     * @param count    how many packets; 0: until the source ends
     * @param consumer called for each, on this thread
     * @return how many there were: less than asked for only if the source ended
     */
    public static long forEachPacket(Mapi mapi, String device, long count, Consumer<CapturedPacket> consumer)
            throws InterruptedException {
        try (Flow flow = mapi.createFlow(device)) {
            final Applied<CapturedPacket> buffer = flow.apply("TO_BUFFER", CapturedPacket.class);
            flow.connect();
            return buffer.loop(count, consumer);
        }
    }
}
