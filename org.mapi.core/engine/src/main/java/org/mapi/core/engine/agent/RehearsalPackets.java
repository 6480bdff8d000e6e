package org.mapi.core.engine.agent;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.LinkType;

/** Made-up packets: on Ethernet of the usual protocols, with ports, addresses and content by chance; else noise. */
final class RehearsalPackets {
    /** How many there are. */
    static final int COUNT = 128;
    private static final int LENGTH = 128;
    private static final int SHORTEST = 60;
    private static final int ETHER_TYPE = 12;
    private static final int ETHERNET_HEADER = 14;
    private static final int TAG = 4;
    private static final long NANOS_BETWEEN = 1_000;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int[] TYPES = {EtherType.IPV4, EtherType.IPV4, EtherType.IPV4, EtherType.IPV6, EtherType.VLAN,
        EtherType.ARP};
    private static final int[] PROTOCOLS = {IpProtocol.TCP, IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP};

    private final MemorySegment memory = Arena.ofAuto().allocate((long) COUNT * LENGTH, Long.BYTES);
    private final int[] lengths = new int[COUNT];
    private final int linkType;

    RehearsalPackets(int linkType) {
        this.linkType = linkType;
        final SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < COUNT; i++) {
            final MemorySegment packet = memory.asSlice((long) i * LENGTH, LENGTH);
            for (int at = 0; at < LENGTH; at++) {
                packet.set(ValueLayout.JAVA_BYTE, at, (byte) random.nextInt());
            }
            lengths[i] = random.nextInt(SHORTEST, LENGTH + 1);
            if (linkType == LinkType.ETHERNET) {
                ethernet(packet, lengths[i], TYPES[i % TYPES.length], PROTOCOLS[i % PROTOCOLS.length]);
            }
        }
    }

    private static void ethernet(MemorySegment packet, int length, int type, int protocol) {
        packet.set(SHORT, ETHER_TYPE, (short) type);
        int network = ETHERNET_HEADER;
        if (type == EtherType.VLAN) {
            network += TAG;
            packet.set(SHORT, network - 2, (short) EtherType.IPV4);
        }
        if (type == EtherType.IPV6) {
            packet.set(ValueLayout.JAVA_BYTE, network, (byte) 0x60);
            packet.set(SHORT, network + 4, (short) (length - network - 40));
            packet.set(ValueLayout.JAVA_BYTE, network + 6, (byte) protocol);
        } else if (type != EtherType.ARP) {
            packet.set(ValueLayout.JAVA_BYTE, network, (byte) 0x45);
            packet.set(SHORT, network + 2, (short) (length - network));
            packet.set(SHORT, network + 6, (short) 0);
            packet.set(ValueLayout.JAVA_BYTE, network + 9, (byte) protocol);
        }
    }

    /** Puts all of them into a batch, a little later for each round. */
    void add(PacketBatch batch, int round) {
        final int region = batch.region(memory);
        for (int i = 0; i < COUNT; i++) {
            batch.add(region, (long) i * LENGTH, lengths[i], lengths[i] + (i & 1) * LENGTH,
                ((long) round * COUNT + i) * NANOS_BETWEEN, 0, linkType);
        }
    }
}
