package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.mapi.memif.internal.wire.RingDescriptor;

/** What both directions of a ring have in common: where it is, how big, who kicks whom. */
abstract class Ring {
    static final ValueLayout.OfLong WORD = ValueLayout.JAVA_LONG_UNALIGNED;
    static final int COUNTER_MASK = 0xffff;

    final Link link;
    final MemorySegment memory;
    final long at;
    final long descriptors;
    final int size;
    final int mask;
    final boolean isMaster;
    final EventFd event;
    final int index;
    final int region;

    /**
     * Where a ring is.
     *
     * @param index    queue id
     * @param region   region it lies in
     * @param offset   offset in the region
     * @param log2Size log2 of the number of descriptors
     */
    record Place(int index, int region, long offset, int log2Size) {
    }

    Ring(final Link link, final Place place, final boolean isMaster, final EventFd event) {
        this.link = link;
        this.isMaster = isMaster;
        this.event = event;
        memory = link.memory();
        at = link.mapped().starts[place.region()] + place.offset();
        descriptors = at + RingDescriptor.DESCRIPTORS;
        size = 1 << place.log2Size();
        mask = size - 1;
        index = place.index();
        region = place.region();
    }

    final int violation(final String what, final int value, final int limit) {
        link.violation(MemifError.MFMSG, what + ": queue=" + index + ", value=" + value + ", expected at most " + limit);
        return -MemifError.DISCONNECTED.code();
    }
}
