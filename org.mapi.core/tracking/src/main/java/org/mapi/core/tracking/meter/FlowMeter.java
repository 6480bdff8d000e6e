package org.mapi.core.tracking.meter;

import java.util.Objects;
import org.mapi.core.tracking.FlowEnd;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.core.tracking.TcpLife;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/**
 * Keeps the account of flows: what an exporter reports. Every packet of IP belongs to exactly one flow and is counted once, so
 * that
 * the packets of all reports and of the table together are the packets metered.
 *
 * <p>A flow has two <i>ways</i>: {@link #FORWARD} is that of the side that opened it - for TCP who sent the SYN, otherwise who
 * sent
 * the first packet - and {@link #REVERSE} the other one, always empty where directions are separate flows. A SYN that begins
 * another
 * connection on the same ports (another initial sequence number) ends the flow and begins a new one.
 *
 * <p>Time is packet time. Timeouts are exact: a packet that comes after its flow's idle timeout begins a new flow, however seldom
 * {@link #expire} is called. Memory is at most about 190 bytes per flow; used by one thread; nothing is allocated per packet.
 */
public final class FlowMeter {
    /** The way of the side that opened the flow. */
    public static final int FORWARD = 0;
    /** The way back. */
    public static final int REVERSE = 1;

    private static final int NORMAL = 0;
    private static final int ENDED = 1;

    private static final int META = 0;
    private static final int SEQUENCES = 1;
    private static final int SIDE = 2;
    private static final int SIDE_WORDS = 4;
    private static final int PACKETS = 0;
    private static final int BYTES = 1;
    private static final int FIRST = 2;
    private static final int LAST = 3;
    private static final int WORDS = SIDE + 2 * SIDE_WORDS;

    private static final long LIFE = 0xf_ffff;
    private static final long SEQUENCE_KNOWN = 1L << 20;
    private static final long FIRST_DIRECTION = 1L << 22;
    private static final int TTL_SHIFT = 24;
    private static final int CLASS_SHIFT = 32;
    private static final int ICMP_SHIFT = 40;

    private final FlowKey key;
    private final FlowKey reported;
    private final FlowTable table;
    private final FragmentFlows fragments;
    private final FlowMeterListener listener;
    private final boolean bidirectional;
    private final boolean inner;
    private final boolean tags;
    private final boolean ipBytes;
    private final long idle;
    private final long active;
    private final long linger;
    private long packets;
    private long bytes;
    private long otherPackets;
    private long fragmentPackets;
    private long strayPackets;
    private boolean later;
    private long reportedPackets;
    private long reports;
    private int reportedFlow = FlowTable.NONE;

    /** A meter without flows. */
    public FlowMeter(FlowMeterOptions options, FlowMeterListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        final int keyOptions = (options.bidirectional ? 0 : FlowKey.DIRECTED) | (options.vlan ? FlowKey.VLAN : 0);
        key = new FlowKey(keyOptions);
        reported = new FlowKey(keyOptions);
        bidirectional = options.bidirectional;
        inner = options.inner;
        tags = options.tags;
        ipBytes = options.ipBytes;
        idle = options.idle;
        active = options.active;
        linger = Math.min(options.linger, options.idle);
        table = new FlowTable(new FlowTableOptions(options.capacity).words(WORDS).idleTimeouts(idle, linger).hash(options.hash),
            this::ended);
        fragments = new FragmentFlows(keyOptions, options.hash, this::stray);
    }

    /** Takes a packet into its flow's account; a fragment into that of its datagram's first fragment. */
    public void meter(Packet packet) {
        final Layers layers = inner ? packet.innermost() : packet;
        if (!key.set(layers)) {
            otherPackets++;
            return;
        }
        final Layers fragment = FragmentFlows.fragment(packet, layers);
        later = false;
        if (fragment == null) {
            meter(layers, packet.timestamp());
        } else {
            meterFragment(fragment, layers, packet.timestamp());
        }
    }

    private void meterFragment(Layers fragment, Layers layers, long now) {
        fragmentPackets++;
        final long length = length(layers);
        final FragmentFlows.Held held = fragments.add(fragment, key, now, length);
        if (held == null) {
            packets++;
            bytes += length;
            return;
        }
        later = fragment.fragmentOffset() != 0;
        final int flow = meter(layers, now);
        if (held.packets > 0) {
            add(flow, held);
            fragments.taken(held);
        }
    }

    /** Adds what was counted already before its flow was known. */
    private void add(int flow, FragmentFlows.Held held) {
        final long[] memory = table.memory(flow);
        final int base = table.base(flow) + SIDE + held.direction * SIDE_WORDS;
        final boolean none = memory[base + PACKETS] == 0;
        memory[base + FIRST] = none ? held.first : Math.min(memory[base + FIRST], held.first);
        memory[base + LAST] = none ? held.last : Math.max(memory[base + LAST], held.last);
        memory[base + PACKETS] += held.packets;
        memory[base + BYTES] += held.bytes;
    }

    /** Fragments whose first one did not come have an account of their own, without ports. */
    private void stray(FragmentFlows.Held held) {
        strayPackets += held.packets;
        int flow = table.find(held.key);
        if (flow == FlowTable.NONE) {
            flow = table.insert(held.key, NORMAL, held.last);
            table.set(flow, META, held.direction == 0 ? 0 : FIRST_DIRECTION);
        }
        add(flow, held);
    }

    private int meter(Layers layers, long now) {
        final int protocol = later ? 0 : layers.protocol();
        final int flags = protocol == IpProtocol.TCP ? layers.tcpFlags() : 0;
        int flow = table.find(key);
        if (flow == FlowTable.NONE) {
            flow = begin(layers, now);
        } else if (now - table.seen(flow) >= timeout(flow)) {
            end(flow, table.timeoutClass(flow) == ENDED ? FlowReason.END_OF_FLOW : FlowReason.IDLE_TIMEOUT);
            flow = replace(flow, layers, now);
        } else if ((flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.SYN && isOther(flow, layers)) {
            end(flow, FlowReason.END_OF_FLOW);
            flow = replace(flow, layers, now);
        } else {
            table.touch(flow, now);
            if (active != Long.MAX_VALUE && now - begun(flow) >= active) {
                end(flow, FlowReason.ACTIVE_TIMEOUT);
                restart(flow);
            }
        }
        count(flow, layers, now);
        if (protocol == IpProtocol.TCP) {
            follow(flow, layers, flags, now);
        }
        return flow;
    }

    private long timeout(int flow) {
        return table.timeoutClass(flow) == ENDED ? linger : idle;
    }

    private int replace(int flow, Layers layers, long now) {
        table.remove(flow);
        return begin(layers, now);
    }

    private int begin(Layers layers, long now) {
        final int flow = table.insert(key, NORMAL, now);
        final int protocol = layers.protocol();
        final boolean icmp = (protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6) && layers.icmpType() >= 0;
        table.set(flow, META, (key.direction() == 0 ? 0 : FIRST_DIRECTION) | (long) layers.timeToLive() << TTL_SHIFT
            | (long) layers.trafficClass() << CLASS_SHIFT
            | (icmp ? (long) (layers.icmpType() << 8 | layers.icmpCode()) << ICMP_SHIFT : 0));
        return flow;
    }

    private void restart(int flow) {
        for (int word = SIDE; word < WORDS; word++) {
            table.set(flow, word, 0);
        }
    }

    private void count(int flow, Layers layers, long now) {
        final long length = length(layers);
        packets++;
        bytes += length;
        final long[] memory = table.memory(flow);
        final int base = table.base(flow) + SIDE + key.direction() * SIDE_WORDS;
        if (memory[base + PACKETS]++ == 0) {
            memory[base + FIRST] = now;
            memory[base + LAST] = now;
        } else {
            memory[base + FIRST] = Math.min(memory[base + FIRST], now);
            memory[base + LAST] = Math.max(memory[base + LAST], now);
        }
        memory[base + BYTES] += length;
    }

    private long length(Layers layers) {
        final Packet packet = layers.packet();
        if (ipBytes) {
            final int payload = layers.networkPayloadOffset();
            return payload < 0 ? Math.max(0, packet.wireLength() - layers.networkOffset())
                : payload - layers.networkOffset() + (long) layers.networkPayloadWireLength();
        }
        return tags ? packet.wireLength() : packet.wireLength() - 4L * (packet.vlanCount() + packet.mplsCount());
    }

    /** Whether a SYN belongs to another connection than the one that is known. */
    private boolean isOther(int flow, Layers layers) {
        final int direction = key.direction();
        return (table.get(flow, META) & SEQUENCE_KNOWN << direction) != 0
            && (int) (table.get(flow, SEQUENCES) >>> 32 * direction) != (int) layers.tcpSequence();
    }

    private void follow(int flow, Layers layers, int flags, long now) {
        final long[] memory = table.memory(flow);
        final int base = table.base(flow);
        final int direction = key.direction();
        long meta = memory[base + META];
        if ((meta & SEQUENCE_KNOWN << direction) == 0) {
            final int first = (int) layers.tcpSequence() - ((flags & TcpFlags.SYN) != 0 ? 0 : 1);
            memory[base + SEQUENCES] |= (first & 0xffff_ffffL) << 32 * direction;
            meta |= SEQUENCE_KNOWN << direction;
        }
        final long life = TcpLife.after(meta & LIFE, direction, flags);
        memory[base + META] = meta & ~LIFE | life;
        if (linger < idle && TcpLife.isOver(life)) {
            table.timeoutClass(flow, ENDED, now);
        }
    }

    private long begun(int flow) {
        final long lower = account(flow, 0, PACKETS) == 0 ? Long.MAX_VALUE : account(flow, 0, FIRST);
        final long higher = account(flow, 1, PACKETS) == 0 ? Long.MAX_VALUE : account(flow, 1, FIRST);
        return Math.min(lower, higher);
    }

    // ---- ends -----------------------------------------------------------------------------------------------------------------

    private void ended(int flow, FlowEnd end) {
        end(flow, switch (end) {
            case IDLE -> table.timeoutClass(flow) == ENDED ? FlowReason.END_OF_FLOW : FlowReason.IDLE_TIMEOUT;
            case EVICTED -> FlowReason.LACK_OF_RESOURCES;
            case FLUSHED -> FlowReason.FORCED_END;
        });
    }

    private void end(int flow, FlowReason reason) {
        reports++;
        reportedPackets += account(flow, 0, PACKETS) + account(flow, 1, PACKETS);
        reportedFlow = flow;
        table.key(flow, reported);
        listener.report(this, flow, reason);
    }

    /**
     * Reports flows whose timeout has passed.
     *
     * @param now   packet time, nanoseconds
     * @param limit most flows in this call
     * @return how many were reported
     */
    public int expire(long now, int limit) {
        fragments.expire(now);
        return table.expire(now, limit);
    }

    /** Reports all flows that are left, the longest idle first. */
    public void flush() {
        flush(Integer.MAX_VALUE);
    }

    /**
     * Reports flows that are left, the longest idle first.
     *
     * @param limit most flows in this call
     * @return how many were reported
     */
    public int flush(int limit) {
        fragments.flush();
        int count = 0;
        while (count < limit && table.size() > 0) {
            final int normal = table.first(NORMAL);
            final int over = table.first(ENDED);
            final int flow = normal == FlowTable.NONE || over != FlowTable.NONE && table.seen(over) < table.seen(normal) ? over
                : normal;
            end(flow, FlowReason.FORCED_END);
            table.remove(flow);
            count++;
        }
        return count;
    }

    // ---- accounts -------------------------------------------------------------------------------------------------------------

    /** The key of the flow that is reported: valid in the listener. */
    public FlowKey key() {
        assert reportedFlow != FlowTable.NONE : "no flow is reported";
        return reported;
    }

    /** Which direction of the key is the forward way, 0 or 1: 0 if the lower end opened the flow. */
    public int forwardDirection(int flow) {
        if (!bidirectional) {
            return 0;
        }
        final long meta = table.get(flow, META);
        return key().protocol() == IpProtocol.TCP ? TcpLife.opener(meta & LIFE) : (meta & FIRST_DIRECTION) == 0 ? 0 : 1;
    }

    private int direction(int flow, int way) {
        return forwardDirection(flow) ^ way;
    }

    private long account(int flow, int direction, int word) {
        return table.get(flow, SIDE + direction * SIDE_WORDS + word);
    }

    /** Packets of a way, {@link #FORWARD} or {@link #REVERSE}. */
    public long packets(int flow, int way) {
        return account(flow, direction(flow, way), PACKETS);
    }

    /** Bytes of a way: lengths on the wire from the link header on, or of the IP packets, as the options say. */
    public long bytes(int flow, int way) {
        return account(flow, direction(flow, way), BYTES);
    }

    /** Time of a way's first packet, nanoseconds since the Unix epoch; 0 without packets. */
    public long first(int flow, int way) {
        return account(flow, direction(flow, way), FIRST);
    }

    /** Time of a way's last packet; 0 without packets. */
    public long last(int flow, int way) {
        return account(flow, direction(flow, way), LAST);
    }

    /** TCP flags of all packets of a way, since the flow began; 0 for other protocols. */
    public int tcpFlags(int flow, int way) {
        return TcpLife.flags(table.get(flow, META) & LIFE, direction(flow, way));
    }

    /** Time to live (hop limit) of the flow's first packet. */
    public int timeToLive(int flow) {
        return (int) (table.get(flow, META) >>> TTL_SHIFT) & 0xff;
    }

    /** Type of service (traffic class) of the flow's first packet. */
    public int trafficClass(int flow) {
        return (int) (table.get(flow, META) >>> CLASS_SHIFT) & 0xff;
    }

    /** ICMP type times 256 plus code of the flow's first packet; 0 for other protocols. */
    public int icmpTypeAndCode(int flow) {
        return (int) (table.get(flow, META) >>> ICMP_SHIFT) & 0xffff;
    }

    // ---- counters -------------------------------------------------------------------------------------------------------------

    /** Packets in accounts so far. */
    public long packets() {
        return packets;
    }

    /** Their bytes. */
    public long bytes() {
        return bytes;
    }

    /** Packets that are not IP. */
    public long otherPackets() {
        return otherPackets;
    }

    /** Fragments, also counted in {@link #packets}. */
    public long fragments() {
        return fragmentPackets;
    }

    /**
     * Fragments in accounts without ports, since the first fragment of their datagram did not come within a minute, or more than
     * 4,096 datagrams were incomplete.
     */
    public long strayFragments() {
        return strayPackets;
    }

    /** Packets of all reports. */
    public long reportedPackets() {
        return reportedPackets;
    }

    /** Reports so far. */
    public long reports() {
        return reports;
    }

    /** Flows that were reported because the table was full. */
    public long evicted() {
        return table.evicted();
    }

    /** Flows that began so far. */
    public long begun() {
        return table.inserted();
    }

    /** Flows in the table. */
    public int size() {
        return table.size();
    }

    /** Bytes of memory. */
    public long memory() {
        return table.memory() + fragments.memory();
    }
}
