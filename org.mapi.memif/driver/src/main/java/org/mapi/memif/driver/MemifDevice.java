package org.mapi.memif.driver;

import java.util.List;
import java.util.function.ToLongFunction;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.DeviceType;
import org.mapi.capture.PacketBatch;
import org.mapi.capture.PacketSink;

/**
 * The packets that a memif peer sends us. It never ends: while no peer is there, there are no packets, and flows wait.
 *
 * <p>Packets of one buffer are handed out where the peer has put them and given back at the next poll; the memory stays mapped
 * until then, even if the peer goes. Longer packets, which lie in several buffers, are copied once.
 */
final class MemifDevice implements CaptureDevice {
    private final MemifInterfaces interfaces;
    private final SharedInterface shared;
    private final String name;
    private final QueueReader[] queues;
    private boolean closed;

    MemifDevice(MemifInterfaces interfaces, SharedInterface shared, String name) {
        this.interfaces = interfaces;
        this.shared = shared;
        this.name = name;
        queues = new QueueReader[shared.settings.queues()];
        for (int i = 0; i < queues.length; i++) {
            queues[i] = new QueueReader(shared, i, queues.length);
        }
        shared.copied = () -> sum(QueueReader::copiedCount);
    }

    /** {@inheritDoc} The interface's description says what the link is, now. */
    @Override
    public DeviceProperties properties() {
        return properties(shared);
    }

    /** What an interface is as a device, now. */
    static DeviceProperties properties(SharedInterface shared) {
        final int longest = shared.settings.maxFrame();
        return new DeviceProperties(DeviceKind.LIVE, DeviceType.MEMIF, longest, 0, List.of(new CaptureInterface(
            shared.address.toString(), shared.settings.linkType(), longest, LinkText.of(shared))));
    }

    @Override
    public int queues() {
        return queues.length;
    }

    @Override
    public int poll(int queue, PacketBatch batch, int limit) {
        return queues[queue].poll(batch, limit);
    }

    @Override
    public void await(int queue, long nanos) {
        queues[queue].await(nanos);
    }

    /** {@inheritDoc} What a peer drops because our rings are full it counts itself; it does not tell. */
    @Override
    public DeviceStatistics statistics() {
        return new DeviceStatistics(sum(QueueReader::receivedCount), 0, 0, sum(QueueReader::tooLongCount),
            sum(QueueReader::badCount), -1, -1);
    }

    private long sum(ToLongFunction<QueueReader> counter) {
        long sum = 0;
        for (QueueReader queue : queues) {
            sum += counter.applyAsLong(queue);
        }
        return sum;
    }

    @Override
    public double occupancy(int queue) {
        return queues[queue].occupancy();
    }

    /** {@inheritDoc} The library's details, {@code org.mapi.memif.MemifDetails}. */
    @Override
    public Object information() {
        return shared.details();
    }

    /** {@inheritDoc} The packets go to the same peer. */
    @Override
    public PacketSink openSink() {
        return MemifSink.join(interfaces, shared, name);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            for (QueueReader queue : queues) {
                queue.close();
            }
            interfaces.captured(shared);
            interfaces.release(shared, name);
        }
    }
}
