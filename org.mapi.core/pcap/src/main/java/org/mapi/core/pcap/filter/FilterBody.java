package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * What a {@link ProgramFilter} runs: a hidden class that {@link FilterClassWriter} made, {@link InterpretedBody} or
 * {@link LoopbackBody}. Has no state.
 */
abstract class FilterBody {
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /** Called by the subclasses, generated ones included. */
    FilterBody() { }

    /** As {@link org.mapi.capture.CaptureFilter#run}. */
    abstract int run(MemorySegment segment, long offset, int captureLength, int wireLength);

    // The loads of generated code. Not written out there: code that has just been generated is interpreted at first, and a load
    // through a layout costs microseconds then, while these methods are compiled as soon as any filter has run for a while.
    //
    // They take absolute addresses: what a segment checks at each access is checked once per packet, by address. The packet is
    // alive as long as the filter runs, see CaptureFilter.

    /**
     * Where a packet lies.
     *
     * @throws IllegalArgumentException for memory that is not native
     * @throws IndexOutOfBoundsException for a packet that does not lie within its memory
     * @throws IllegalStateException for memory that was freed
     */
    static long address(MemorySegment segment, long offset, int captured) {
        Objects.checkFromIndexSize(offset, captured, segment.byteSize());
        if (!segment.isNative()) {
            throw new IllegalArgumentException("memory of packets must be native: segment=" + segment);
        }
        if (!segment.scope().isAlive()) {
            throw new IllegalStateException("memory of the packet was freed: segment=" + segment);
        }
        return segment.address() + offset;
    }

    /** 32 bits in network byte order. */
    static int word(long address) {
        return EVERYTHING.get(FilterInterpreter.WORD, address);
    }

    /** 16 bits in network byte order, unsigned. */
    static int half(long address) {
        return EVERYTHING.get(FilterInterpreter.HALF, address) & 0xffff;
    }

    /** 8 bits, unsigned. */
    static int octet(long address) {
        return EVERYTHING.get(ValueLayout.JAVA_BYTE, address) & 0xff;
    }
}
