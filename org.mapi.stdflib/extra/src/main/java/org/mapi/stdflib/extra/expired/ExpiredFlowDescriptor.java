package org.mapi.stdflib.extra.expired;

import static org.mapi.core.tracking.meter.FlowMeter.FORWARD;
import static org.mapi.core.tracking.meter.FlowMeter.REVERSE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.IpText;
import org.mapi.core.tracking.meter.FlowMeter;
import org.mapi.core.tracking.meter.FlowReason;
import org.mapi.result.ExpiredFlow;
import org.mapi.result.ExpiredFlowCounters;

/**
 * A report of EXPIRED_FLOWS in its queue. Little endian; addresses are 16 bytes in network order, IPv4 as ::ffff:a.b.c.d.
 *
 * <pre>
 *     0 +----------------+----------------+----------------+----------------+
 *       | first, ns      | last, ns       | packets        | bytes          |
 *    32 +----------------+----------------+----------------+----------------+
 *       | reverse: first | last           | packets        | bytes          |
 *    64 +----------------+----------------+----------------+----------------+
 *       | source address                  | destination address             |
 *    96 +-------+-------+----+----+-------+----+----+------+----------------+
 *       | sport | dport |ptcl|ttl |flags, |rea-|ip  | vlan | 0              |
 *       |       |       |    |    |reverse|son |4, 6|      |                |
 *   112 +-------+-------+----+----+-------+----+----+------+----------------+
 *       | sent, received, expired, ignored, dropped, evicted: flows         |
 *   160 | sent, received, expired, ignored, dropped: packets                |
 *   200 | fragments, stray fragments                                        |
 *   216 +-------------------------------------------------------------------+
 * </pre>
 */
final class ExpiredFlowDescriptor {
    static final int FIRST = 0;
    static final int LAST = 8;
    static final int PACKETS = 16;
    static final int BYTES = 24;
    static final int REVERSE_FIRST = 32;
    static final int REVERSE_LAST = 40;
    static final int REVERSE_PACKETS = 48;
    static final int REVERSE_BYTES = 56;
    static final int SOURCE = 64;
    static final int DESTINATION = 80;
    static final int SOURCE_PORT = 96;
    static final int DESTINATION_PORT = 98;
    static final int PROTOCOL = 100;
    static final int TTL = 101;
    static final int FLAGS = 102;
    static final int REVERSE_FLAGS = 103;
    static final int REASON = 104;
    static final int VERSION = 105;
    static final int VLAN = 106;
    static final int COUNTERS = 112;
    static final int LENGTH = 216;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong NETWORK = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

    private ExpiredFlowDescriptor() { }

    /** Writes a report. */
    static void write(MemorySegment memory, long at, FlowMeter meter, int flow, FlowReason reason, ExpiredCounters counters) {
        final FlowKey key = meter.key();
        final boolean swapped = meter.forwardDirection(flow) == 1;
        memory.set(LONG, at + FIRST, meter.first(flow, FORWARD));
        memory.set(LONG, at + LAST, meter.last(flow, FORWARD));
        memory.set(LONG, at + PACKETS, meter.packets(flow, FORWARD));
        memory.set(LONG, at + BYTES, meter.bytes(flow, FORWARD));
        memory.set(LONG, at + REVERSE_FIRST, meter.first(flow, REVERSE));
        memory.set(LONG, at + REVERSE_LAST, meter.last(flow, REVERSE));
        memory.set(LONG, at + REVERSE_PACKETS, meter.packets(flow, REVERSE));
        memory.set(LONG, at + REVERSE_BYTES, meter.bytes(flow, REVERSE));
        memory.set(NETWORK, at + (swapped ? DESTINATION : SOURCE), key.lowerAddressHigh());
        memory.set(NETWORK, at + (swapped ? DESTINATION : SOURCE) + Long.BYTES, key.lowerAddressLow());
        memory.set(NETWORK, at + (swapped ? SOURCE : DESTINATION), key.higherAddressHigh());
        memory.set(NETWORK, at + (swapped ? SOURCE : DESTINATION) + Long.BYTES, key.higherAddressLow());
        memory.set(SHORT, at + SOURCE_PORT, (short) (swapped ? key.higherPort() : key.lowerPort()));
        memory.set(SHORT, at + DESTINATION_PORT, (short) (swapped ? key.lowerPort() : key.higherPort()));
        memory.set(BYTE, at + PROTOCOL, (byte) key.protocol());
        memory.set(BYTE, at + TTL, (byte) meter.timeToLive(flow));
        memory.set(BYTE, at + FLAGS, (byte) meter.tcpFlags(flow, FORWARD));
        memory.set(BYTE, at + REVERSE_FLAGS, (byte) meter.tcpFlags(flow, REVERSE));
        memory.set(BYTE, at + REASON, (byte) reason.number());
        memory.set(BYTE, at + VERSION, (byte) key.ipVersion());
        memory.set(SHORT, at + VLAN, (short) key.outerVlan());
        counters(memory, at + COUNTERS, counters);
    }

    private static void counters(MemorySegment memory, long at, ExpiredCounters counters) {
        memory.set(LONG, at, counters.sent);
        memory.set(LONG, at + 8, counters.received);
        memory.set(LONG, at + 16, counters.expired);
        memory.set(LONG, at + 24, counters.ignored);
        memory.set(LONG, at + 32, counters.dropped);
        memory.set(LONG, at + 40, counters.evicted);
        memory.set(LONG, at + 48, counters.sentPackets);
        memory.set(LONG, at + 56, counters.receivedPackets);
        memory.set(LONG, at + 64, counters.expiredPackets);
        memory.set(LONG, at + 72, counters.ignoredPackets);
        memory.set(LONG, at + 80, counters.droppedPackets);
        memory.set(LONG, at + 88, counters.fragments);
        memory.set(LONG, at + 96, counters.strayFragments);
    }

    /** Reads a report from a record of so many bytes; null if it is too short. */
    static ExpiredFlow read(MemorySegment memory, long at, int length) {
        if (length < LENGTH) {
            return null;
        }
        final int version = memory.get(BYTE, at + VERSION);
        return new ExpiredFlow(memory.get(LONG, at + FIRST), memory.get(LONG, at + LAST), memory.get(LONG, at + PACKETS),
            memory.get(LONG, at + BYTES),
            IpText.address(version, memory.get(NETWORK, at + SOURCE), memory.get(NETWORK, at + SOURCE + Long.BYTES)),
            IpText.address(version, memory.get(NETWORK, at + DESTINATION), memory.get(NETWORK, at + DESTINATION + Long.BYTES)),
            memory.get(SHORT, at + SOURCE_PORT) & 0xffff, memory.get(SHORT, at + DESTINATION_PORT) & 0xffff,
            memory.get(BYTE, at + PROTOCOL) & 0xff, memory.get(BYTE, at + TTL) & 0xff, memory.get(BYTE, at + FLAGS) & 0xff,
            memory.get(SHORT, at + VLAN), memory.get(LONG, at + REVERSE_FIRST), memory.get(LONG, at + REVERSE_LAST),
            memory.get(LONG, at + REVERSE_PACKETS), memory.get(LONG, at + REVERSE_BYTES),
            memory.get(BYTE, at + REVERSE_FLAGS) & 0xff, memory.get(BYTE, at + REASON), counters(memory, at + COUNTERS));
    }

    private static ExpiredFlowCounters counters(MemorySegment memory, long at) {
        return new ExpiredFlowCounters(memory.get(LONG, at), memory.get(LONG, at + 8), memory.get(LONG, at + 16),
            memory.get(LONG, at + 24), memory.get(LONG, at + 32), memory.get(LONG, at + 40), memory.get(LONG, at + 48),
            memory.get(LONG, at + 56), memory.get(LONG, at + 64), memory.get(LONG, at + 72), memory.get(LONG, at + 80),
            memory.get(LONG, at + 88), memory.get(LONG, at + 96));
    }
}
