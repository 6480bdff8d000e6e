package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** One program three times: interpreted, compiled, and in libpcap's own interpreter. */
final class Filters {
    private final FilterProgram program;
    private final ProgramFilter interpreted;
    private final ProgramFilter compiled;
    private final MemorySegment reference;
    private final String name;

    Filters(String name, FilterProgram program, Arena arena) {
        this.name = name;
        this.program = program;
        this.interpreted = FilterCode.interpreted(program).filter(name, 1);
        this.compiled = FilterCode.of(program).filter(name, 1);
        this.reference = Libpcap.instructions(program, arena);
    }

    /** Compiles an expression with libpcap; the product's own way to the program. */
    static FilterProgram program(String expression, int linkType, int captureLength) {
        return program(expression, linkType, captureLength, -1);
    }

    static FilterProgram program(String expression, int linkType, int captureLength, int netmask) {
        return PcapFilterCompiler.translate(expression, linkType, captureLength, netmask, false);
    }

    boolean compiledToClass() {
        return compiled.body().getClass().isHidden();
    }

    /** Runs all three and checks that they agree. */
    int run(MemorySegment memory, long offset, int captured, int wire) {
        int expected = Libpcap.filter(reference, memory.asSlice(offset, captured), captured, wire);
        int byInterpreter = interpreted.run(memory, offset, captured, wire);
        int byClass = compiled.run(memory, offset, captured, wire);
        if (byInterpreter != expected || byClass != expected) {
            assertThat(List.of(byInterpreter, byClass))
                .as("%s, captured=%d, wire=%d, packet=%s%n%s", name, captured, wire, bytes(memory, offset, captured), program)
                .isEqualTo(List.of(expected, expected));
        }
        return expected;
    }

    private static List<String> bytes(MemorySegment memory, long offset, int length) {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            text.add(String.format("%02x", memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset + i)));
        }
        return text;
    }
}
