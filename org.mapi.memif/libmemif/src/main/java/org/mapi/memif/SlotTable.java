package org.mapi.memif;

/**
 * What this side knows about the buffer behind each slot of a ring, in private memory: a peer that rewrites descriptors cannot
 * change it. Slot {@code i} has the data address {@code bases[i]} (offset in the link's memory), {@code capacities[i]} bytes,
 * lies in {@code regions[i]} and has {@code seconds[i]} as second descriptor word.
 */
final class SlotTable {
    final long[] bases;
    final int[] capacities;
    final int[] regions;
    final long[] seconds;

    SlotTable(final int size) {
        bases = new long[size];
        capacities = new int[size];
        regions = new int[size];
        seconds = new long[size];
    }

    void set(final int slot, final int region, final long base, final int capacity, final long second) {
        bases[slot] = base;
        capacities[slot] = capacity;
        regions[slot] = region;
        seconds[slot] = second;
    }

    /** Exchanges the buffers of two slots of two rings. */
    static void swap(final SlotTable one, final int slotOne, final SlotTable two, final int slotTwo) {
        final int region = one.regions[slotOne];
        final long base = one.bases[slotOne];
        final int capacity = one.capacities[slotOne];
        final long second = one.seconds[slotOne];
        one.set(slotOne, two.regions[slotTwo], two.bases[slotTwo], two.capacities[slotTwo], two.seconds[slotTwo]);
        two.set(slotTwo, region, base, capacity, second);
    }
}
