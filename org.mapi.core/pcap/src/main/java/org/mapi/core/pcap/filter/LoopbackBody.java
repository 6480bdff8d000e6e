package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Two programs for link type NULL, whose packets start with an address family in the byte order of the system that captured them.
 *
 * <p>libpcap asks the capture file for that order; a packet that came through a device does not tell. Address families are small
 * numbers, so the order is seen from where the zeros are, and the program made for that order runs.
 */
final class LoopbackBody extends FilterBody {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final ProgramFilter sameOrder;
    private final ProgramFilter otherOrder;

    /**
     * Joins two programs of one expression.
     *
     * @param sameOrder  for packets of systems with this system's byte order
     * @param otherOrder for packets of the others
     */
    LoopbackBody(ProgramFilter sameOrder, ProgramFilter otherOrder) {
        this.sameOrder = sameOrder;
        this.otherOrder = otherOrder;
    }

    @Override
    int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
        if (captureLength < 4) {
            return sameOrder.run(segment, offset, captureLength, wireLength);
        }
        int first = segment.get(ValueLayout.JAVA_BYTE, offset) | segment.get(ValueLayout.JAVA_BYTE, offset + 1);
        int last = segment.get(ValueLayout.JAVA_BYTE, offset + 2) | segment.get(ValueLayout.JAVA_BYTE, offset + 3);
        boolean swapped = LITTLE ? first == 0 && last != 0 : last == 0 && first != 0;
        ProgramFilter filter = swapped ? otherOrder : sameOrder;
        return filter.run(segment, offset, captureLength, wireLength);
    }
}
