package org.mapi.core.pcap.filter;

import java.util.Arrays;

/**
 * A verified BPF program: immutable, equal to every program with the same instructions.
 *
 * <p>Verification follows libpcap's own ({@code pcap_validate_filter}) and is stricter in one point: an instruction code that the
 * interpreter does not know is refused, where libpcap would end the process when it meets one.
 */
final class FilterProgram {
    /** Longest program that is accepted; libpcap itself has no limit outside the kernel. */
    static final int MAXIMUM_LENGTH = 1 << 16;
    /**
     * Backward jumps that one run may take before the packet is rejected. Only {@code protochain} makes loops and each of their
     * rounds moves at least eight bytes on, so this is never reached by a packet below a mebibyte.
     */
    static final int LOOP_LIMIT = 1 << 17;

    private final int[] codes;
    private final int[] operands;
    private final int constantReach;

    private FilterProgram(int[] codes, int[] operands) {
        this.codes = codes;
        this.operands = operands;
        this.constantReach = reach();
    }

    /**
     * Verifies a program.
     *
     * @param instructions one per element: code in bits 0-15, jt in 16-23, jf in 24-31, k in 32-63
     * @return the program
     * @throws IllegalArgumentException naming the first instruction that is wrong
     */
    static FilterProgram of(long[] instructions) {
        int length = instructions.length;
        if (length < 1 || length > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException("program: length=" + length + ", expected 1 to " + MAXIMUM_LENGTH);
        }
        int[] codes = new int[length];
        int[] operands = new int[length];
        for (int i = 0; i < length; i++) {
            codes[i] = (int) instructions[i];
            operands[i] = (int) (instructions[i] >>> 32);
            verify(i, codes[i], operands[i], length);
        }
        if (!Opcode.returns(codes[length - 1] & 0xffff)) {
            throw wrong(length - 1, codes[length - 1], "expected a return at the end");
        }
        return new FilterProgram(codes, operands);
    }

    private static void verify(int index, int word, int k, int length) {
        int code = word & 0xffff;
        if (!Opcode.known(code)) {
            throw wrong(index, word, "expected a known instruction code");
        }
        if (Opcode.usesMemory(code) && Integer.compareUnsigned(k, Opcode.MEMORY_WORDS) >= 0) {
            throw wrong(index, word, "k=" + Integer.toUnsignedString(k) + ", expected less than " + Opcode.MEMORY_WORDS);
        }
        if ((code == Opcode.DIV_K || code == Opcode.MOD_K) && k == 0) {
            throw wrong(index, word, "k=0, expected a divisor");
        }
        if (code == Opcode.JA && outside(index + 1L + k, length)) {
            throw wrong(index, word, "k=" + k + ", expected a target inside the program");
        }
        if (Opcode.conditionalJump(code)
            && (outside(index + 1L + (word >>> 16 & 0xff), length) || outside(index + 1L + (word >>> 24), length))) {
            throw wrong(index, word, "expected targets inside the program");
        }
    }

    private static boolean outside(long target, int length) {
        return target < 0 || target >= length;
    }

    private static IllegalArgumentException wrong(int index, int word, String what) {
        return new IllegalArgumentException(
            "program: instruction=" + index + ", code=0x" + Integer.toHexString(word & 0xffff) + ": " + what);
    }

    private int reach() {
        int reach = 0;
        for (int i = 0; i < codes.length; i++) {
            int size = Opcode.constantLoadSize(code(i));
            if (size > 0 && reachable(i, size)) {
                reach = Math.max(reach, operands[i] + size);
            }
        }
        return reach;
    }

    /** Whether a load at the constant offset of an instruction can succeed at all: packets are shorter than 2 GiB. */
    boolean reachable(int index, int size) {
        return (operands[index] & 0xffffffffL) + size <= Integer.MAX_VALUE;
    }

    /** Number of instructions, at least 1. */
    int length() {
        return codes.length;
    }

    /** Code of an instruction, see {@link Opcode}. */
    int code(int index) {
        return codes[index] & 0xffff;
    }

    /** Instruction that follows when the condition holds (also the target of JA, as an absolute index). */
    int whenTrue(int index) {
        return code(index) == Opcode.JA ? index + 1 + operands[index] : index + 1 + (codes[index] >>> 16 & 0xff);
    }

    /** Instruction that follows when the condition does not hold, as an absolute index. */
    int whenFalse(int index) {
        return index + 1 + (codes[index] >>> 24);
    }

    /** The constant of an instruction. */
    int k(int index) {
        return operands[index];
    }

    /**
     * Bytes a packet must have captured so that no load at a constant offset can fail (loads that can never succeed aside).
     */
    int constantReach() {
        return constantReach;
    }

    /** Whether any instruction uses scratch memory. */
    boolean usesMemory() {
        for (int i = 0; i < codes.length; i++) {
            if (Opcode.usesMemory(code(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether an instruction jumps to itself or to an earlier one. */
    boolean jumpsBack(int index) {
        return code(index) == Opcode.JA && whenTrue(index) <= index;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterProgram program && Arrays.equals(codes, program.codes)
            && Arrays.equals(operands, program.operands);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(codes) + Arrays.hashCode(operands);
    }

    /** The listing of {@link FilterListing}. */
    @Override
    public String toString() {
        return FilterListing.of(this);
    }
}
