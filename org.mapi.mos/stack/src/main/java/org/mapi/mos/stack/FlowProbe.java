package org.mapi.mos.stack;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.mapi.mos.FlowEndpoints;
import org.mapi.mos.Side;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;
import org.mapi.packet.Packet;
import org.mapi.packet.PacketCursor;
import org.mapi.packet.TcpFlags;

/**
 * The first packet of a flow as it may have been: Ethernet, the VLAN tag, addresses, ports and, for TCP, a SYN. For filters that
 * are asked about flows which exist already.
 */
final class FlowProbe {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int MAC_ADDRESSES = 12;
    private static final int TRANSPORT = 20;
    private static final int HOPS = 64;

    private final MemorySegment memory = Arena.ofAuto().allocate(128, 8);
    private final PacketCursor cursor = new PacketCursor();
    private int at;

    /** Writes the packet; valid until the next call. */
    Packet of(FlowEndpoints flow, long time) {
        memory.fill((byte) 0);
        at = MAC_ADDRESSES;
        if (flow.vlan() >= 0) {
            put(EtherType.VLAN);
            put(flow.vlan());
        }
        if (flow.ipVersion() == 4) {
            ipv4(flow);
        } else {
            ipv6(flow);
        }
        transport(flow);
        cursor.region(memory);
        cursor.move(0, at, at, time, 0, LinkType.ETHERNET, 1);
        return cursor.packet();
    }

    private void put(int value) {
        memory.set(SHORT, at, (short) value);
        at += Short.BYTES;
    }

    private void ipv4(FlowEndpoints flow) {
        put(EtherType.IPV4);
        memory.set(SHORT, at, (short) 0x4500);
        memory.set(SHORT, at + 2, (short) (20 + TRANSPORT));
        memory.set(ValueLayout.JAVA_BYTE, at + 8, (byte) HOPS);
        memory.set(ValueLayout.JAVA_BYTE, at + 9, (byte) flow.protocol());
        memory.set(INT, at + 12, (int) flow.addressLow(Side.CLIENT));
        memory.set(INT, at + 16, (int) flow.addressLow(Side.SERVER));
        at += 20;
    }

    private void ipv6(FlowEndpoints flow) {
        put(EtherType.IPV6);
        memory.set(INT, at, 0x6000_0000);
        memory.set(SHORT, at + 4, (short) TRANSPORT);
        memory.set(ValueLayout.JAVA_BYTE, at + 6, (byte) flow.protocol());
        memory.set(ValueLayout.JAVA_BYTE, at + 7, (byte) HOPS);
        memory.set(LONG, at + 8, flow.addressHigh(Side.CLIENT));
        memory.set(LONG, at + 16, flow.addressLow(Side.CLIENT));
        memory.set(LONG, at + 24, flow.addressHigh(Side.SERVER));
        memory.set(LONG, at + 32, flow.addressLow(Side.SERVER));
        at += 40;
    }

    private void transport(FlowEndpoints flow) {
        if (flow.protocol() == IpProtocol.TCP || flow.protocol() == IpProtocol.UDP) {
            memory.set(SHORT, at, (short) flow.port(Side.CLIENT));
            memory.set(SHORT, at + 2, (short) flow.port(Side.SERVER));
        }
        if (flow.protocol() == IpProtocol.TCP) {
            memory.set(ValueLayout.JAVA_BYTE, at + 12, (byte) 0x50);
            memory.set(ValueLayout.JAVA_BYTE, at + 13, (byte) TcpFlags.SYN);
        } else if (flow.protocol() == IpProtocol.UDP) {
            memory.set(SHORT, at + 4, (short) TRANSPORT);
        }
        at += TRANSPORT;
    }
}
