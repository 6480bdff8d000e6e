package org.mapi.core.pcap.filter;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Random;

/** Seeded packets that look like traffic, with enough lies, cuts and noise in them to reach every branch of a filter. */
final class RandomPackets {
    /** Packets never start at 0 nor at an aligned offset. */
    static final int OFFSET = 13;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int LONGEST = 400;
    private static final int[] TYPES = {0x0800, 0x0800, 0x0800, 0x86dd, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x8847, 0x8864, 60};
    private static final int[] PROTOCOLS = {6, 6, 17, 17, 1, 58, 132, 0, 43, 44, 51, 60, 50, 2, 47, 89};
    private static final int[] PORTS = {80, 443, 53, 22, 8080, 1024, 65535, 4789};

    private final Random random;
    private final MemorySegment memory;
    private int captured;
    private int wire;

    RandomPackets(long seed, Arena arena) {
        this.random = new Random(seed);
        this.memory = arena.allocate(OFFSET + LONGEST);
    }

    MemorySegment memory() {
        return memory;
    }

    int captured() {
        return captured;
    }

    int wire() {
        return wire;
    }

    /**
     * Makes the next packet.
     *
     * @param linkType ETHERNET, RAW, LINUX_SLL, LINUX_SLL2 or NULL; noise for any other
     */
    void next(int linkType) {
        int length = random.nextInt(10) == 0 ? random.nextInt(40) : 40 + random.nextInt(LONGEST - 40);
        for (int i = 0; i < LONGEST; i++) {
            memory.set(ValueLayout.JAVA_BYTE, OFFSET + i, (byte) random.nextInt(256));
        }
        if (random.nextInt(12) != 0) {
            link(linkType);
        }
        captured = length;
        wire = random.nextInt(4) == 0 ? length + random.nextInt(2000) : length;
    }

    private void link(int linkType) {
        switch (linkType) {
            case 1 -> type(12);
            case 113 -> type(14);
            case 276 -> {
                int type = pick(TYPES);
                half(0, type);
                network(20, type);
            }
            case 0 -> {
                set(0, random.nextBoolean() ? 2 : 10);
                set(1, 0);
                half(2, 0);
                network(4, random.nextBoolean() ? 0x0800 : 0x86dd);
            }
            case 101 -> network(0, random.nextBoolean() ? 0x0800 : 0x86dd);
            default -> { }
        }
    }

    private void type(int at) {
        int type = pick(TYPES);
        int here = at;
        half(here, type);
        while ((type == 0x8100 || type == 0x88a8) && here < 30) {
            here += 4;
            type = pick(TYPES);
            half(here, type);
        }
        network(here + 2, type);
    }

    private void network(int at, int type) {
        switch (type) {
            case 0x0800 -> {
                int words = random.nextInt(4) == 0 ? random.nextInt(16) : 5;
                set(at, 0x40 | words);
                half(at + 6, random.nextInt(4) == 0 ? random.nextInt(65536) : 0);
                set(at + 9, pick(PROTOCOLS));
                half(at + 16, 0x0a00);
                ports(at + 4 * words);
            }
            case 0x86dd -> {
                set(at, 0x60);
                int next = pick(PROTOCOLS);
                set(at + 6, next);
                int here = at + 40;
                while ((next == 0 || next == 43 || next == 44 || next == 51 || next == 60) && here < 120) {
                    next = pick(PROTOCOLS);
                    set(here, next);
                    set(here + 1, random.nextInt(3));
                    here += 8;
                }
                ports(here);
            }
            case 0x8847 -> {
                set(at + 2, random.nextInt(256));
                set(at + 4, 0x45);
            }
            default -> { }
        }
    }

    private void ports(int at) {
        half(at, pick(PORTS));
        half(at + 2, pick(PORTS));
        set(at + 12, 0x50);
        set(at + 13, random.nextInt(64));
    }

    private int pick(int[] values) {
        return values[random.nextInt(values.length)];
    }

    private void half(int at, int value) {
        memory.set(SHORT, OFFSET + at, (short) value);
    }

    private void set(int at, int value) {
        memory.set(ValueLayout.JAVA_BYTE, OFFSET + at, (byte) value);
    }
}
