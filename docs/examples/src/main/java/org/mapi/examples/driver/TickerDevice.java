package org.mapi.examples.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/**
 * Makes Ethernet frames of the type for local experiments, each with its number (from 0) behind the link header.
 *
 * <p>The frames lie ready in one region, a slot for each packet of a batch; a poll writes the numbers in and hands the slots
 * over. A live device has room for one second of packets; those that nobody fetched by then are dropped, the oldest first.
 */
final class TickerDevice implements CaptureDevice {
    static final long SECOND_NS = 1_000_000_000L;
    static final int NUMBER_OFFSET = 14;
    private static final int ETHER_TYPE_OFFSET = 12;
    private static final short LOCAL_EXPERIMENT = (short) 0x88b5;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private final TickerAddress address;
    private final long count;
    private final LongSupplier clock;
    private final long start;
    private final DeviceProperties properties;
    // Shared: opened by one thread, polled by another, closed by a third.
    private final Arena arena = Arena.ofShared();
    private final MemorySegment frames;
    private final long stride;
    // Written by the polling thread once per poll, read by anybody who asks for statistics.
    private volatile long received;
    private volatile long dropped;

    TickerDevice(TickerAddress address, long count, boolean realtime, LongSupplier clock) {
        this.address = address;
        this.count = count == 0 ? Long.MAX_VALUE : count;
        this.clock = clock;
        this.start = clock.getAsLong();
        this.properties = new DeviceProperties(realtime ? DeviceKind.LIVE : DeviceKind.REPLAY, DeviceType.ALL,
            address.length(), 0, List.of(new CaptureInterface("ticker", LinkType.ETHERNET, address.length(),
                address.rate() + " packets a second")));
        this.stride = address.length() + 7L & ~7L;
        this.frames = arena.allocate(PacketBatch.CAPACITY * stride, Long.BYTES);
        for (int i = 0; i < PacketBatch.CAPACITY; i++) {
            frames.set(SHORT, i * stride + ETHER_TYPE_OFFSET, LOCAL_EXPERIMENT);
        }
    }

    @Override
    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        long next = next();
        if (next >= count) {
            return END;
        }
        long made = count;
        if (properties.kind() == DeviceKind.LIVE) {
            made = Math.min(count, madeUntil(clock.getAsLong()));
            final long late = made - next - address.rate();
            if (late > 0) {
                dropped += late;
                next += late;
            }
        }
        final int packets = (int) Math.min(limit, made - next);
        final int region = batch.region(frames);
        for (int i = 0; i < packets; i++) {
            frames.set(LONG, i * stride + NUMBER_OFFSET, next + i);
            batch.add(region, i * stride, address.length(), address.length(), timeOf(next + i), 0, LinkType.ETHERNET);
        }
        received += packets;
        return packets;
    }

    /** Number of the next packet. */
    private long next() {
        return received + dropped;
    }

    /** Packets made until a time: number 0 is made at the start. */
    private long madeUntil(long now) {
        final long elapsed = Math.max(0, now - start);
        return elapsed / SECOND_NS * address.rate() + elapsed % SECOND_NS * address.rate() / SECOND_NS + 1;
    }

    private long timeOf(long number) {
        return start + number / address.rate() * SECOND_NS + number % address.rate() * SECOND_NS / address.rate();
    }

    @Override
    public void await(int queue, long nanos) {
        final long wait = Math.min(nanos, timeOf(next()) - clock.getAsLong());
        if (wait > 0) {
            LockSupport.parkNanos(wait);
        }
    }

    @Override
    public DeviceStatistics statistics() {
        return new DeviceStatistics(received, 0, 0, dropped, 0, -1, -1);
    }

    @Override
    public double occupancy(int queue) {
        if (properties.kind() != DeviceKind.LIVE) {
            return Double.NaN;
        }
        return Math.clamp((double) (madeUntil(clock.getAsLong()) - next()) / address.rate(), 0, 1);
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
