package org.mapi.core.pcap.live;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;
import org.mapi.core.pcap.DataLink;
import org.mapi.packet.LinkType;
import org.pcap4j.core.PcapAccess;

/**
 * An open live interface with one queue. Packets are copied from the kernel's buffer to memory of this device, so the kernel has
 * its room back at once.
 *
 * <p>An interface that is taken down is kept: it delivers again when it is up. One that disappears ends the device with a
 * {@link #failure()}.
 */
final class PcapDevice implements CaptureDevice {
    private static final VarHandle RECEIVED = received();
    /** Memory for the packets of a batch: room for 256 of 15 KiB; a batch ends early when the next packet might not fit. */
    private static final int REGION = 4 << 20;
    private static final int ALIGNMENT = 8;
    private static final long SECOND = 1_000_000_000L;
    /** The drop counters of libpcap have 32 bits; they are looked at once in so many packets at least. */
    private static final long LOOK_AT_DROPS = 1L << 30;
    /** Time between two looks at what libpcap leaves out. */
    private static final long CALIBRATION = 10_000_000;

    private final String name;
    private final DeviceProperties properties;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment region;
    private final long lastStart;
    private final MemorySegment pointers;
    private final MemorySegment counters;
    private final Waiting waiting;
    private final long handle;
    private final int linkType;
    private final long fraction;
    private final Drops drops = new Drops();
    private final RingFill fill;
    private long calibrated;
    /** Written by the polling thread, read by anyone. */
    private long received;
    private volatile MapiException failure;
    private boolean closed;

    PcapDevice(PcapAccess.LiveOptions options, PcapAccess.Live live) {
        this.name = options.device();
        this.fill = new RingFill(options.bufferBytes(), options.timeout(), options.immediate(), System.nanoTime());
        this.handle = live.handle();
        this.linkType = DataLink.toLinkType(live.dataLink());
        this.fraction = live.nanos() ? 1 : 1000;
        long size = Math.max(REGION, 2L * live.snapLength());
        this.region = arena.allocate(size, 64);
        this.lastStart = size - live.snapLength();
        this.pointers = arena.allocate(2 * Long.BYTES, Long.BYTES);
        this.counters = arena.allocate(3 * Integer.BYTES, Integer.BYTES);
        this.waiting = live.descriptor() < 0 ? null : new Waiting(live.descriptor(), arena);
        this.properties = new DeviceProperties(DeviceKind.LIVE, DeviceType.NIC, live.snapLength(), LinkSpeed.of(name),
            List.of(new CaptureInterface(name, linkType, live.snapLength(), "")));
    }

    private static VarHandle received() {
        try {
            return MethodHandles.lookup().findVarHandle(PcapDevice.class, "received", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @Override
    public DeviceProperties properties() {
        return properties;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        if (failure != null) {
            return END;
        }
        int number = batch.region(region);
        long slots = pointers.address();
        long at = 0;
        long bytes = 0;
        int count = 0;
        int outcome = Libpcap.PACKET;
        while (count < limit && at <= lastStart) {
            outcome = Libpcap.next(handle, slots, slots + Long.BYTES);
            if (outcome != Libpcap.PACKET) {
                break;
            }
            at = add(batch, number, at);
            bytes += batch.captureLength(count);
            count++;
        }
        fill.fetched(count, bytes, System.nanoTime());
        if (outcome < 0) {
            failure = failed(outcome);
        }
        if (count > 0) {
            count(count);
        }
        return outcome < 0 && count == 0 ? END : count;
    }

    private long add(PacketBatch batch, int number, long at) {
        long header = pointers.get(ValueLayout.JAVA_LONG, 0);
        long data = pointers.get(ValueLayout.JAVA_LONG, Long.BYTES);
        MemorySegment memory = Libpcap.EVERYTHING;
        long seconds = memory.get(ValueLayout.JAVA_LONG, header + PacketHeaderDescriptor.SECONDS);
        long parts = memory.get(ValueLayout.JAVA_LONG, header + PacketHeaderDescriptor.FRACTION);
        int captured = memory.get(ValueLayout.JAVA_INT, header + PacketHeaderDescriptor.CAPTURED);
        int wire = memory.get(ValueLayout.JAVA_INT, header + PacketHeaderDescriptor.WIRE);
        int kept = (int) Math.min(captured, region.byteSize() - at);
        MemorySegment.copy(memory, data, region, at, kept);
        batch.add(number, at, kept, wire, seconds * SECOND + parts * fraction, 0, linkType);
        return at + kept + ALIGNMENT - 1 & -ALIGNMENT;
    }

    private void count(int count) {
        long before = received;
        long after = before + count;
        RECEIVED.setOpaque(this, after);
        if ((before ^ after) >= LOOK_AT_DROPS) {
            lookAtDrops();
        }
    }

    private MapiException failed(int status) {
        String message = Libpcap.error(handle);
        boolean gone = message.contains("disappeared");
        return new MapiException(gone ? MapiError.MAPID_NO_DEVICE : MapiError.PCAP_OPEN_ERR,
            "interface " + name + ": " + (message.isEmpty() ? "libpcap gave status " + status : message));
    }

    @Override
    public void await(int queue, long nanos) {
        long now = System.nanoTime();
        if (now - calibrated > CALIBRATION) {
            calibrated = now;
            synchronized (drops) {
                lookAtDrops();
                fill.empty(drops.accepted());
            }
        }
        if (waiting == null) {
            LockSupport.parkNanos(nanos);
        } else {
            waiting.await(nanos);
        }
    }

    /** {@inheritDoc}: an estimate, see {@link RingFill}. */
    @Override
    public double occupancy(int queue) {
        synchronized (drops) {
            lookAtDrops();
            return fill.at(drops.accepted(), System.nanoTime());
        }
    }

    @Override
    public DeviceStatistics statistics() {
        lookAtDrops();
        synchronized (drops) {
            return new DeviceStatistics((long) RECEIVED.getOpaque(this), drops.byKernel(), drops.byInterface(), 0, 0, -1, -1);
        }
    }

    private void lookAtDrops() {
        synchronized (drops) {
            if (!closed && Libpcap.statistics(handle, counters) == 0) {
                drops.update(counters.get(ValueLayout.JAVA_INT, 0), counters.get(ValueLayout.JAVA_INT, 4),
                    counters.get(ValueLayout.JAVA_INT, 8));
                fill.dropped(drops.byKernel());
            }
        }
    }

    @Override
    public Optional<MapiException> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The packets leave through the interface that is captured from. Only Ethernet interfaces can send.
     */
    @Override
    public PacketSink openSink() {
        if (linkType != LinkType.ETHERNET) {
            throw new MapiException(MapiError.MAPI_NO_SINK,
                "interface " + name + ": packets of link type " + linkType + " cannot be sent, expected Ethernet (1)");
        }
        return PacketSocketSink.open(name);
    }

    @Override
    public void close() {
        lookAtDrops();
        synchronized (drops) {
            if (closed) {
                return;
            }
            closed = true;
            Libpcap.close(handle);
            arena.close();
        }
    }
}
