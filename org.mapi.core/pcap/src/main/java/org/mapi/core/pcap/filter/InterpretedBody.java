package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;

/** A program run by {@link FilterInterpreter}. */
final class InterpretedBody extends FilterBody {
    private final FilterProgram program;
    private final boolean useMemory;

    InterpretedBody(FilterProgram program) {
        this.program = program;
        this.useMemory = program.usesMemory();
    }

    @Override
    int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
        return FilterInterpreter.run(program, segment, offset, captureLength, wireLength, useMemory);
    }
}
