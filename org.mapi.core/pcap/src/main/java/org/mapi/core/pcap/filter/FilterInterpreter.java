package org.mapi.core.pcap.filter;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Runs programs instruction by instruction, with exactly the results of libpcap's {@code bpf_filter}: the reference for the
 * compiled form, and what runs programs that are too long to compile.
 *
 * <p>Two things that C leaves undefined are defined here: scratch memory is zero at the start, and a shift by a constant above 31
 * gives 0, as a shift by X does.
 */
final class FilterInterpreter {
    static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    static final ValueLayout.OfShort HALF = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ThreadLocal<int[]> SCRATCH = ThreadLocal.withInitial(() -> new int[Opcode.MEMORY_WORDS]);

    private FilterInterpreter() { }

    /**
     * Runs a program on a packet.
     *
     * @param program   the program
     * @param segment   memory of the packet
     * @param offset    where the packet starts
     * @param captured  bytes captured, not negative
     * @param wire      length on the wire, unsigned
     * @param useMemory whether the program uses scratch memory
     * @return the program's value, unsigned; 0 when a load fails or a divisor is 0
     */
    static int run(FilterProgram program, MemorySegment segment, long offset, int captured, int wire, boolean useMemory) {
        int[] memory = useMemory ? cleared(SCRATCH.get()) : null;
        int a = 0;
        int x = 0;
        int loops = FilterProgram.LOOP_LIMIT;
        int pc = 0;
        int code = program.code(pc);
        while (!Opcode.returns(code)) {
            int k = program.k(pc);
            int operand = (code & 8) == 0 ? k : x;
            int next = pc + 1;
            int kind = code & 7;
            switch (kind) {
                case 0, 1, 4 -> {
                    long value = kind == 4 ? calculate(code & 0xf0, a, operand)
                        : load(code, k, x, segment, offset, captured, wire, memory);
                    if (value < 0) {
                        return 0;
                    }
                    a = kind == 1 ? a : (int) value;
                    x = kind == 1 ? (int) value : x;
                }
                case 2 -> memory[k] = a;
                case 3 -> memory[k] = x;
                case 5 -> {
                    if (program.jumpsBack(pc) && --loops == 0) {
                        return 0;
                    }
                    next = holds(code & 0xf0, a, operand) ? program.whenTrue(pc) : program.whenFalse(pc);
                }
                default -> {
                    a = code == Opcode.TXA ? x : a;
                    x = a;
                }
            }
            pc = next;
            code = program.code(pc);
        }
        return code == Opcode.RET_K ? program.k(pc) : a;
    }

    private static int[] cleared(int[] memory) {
        Arrays.fill(memory, 0);
        return memory;
    }

    /** The loaded value as an unsigned number, or -1 when it lies beyond the captured bytes. */
    private static long load(int code, int k, int x, MemorySegment segment, long offset, int captured, int wire, int[] memory) {
        long at = k & 0xffffffffL;
        int size = Opcode.constantLoadSize(code);
        if (size == 0) {
            size = Opcode.indexedLoadSize(code);
            at += size == 0 ? 0 : x & 0xffffffffL;
        }
        if (size != 0 && at + size > captured) {
            return -1;
        }
        return switch (code) {
            case Opcode.LD_W_ABS, Opcode.LD_W_IND -> segment.get(WORD, offset + at) & 0xffffffffL;
            case Opcode.LD_H_ABS, Opcode.LD_H_IND -> segment.get(HALF, offset + at) & 0xffff;
            case Opcode.LD_B_ABS, Opcode.LD_B_IND -> segment.get(ValueLayout.JAVA_BYTE, offset + at) & 0xff;
            case Opcode.LDX_MSH -> (segment.get(ValueLayout.JAVA_BYTE, offset + at) & 15) << 2;
            case Opcode.LD_LEN, Opcode.LDX_LEN -> wire & 0xffffffffL;
            case Opcode.LD_IMM, Opcode.LDX_IMM -> at;
            default -> memory[k] & 0xffffffffL;
        };
    }

    /** The new accumulator as an unsigned number, or -1 when the divisor is 0. */
    private static long calculate(int operation, int a, int operand) {
        if (operand == 0 && (operation == 0x30 || operation == 0x90)) {
            return -1;
        }
        int result = switch (operation) {
            case 0x00 -> a + operand;
            case 0x10 -> a - operand;
            case 0x20 -> a * operand;
            case 0x30 -> Integer.divideUnsigned(a, operand);
            case 0x40 -> a | operand;
            case 0x50 -> a & operand;
            case 0x60 -> (operand & ~31) == 0 ? a << operand : 0;
            case 0x70 -> (operand & ~31) == 0 ? a >>> operand : 0;
            case 0x80 -> -a;
            case 0x90 -> Integer.remainderUnsigned(a, operand);
            default -> a ^ operand;
        };
        return result & 0xffffffffL;
    }

    private static boolean holds(int operation, int a, int operand) {
        return switch (operation) {
            case 0x00 -> true;
            case 0x10 -> a == operand;
            case 0x20 -> Integer.compareUnsigned(a, operand) > 0;
            case 0x30 -> Integer.compareUnsigned(a, operand) >= 0;
            default -> (a & operand) != 0;
        };
    }
}
