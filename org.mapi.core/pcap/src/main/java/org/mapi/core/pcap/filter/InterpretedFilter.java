package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;

/** A filter run by {@link FilterInterpreter}. */
final class InterpretedFilter extends ProgramFilter {
    private final FilterProgram program;
    private final boolean useMemory;

    InterpretedFilter(FilterCode code, String expression, int linkType) {
        super(code, expression, linkType);
        this.program = code.program();
        this.useMemory = program.usesMemory();
    }

    @Override
    public int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
        return FilterInterpreter.run(program, segment, offset, captureLength, wireLength, useMemory);
    }
}
