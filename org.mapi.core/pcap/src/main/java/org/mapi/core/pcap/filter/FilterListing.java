package org.mapi.core.pcap.filter;

/** Prints programs as {@code tcpdump -d} does: one instruction a line, each line ended by a line feed. */
final class FilterListing {
    /** First of the offsets by which Linux addresses what the kernel knows of a packet (SKF_AD_OFF). */
    private static final int ANCILLARY = 0xfffff000;
    private static final String[] ANCILLARY_NAMES = new String[64];

    static {
        String[] names = {"proto", "type", "ifidx", "nla", "nlan", "mark", "queue", "hatype", "rxhash", "cpu", "xor_x",
            "vlan_tci", "vlanp", "poff", "random", "vlan_tpid"};
        for (int i = 0; i < names.length; i++) {
            ANCILLARY_NAMES[4 * i] = names[i];
        }
    }

    private FilterListing() { }

    /** The whole program. */
    static String of(FilterProgram program) {
        StringBuilder text = new StringBuilder(program.length() * 40);
        for (int i = 0; i < program.length(); i++) {
            line(text, program, i);
            text.append('\n');
        }
        return text.toString();
    }

    private static void line(StringBuilder text, FilterProgram program, int index) {
        int code = program.code(index);
        text.append('(').append(padded(index)).append(") ");
        column(text, mnemonic(code), 8);
        String operand = operand(program, index);
        if (Opcode.conditionalJump(code)) {
            column(text, operand, 16);
            text.append("jt ").append(program.whenTrue(index)).append("\tjf ").append(program.whenFalse(index));
        } else {
            text.append(operand);
        }
    }

    private static String padded(int index) {
        String number = Integer.toString(index);
        return "0".repeat(Math.max(0, 3 - number.length())) + number;
    }

    private static void column(StringBuilder text, String value, int width) {
        text.append(value);
        text.repeat(' ', Math.max(0, width - value.length()) + 1);
    }

    private static String mnemonic(int code) {
        return switch (code & 7) {
            case 0, 1 -> load(code);
            case 2 -> "st";
            case 3 -> "stx";
            case 4 -> arithmetic(code & 0xf0);
            case 5 -> jump(code & 0xf0);
            case 6 -> "ret";
            default -> code == Opcode.TAX ? "tax" : "txa";
        };
    }

    private static String load(int code) {
        return switch (code) {
            case Opcode.LD_H_ABS, Opcode.LD_H_IND -> "ldh";
            case Opcode.LD_B_ABS, Opcode.LD_B_IND -> "ldb";
            case Opcode.LDX_MSH -> "ldxb";
            case Opcode.LDX_IMM, Opcode.LDX_MEM, Opcode.LDX_LEN -> "ldx";
            default -> "ld";
        };
    }

    private static String arithmetic(int operation) {
        return switch (operation) {
            case 0x00 -> "add";
            case 0x10 -> "sub";
            case 0x20 -> "mul";
            case 0x30 -> "div";
            case 0x40 -> "or";
            case 0x50 -> "and";
            case 0x60 -> "lsh";
            case 0x70 -> "rsh";
            case 0x80 -> "neg";
            case 0x90 -> "mod";
            default -> "xor";
        };
    }

    private static String jump(int operation) {
        return switch (operation) {
            case 0x00 -> "ja";
            case 0x10 -> "jeq";
            case 0x20 -> "jgt";
            case 0x30 -> "jge";
            default -> "jset";
        };
    }

    private static String operand(FilterProgram program, int index) {
        int code = program.code(index);
        int k = program.k(index);
        return switch (code) {
            case Opcode.LD_W_ABS, Opcode.LD_H_ABS, Opcode.LD_B_ABS -> "[" + absolute(k) + "]";
            case Opcode.LD_W_IND, Opcode.LD_H_IND, Opcode.LD_B_IND -> "[x + " + k + "]";
            case Opcode.LDX_MSH -> "4*([" + k + "]&0xf)";
            case Opcode.LD_LEN, Opcode.LDX_LEN -> "#pktlen";
            case Opcode.LD_MEM, Opcode.LDX_MEM, Opcode.ST, Opcode.STX -> "M[" + k + "]";
            case Opcode.LD_IMM, Opcode.LDX_IMM, Opcode.AND_K, Opcode.OR_K, Opcode.XOR_K, Opcode.JEQ_K, Opcode.JGT_K, Opcode.JGE_K,
                Opcode.JSET_K -> "#0x" + Integer.toHexString(k);
            case Opcode.ADD_K, Opcode.SUB_K, Opcode.MUL_K, Opcode.DIV_K, Opcode.MOD_K, Opcode.LSH_K, Opcode.RSH_K,
                Opcode.RET_K -> "#" + k;
            case Opcode.JA -> Integer.toString(program.whenTrue(index));
            case Opcode.NEG, Opcode.RET_A, Opcode.TAX, Opcode.TXA -> "";
            default -> "x";
        };
    }

    private static String absolute(int k) {
        int ancillary = k - ANCILLARY;
        boolean named = ancillary >= 0 && ancillary < ANCILLARY_NAMES.length && ANCILLARY_NAMES[ancillary] != null;
        return named ? ANCILLARY_NAMES[ancillary] : Integer.toString(k);
    }
}
