package org.mapi.core.pcap.filter;

/**
 * Numbers of the BPF instruction set as libpcap's compiler emits it: class, size, mode, operation and source, and every
 * combination that is an instruction.
 *
 * <pre>
 *   struct bpf_insn, 8 bytes, host byte order
 *    0        2    3    4                8
 *   +--------+----+----+----------------+
 *   |  code  | jt | jf |       k        |
 *   +--------+----+----+----------------+
 *   code: 8 bits used
 *    7  6  5  4   3   2  1  0
 *   +-----------+---+---------+
 *   | operation |src|  class  |   arithmetic and jumps
 *   | mode  | size  |  class  |   loads (mode 3 bits, size 2 bits)
 *   +-----------+---+---------+
 * </pre>
 *
 * <p>The names follow {@code tcpdump -d}: LD/LDX load A/X, _ABS at a constant offset, _IND at X + constant, _W four bytes,
 * _H two, _B one.
 */
final class Opcode {
    static final int LD_W_ABS = 0x20;
    static final int LD_H_ABS = 0x28;
    static final int LD_B_ABS = 0x30;
    static final int LD_W_IND = 0x40;
    static final int LD_H_IND = 0x48;
    static final int LD_B_IND = 0x50;
    static final int LD_LEN = 0x80;
    static final int LD_IMM = 0x00;
    static final int LD_MEM = 0x60;
    static final int LDX_IMM = 0x01;
    static final int LDX_MEM = 0x61;
    static final int LDX_LEN = 0x81;
    /** X = 4 * (byte at k & 15): the length of an IPv4 header. */
    static final int LDX_MSH = 0xb1;
    static final int ST = 0x02;
    static final int STX = 0x03;

    static final int ADD_K = 0x04;
    static final int SUB_K = 0x14;
    static final int MUL_K = 0x24;
    static final int DIV_K = 0x34;
    static final int OR_K = 0x44;
    static final int AND_K = 0x54;
    static final int LSH_K = 0x64;
    static final int RSH_K = 0x74;
    static final int NEG = 0x84;
    static final int MOD_K = 0x94;
    static final int XOR_K = 0xa4;
    static final int ADD_X = 0x0c;
    static final int SUB_X = 0x1c;
    static final int MUL_X = 0x2c;
    static final int DIV_X = 0x3c;
    static final int OR_X = 0x4c;
    static final int AND_X = 0x5c;
    static final int LSH_X = 0x6c;
    static final int RSH_X = 0x7c;
    static final int MOD_X = 0x9c;
    static final int XOR_X = 0xac;

    static final int JA = 0x05;
    static final int JEQ_K = 0x15;
    static final int JGT_K = 0x25;
    static final int JGE_K = 0x35;
    static final int JSET_K = 0x45;
    static final int JEQ_X = 0x1d;
    static final int JGT_X = 0x2d;
    static final int JGE_X = 0x3d;
    static final int JSET_X = 0x4d;

    static final int RET_K = 0x06;
    static final int RET_A = 0x16;
    static final int TAX = 0x07;
    static final int TXA = 0x87;

    /** Words of scratch memory. */
    static final int MEMORY_WORDS = 16;

    private static final int[] ALL = {
        LD_W_ABS, LD_H_ABS, LD_B_ABS, LD_W_IND, LD_H_IND, LD_B_IND, LD_LEN, LD_IMM, LD_MEM, LDX_IMM, LDX_MEM, LDX_LEN, LDX_MSH,
        ST, STX, ADD_K, SUB_K, MUL_K, DIV_K, OR_K, AND_K, LSH_K, RSH_K, NEG, MOD_K, XOR_K, ADD_X, SUB_X, MUL_X, DIV_X, OR_X,
        AND_X, LSH_X, RSH_X, MOD_X, XOR_X, JA, JEQ_K, JGT_K, JGE_K, JSET_K, JEQ_X, JGT_X, JGE_X, JSET_X, RET_K, RET_A, TAX, TXA,
    };

    private Opcode() { }

    /** Every instruction code, in no particular order. */
    static int[] all() {
        return ALL.clone();
    }

    /** Whether a code is an instruction. */
    static boolean known(int code) {
        for (int candidate : ALL) {
            if (candidate == code) {
                return true;
            }
        }
        return false;
    }

    /** A jump with two targets. */
    static boolean conditionalJump(int code) {
        return (code & 7) == 5 && code != JA;
    }

    /** RET_K or RET_A. */
    static boolean returns(int code) {
        return code == RET_K || code == RET_A;
    }

    /** Uses k as an index of scratch memory. */
    static boolean usesMemory(int code) {
        return code == LD_MEM || code == LDX_MEM || code == ST || code == STX;
    }

    /** Bytes that a load at a constant offset reads, 0 for every other instruction. */
    static int constantLoadSize(int code) {
        return switch (code) {
            case LD_W_ABS -> 4;
            case LD_H_ABS -> 2;
            case LD_B_ABS, LDX_MSH -> 1;
            default -> 0;
        };
    }

    /** Bytes that a load at X + k reads, 0 for every other instruction. */
    static int indexedLoadSize(int code) {
        return switch (code) {
            case LD_W_IND -> 4;
            case LD_H_IND -> 2;
            case LD_B_IND -> 1;
            default -> 0;
        };
    }
}
