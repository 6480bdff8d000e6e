package org.mapi.mos.stack;

import java.util.concurrent.locks.LockSupport;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowKey;
import org.mapi.mos.SourceOptions;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

/**
 * Spreads packets over the rings of workers, so that both directions of a flow, and all that belongs to it, go to the same one:
 * by a keyed hash of its key. Fragments follow the one that has the ports; those that come before it wait for it. An ICMP error
 * goes where the flow goes that it quotes. What is not IP goes to the first worker. One thread.
 */
final class Spreader {
    /** Bytes of a ring. */
    static final int RING = 1 << 22;

    private static final long COUNT_TIMEOUT = 1_000_000_000L;
    private static final int SPINS = 100;
    private static final long WAIT = 20_000;

    final PacketRing[] rings;
    final WorkerCounters counters = new WorkerCounters();
    private final boolean waits;
    private final boolean inline;
    private final FlowHash hash = FlowHash.random();
    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    /** Null where fragments are not put together. */
    private final FragmentHold fragments;
    private volatile boolean stopped;

    /**
     * A spreader.
     *
     * @param options of the source
     * @param pausable whether the packets' time is the only clock
     * @param waits   whether it waits for a worker without room; otherwise the packet is lost
     * @param inline  whether frames go on
     */
    Spreader(SourceOptions options, boolean pausable, boolean waits, boolean inline) {
        this.waits = waits;
        this.inline = inline;
        rings = new PacketRing[options.workers()];
        for (int i = 0; i < rings.length; i++) {
            rings[i] = new PacketRing(RING, pausable);
        }
        fragments = options.defragment() ? new FragmentHold() : null;
    }

    /** Copies a packet to its worker; it is seen there after {@link #publish}. */
    void spread(Packet packet, int device) {
        if (fragments != null && packet.isFragment()) {
            fragment(packet, device);
        } else {
            put(packet, device, worker(packet));
        }
    }

    /** The worker of a packet that is no fragment, or the first one of a datagram. */
    int worker(Packet packet) {
        if (!key.set(packet)) {
            return 0;
        }
        final int protocol = key.protocol();
        if ((protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) && QuotedPacket.isError(packet)
            && !QuotedPacket.key(packet, key, true)) {
            key.set(packet);
        }
        return (int) ((hash.of(key) >>> Integer.SIZE) * rings.length >>> Integer.SIZE);
    }

    private void fragment(Packet packet, int device) {
        fragments.expire(packet.timestamp());
        final int datagram = fragments.datagram(packet);
        if (packet.fragmentOffset() == 0) {
            final int worker = worker(packet);
            fragments.mark(datagram, worker + 1L);
            while (fragments.count(datagram) > 0) {
                final int from = fragments.device(datagram);
                put(fragments.take(datagram), from, worker);
            }
            put(packet, device, worker);
        } else if (fragments.mark(datagram) == 0) {
            fragments.hold(packet, packet, device);
        } else {
            put(packet, device, (int) fragments.mark(datagram) - 1);
        }
    }

    private void put(Packet packet, int device, int worker) {
        final PacketRing ring = rings[worker];
        final boolean possible = waits && ring.isPossible(packet.captureLength());
        if (!ring.offer(packet, device) && !(possible && offerLater(ring, packet, device))) {
            counters.packets++;
            counters.bytes += packet.wireLength();
            counters.dispatchLost++;
        }
    }

    private boolean offerLater(PacketRing ring, Packet packet, int device) {
        counters.dispatchWaits++;
        ring.publish();
        for (int i = 0; !stopped; i++) {
            if (ring.offer(packet, device)) {
                return true;
            }
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(WAIT);
            }
        }
        return false;
    }

    /** Lets the workers see what was put. */
    void publish() {
        for (PacketRing ring : rings) {
            ring.publish();
        }
    }

    /** Lets the workers see what was put, and says that nothing before a time will follow. */
    void publish(long time) {
        for (PacketRing ring : rings) {
            ring.publish(time);
        }
    }

    /** No packet will come any more. */
    void end() {
        if (fragments != null) {
            fragments.clear();
        }
        for (PacketRing ring : rings) {
            ring.end();
        }
    }

    /** Nobody takes packets any more: it does not wait from now on. Any thread. */
    void stop() {
        stopped = true;
    }

    /**
     * Adds what it has done.
     *
     * @param gate of the thread that spreads, which is waited for, but not for long
     */
    void count(Gate gate, WorkerCounters into) {
        final boolean entered = gate.enter(COUNT_TIMEOUT);
        try {
            count(into);
        } finally {
            if (entered) {
                gate.leave();
            }
        }
    }

    private void count(WorkerCounters into) {
        into.add(counters);
        if (fragments != null) {
            final long lost = fragments.withheld();
            into.packets += lost;
            into.fragmentsKept += lost;
            into.fragmentsLost += lost;
            into.withheld += inline ? lost : 0;
        }
    }
}
