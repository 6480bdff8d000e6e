package org.mapi.core.pcap.filter;

import java.util.Random;

/**
 * Seeded programs of any valid instructions. What C leaves undefined is left out: scratch words are stored before anything else,
 * and shifts by a constant stay below 32.
 */
final class RandomPrograms {
    private final Random random;
    private final int[] codes = Opcode.all();

    RandomPrograms(long seed) {
        this.random = new Random(seed);
    }

    FilterProgram next() {
        int length = Opcode.MEMORY_WORDS + 2 + random.nextInt(random.nextInt(10) == 0 ? 300 : 40);
        long[] instructions = new long[length];
        for (int i = 0; i < length; i++) {
            if (i < Opcode.MEMORY_WORDS) {
                instructions[i] = instruction(random.nextBoolean() ? Opcode.ST : Opcode.STX, 0, 0, i);
            } else if (i == length - 1) {
                instructions[i] = instruction(random.nextBoolean() ? Opcode.RET_K : Opcode.RET_A, 0, 0, random.nextInt());
            } else {
                instructions[i] = any(i, length);
            }
        }
        return FilterProgram.of(instructions);
    }

    private long any(int index, int length) {
        int code = codes[random.nextInt(codes.length)];
        int left = length - index - 2;
        if (Opcode.returns(code) && random.nextInt(4) != 0) {
            code = Opcode.LD_B_ABS;
        }
        if (code == Opcode.JA) {
            return instruction(code, 0, 0, random.nextInt(left + 1));
        }
        if (Opcode.conditionalJump(code)) {
            int limit = Math.min(left + 1, 256);
            return instruction(code, random.nextInt(limit), random.nextInt(limit), constant());
        }
        return instruction(code, 0, 0, operand(code));
    }

    private int operand(int code) {
        if (Opcode.usesMemory(code)) {
            return random.nextInt(Opcode.MEMORY_WORDS);
        }
        if (code == Opcode.LSH_K || code == Opcode.RSH_K) {
            return random.nextInt(32);
        }
        if (code == Opcode.DIV_K || code == Opcode.MOD_K) {
            return Math.max(1, constant());
        }
        boolean load = Opcode.constantLoadSize(code) + Opcode.indexedLoadSize(code) > 0;
        return load && random.nextInt(12) != 0 ? random.nextInt(120) : constant();
    }

    private int constant() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextInt();
            case 1 -> random.nextInt(65536);
            case 2 -> -random.nextInt(64);
            case 3 -> Integer.MIN_VALUE + random.nextInt(3) - 1;
            default -> random.nextInt(64);
        };
    }

    private static long instruction(int code, int yes, int no, int k) {
        return code | (long) yes << 16 | (long) no << 24 | (long) k << 32;
    }
}
