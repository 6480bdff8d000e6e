package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.mapi.capture.CaptureFilter;

/**
 * What all filters share: program, expression and link type. The subclasses are {@link InterpretedFilter} and the hidden classes
 * that {@link FilterClassWriter} makes.
 */
abstract class ProgramFilter implements CaptureFilter {
    private static final MemorySegment EVERYTHING = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private final FilterCode code;
    private final String expression;
    private final int linkType;

    /**
     * Called by the subclasses, generated ones included.
     *
     * @param code       the code it runs; held so that equal filters find it again as long as one of them lives
     * @param expression the expression
     * @param linkType   {@code LINKTYPE_} value
     */
    ProgramFilter(FilterCode code, String expression, int linkType) {
        this.code = Objects.requireNonNull(code, "code");
        this.expression = Objects.requireNonNull(expression, "expression");
        this.linkType = linkType;
    }

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

    final FilterProgram program() {
        return code.program();
    }

    @Override
    public abstract int run(MemorySegment segment, long offset, int captureLength, int wireLength);

    @Override
    public final String expression() {
        return expression;
    }

    @Override
    public final int linkType() {
        return linkType;
    }

    @Override
    public final String listing() {
        return FilterListing.of(code.program());
    }

    @Override
    public final String toString() {
        return "filter \"" + expression + "\" for link type " + linkType;
    }
}
