package org.mapi.stdflib.track;

import org.mapi.core.tracking.FlowKey;
import org.mapi.function.FunctionInstance;
import org.mapi.function.InstanceContext;
import org.mapi.function.StateReader;
import org.mapi.function.StateWriter;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;
import org.mapi.result.ResultBlock;
import org.mapi.stdflib.track.content.Recogniser;

/**
 * Lets the packets of recognised connections pass, both directions, from the packet on that was recognised.
 *
 * <p>A connection is the innermost addresses, ports and protocol of its packets. It is remembered until it was silent for {@link
 * Limits#idle()} of packet time, until a SYN begins another one with the same ends, or until there is no room and it was the one
 * silent longest.
 */
final class ConnectionTracker implements FunctionInstance {
    /** Bits of an entry's word: a packet without SYN was seen; it is a control connection. */
    private static final int ESTABLISHED = 1;
    private static final int CONTROL = 2;

    private final Limits limits;
    private final Recogniser recogniser;
    private final AnnouncementReader reader;
    private final boolean pairs;
    private final Counters counters = new Counters();
    private final FlowKey key = new FlowKey(0);
    private TimedTable connections;
    private Beginnings beginnings;
    private LaterFragments fragments;
    private Expectations expectations;
    private ControlFollower follower;
    private HostPairs hosts;

    /** A tracker of connections that are recognised by their content. */
    ConnectionTracker(Limits limits, Recogniser recogniser) {
        this(limits, recogniser, null, false);
    }

    /**
     * A tracker that also follows control connections.
     *
     * @param reader reads their lines; null for none
     * @param pairs  whether connections to the data ports of GridFTP belong to it, between hosts with a control connection
     */
    ConnectionTracker(Limits limits, Recogniser recogniser, AnnouncementReader reader, boolean pairs) {
        this.limits = limits;
        this.recogniser = recogniser;
        this.reader = reader;
        this.pairs = pairs;
    }

    @Override
    public void init(InstanceContext context) {
        connections = TimedTable.counting(limits.connections(), limits.idle(), 1, () -> counters.evicted++);
        beginnings = new Beginnings(recogniser, counters);
        fragments = new LaterFragments(counters);
        expectations = new Expectations(limits.idle(), counters);
        follower = reader == null ? null : new ControlFollower(reader, expectations, counters);
        hosts = pairs ? new HostPairs(limits.idle(), counters) : null;
    }

    @Override
    public boolean process(Packet packet) {
        final Layers layers = packet.innermost();
        final int protocol = layers.protocol();
        if (protocol != IpProtocol.TCP && protocol != IpProtocol.UDP) {
            return false;
        }
        final long now = packet.timestamp();
        if (layers.sourcePort() < 0) {
            return layers.fragmentOffset() != 0 && fragments.belongs(layers, now);
        }
        final boolean passes = belongs(layers, protocol == IpProtocol.TCP, now);
        if (passes && layers.moreFragments()) {
            fragments.passed(layers, now);
        }
        return passes;
    }

    private boolean belongs(Layers layers, boolean tcp, long now) {
        key.set(layers);
        final boolean syn = tcp && (layers.tcpFlags() & TcpFlags.SYN) != 0;
        final int known = connections.find(key, now);
        if (known != TimedTable.NONE) {
            if (!syn || (layers.tcpFlags() & TcpFlags.ACK) != 0 || (connections.get(known, 0) & ESTABLISHED) == 0) {
                seen(known, layers, syn, now);
                return true;
            }
            connections.remove(known);
            if (follower != null) {
                follower.forget(layers);
            }
        }
        if (tcp && expectations.met(layers, now) || hosts != null && hosts.data(layers, now)) {
            enter(layers, syn, reader != null && reader.controls(layers) ? CONTROL : 0, now);
            return true;
        }
        if (layers.payloadWireLength() == 0 || !beginnings.recognised(layers, now)) {
            return false;
        }
        enter(layers, syn, CONTROL, now);
        return true;
    }

    private void enter(Layers layers, boolean syn, int kind, long now) {
        counters.recognised++;
        final int entry = connections.insert(key, now);
        connections.set(entry, 0, kind);
        seen(entry, layers, syn, now);
    }

    private void seen(int entry, Layers layers, boolean syn, long now) {
        connections.touch(entry, now);
        final long state = connections.get(entry, 0);
        if (!syn && (state & ESTABLISHED) == 0) {
            connections.set(entry, 0, state | ESTABLISHED);
        }
        if (hosts != null) {
            hosts.talk(layers, now, (state & CONTROL) != 0);
        }
        if (follower != null && (state & CONTROL) != 0) {
            follower.follow(layers, now);
        }
    }

    @Override
    public void timer(long now) {
        connections.expire(now);
        beginnings.expire(now);
        fragments.expire(now);
        expectations.expire(now);
        if (follower != null) {
            follower.expire(now);
        }
        if (hosts != null) {
            hosts.expire(now);
        }
    }

    @Override
    public void publish(ResultBlock block) {
        counters.publish(block, connections.size());
    }

    @Override
    public void reset() {
        counters.reset();
    }

    @Override
    public void cleanup() {
        if (follower != null) {
            follower.close();
        }
    }

    @Override
    public void save(StateWriter state) {
        counters.save(state);
        connections.save(state);
        expectations.save(state);
        if (hosts != null) {
            hosts.save(state);
        }
    }

    @Override
    public void restore(ResultBlock block, StateReader state) {
        counters.restore(state);
        connections.restore(state);
        expectations.restore(state);
        if (hosts != null) {
            hosts.restore(state);
        }
    }
}
