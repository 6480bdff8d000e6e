package org.mapi.core.pcap.filter;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;

/**
 * Writes a program as the body of one method. Every instruction becomes a few bytecodes at its own label; A, X and the words of
 * scratch memory that are used are local variables.
 */
final class FilterCodeWriter {
    /** Local variables of the method; 0 is {@code this}. */
    static final int SEGMENT = 1;
    static final int OFFSET = 2;
    static final int CAPTURED = 4;
    static final int WIRE = 5;
    private static final int A = 6;
    private static final int X = 7;
    private static final int AT = 8;
    private static final int LOOPS = 10;
    /** Address of the packet; the segment is not needed beside it. */
    private static final int ADDRESS = 11;
    private static final int MEMORY = 13;

    private static final ClassDesc SEGMENT_TYPE = MemorySegment.class.describeConstable().orElseThrow();
    private static final ClassDesc INTEGER = ConstantDescs.CD_Integer;
    private static final MethodTypeDesc BINARY =
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final MethodTypeDesc LOAD =
        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_long);
    private static final MethodTypeDesc LOCATE =
        MethodTypeDesc.of(ConstantDescs.CD_long, SEGMENT_TYPE, ConstantDescs.CD_long, ConstantDescs.CD_int);

    private final FilterProgram program;
    private final CodeBuilder code;
    private final boolean checked;
    private final Label[] labels;
    private final Label reject;

    /**
     * Prepares.
     *
     * @param program the program
     * @param code    where the method goes
     * @param checked whether loads at constant offsets are checked against the captured length
     */
    FilterCodeWriter(FilterProgram program, CodeBuilder code, boolean checked) {
        this.program = program;
        this.code = code;
        this.checked = checked;
        this.labels = new Label[program.length()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = code.newLabel();
        }
        this.reject = code.newLabel();
    }

    /** Writes the whole method body from here on. */
    void write() {
        initialize();
        for (int i = 0; i < labels.length; i++) {
            code.labelBinding(labels[i]);
            instruction(i, program.code(i), program.k(i));
        }
        code.labelBinding(reject);
        code.iconst_0().ireturn();
    }

    private void initialize() {
        code.aload(SEGMENT).lload(OFFSET).iload(CAPTURED)
            .invokestatic(FilterClassWriter.SUPER, "address", LOCATE).lstore(ADDRESS);
        code.iconst_0().istore(A).iconst_0().istore(X);
        boolean loops = false;
        boolean[] memory = new boolean[Opcode.MEMORY_WORDS];
        for (int i = 0; i < labels.length; i++) {
            loops |= program.jumpsBack(i);
            if (Opcode.usesMemory(program.code(i))) {
                memory[program.k(i)] = true;
            }
        }
        if (loops) {
            code.loadConstant(FilterProgram.LOOP_LIMIT).istore(LOOPS);
        }
        for (int i = 0; i < memory.length; i++) {
            if (memory[i]) {
                code.iconst_0().istore(MEMORY + i);
            }
        }
    }

    private void instruction(int index, int opcode, int k) {
        int target = (opcode & 1) == 0 ? A : X;
        switch (opcode & 7) {
            case 0, 1 -> load(index, opcode, k, target);
            case 2 -> code.iload(A).istore(MEMORY + k);
            case 3 -> code.iload(X).istore(MEMORY + k);
            case 4 -> arithmetic(opcode, k);
            case 5 -> jump(index, opcode, k);
            case 6 -> {
                if (opcode == Opcode.RET_K) {
                    code.loadConstant(k);
                } else {
                    code.iload(A);
                }
                code.ireturn();
            }
            default -> code.iload(opcode == Opcode.TAX ? A : X).istore(opcode == Opcode.TAX ? X : A);
        }
    }

    private void load(int index, int opcode, int k, int target) {
        int constant = Opcode.constantLoadSize(opcode);
        int indexed = Opcode.indexedLoadSize(opcode);
        if (constant > 0) {
            constantLoad(index, opcode, k, constant, target);
        } else if (indexed > 0) {
            indexedLoad(opcode, k, indexed);
        } else {
            switch (opcode) {
                case Opcode.LD_LEN, Opcode.LDX_LEN -> code.iload(WIRE);
                case Opcode.LD_IMM, Opcode.LDX_IMM -> code.loadConstant(k);
                default -> code.iload(MEMORY + k);
            }
            code.istore(target);
        }
    }

    private void constantLoad(int index, int opcode, int k, int size, int target) {
        if (!program.reachable(index, size)) {
            code.goto_(reject);
            return;
        }
        if (checked) {
            code.iload(CAPTURED).loadConstant(k + size).if_icmplt(reject);
        }
        code.lload(ADDRESS);
        if (k != 0) {
            code.loadConstant((long) k).ladd();
        }
        read(size);
        if (opcode == Opcode.LDX_MSH) {
            code.bipush(15).iand().iconst_2().ishl();
        }
        code.istore(target);
    }

    private void indexedLoad(int opcode, int k, int size) {
        code.iload(X).i2l().loadConstant(0xffffffffL).land();
        if (k != 0) {
            code.loadConstant(k & 0xffffffffL).ladd();
        }
        code.lstore(AT);
        // at + size <= captured, in exact arithmetic: at is below 2^33
        code.lload(AT).iload(CAPTURED).loadConstant(size).isub().i2l().lcmp().ifgt(reject);
        code.lload(ADDRESS).lload(AT).ladd();
        read(size);
        code.istore(A);
    }

    private void read(int size) {
        final String load = switch (size) {
            case 4 -> "word";
            case 2 -> "half";
            default -> "octet";
        };
        code.invokestatic(FilterClassWriter.SUPER, load, LOAD);
    }

    private void operand(int opcode, int k) {
        if ((opcode & 8) == 0) {
            code.loadConstant(k);
        } else {
            code.iload(X);
        }
    }

    private void arithmetic(int opcode, int k) {
        int operation = opcode & 0xf0;
        boolean byX = (opcode & 8) != 0;
        switch (operation) {
            case 0x80 -> code.iload(A).ineg();
            case 0x30, 0x90 -> {
                if (byX) {
                    code.iload(X).ifeq(reject);
                }
                code.iload(A);
                operand(opcode, k);
                code.invokestatic(INTEGER, operation == 0x30 ? "divideUnsigned" : "remainderUnsigned", BINARY);
            }
            case 0x60, 0x70 -> {
                shift(operation, byX, k);
                return;
            }
            default -> {
                code.iload(A);
                operand(opcode, k);
                simple(operation);
            }
        }
        code.istore(A);
    }

    private void simple(int operation) {
        switch (operation) {
            case 0x00 -> code.iadd();
            case 0x10 -> code.isub();
            case 0x20 -> code.imul();
            case 0x40 -> code.ior();
            case 0x50 -> code.iand();
            default -> code.ixor();
        }
    }

    private void shift(int operation, boolean byX, int k) {
        if (!byX && (k & ~31) != 0) {
            code.iconst_0().istore(A);
            return;
        }
        Label far = code.newLabel();
        Label done = code.newLabel();
        if (byX) {
            code.iload(X).bipush(-32).iand().ifne(far);
        }
        code.iload(A);
        operand(byX ? 8 : 0, k);
        if (operation == 0x60) {
            code.ishl();
        } else {
            code.iushr();
        }
        code.istore(A);
        if (byX) {
            code.goto_(done).labelBinding(far).iconst_0().istore(A);
        } else {
            code.labelBinding(far);
        }
        code.labelBinding(done);
    }

    private void jump(int index, int opcode, int k) {
        int yes = program.whenTrue(index);
        if (opcode == Opcode.JA) {
            if (program.jumpsBack(index)) {
                code.iinc(LOOPS, -1).iload(LOOPS).ifeq(reject);
            }
            follow(index, yes);
            return;
        }
        int no = program.whenFalse(index);
        if (yes == no) {
            follow(index, yes);
        } else if (yes == index + 1) {
            condition(opcode, k, labels[no], false);
        } else {
            condition(opcode, k, labels[yes], true);
            follow(index, no);
        }
    }

    private void follow(int index, int target) {
        if (target != index + 1) {
            code.goto_(labels[target]);
        }
    }

    /** Jumps when the condition has the wanted outcome. */
    private void condition(int opcode, int k, Label target, boolean wanted) {
        int operation = opcode & 0xf0;
        code.iload(A);
        operand(opcode, k);
        if (operation == 0x10) {
            if (wanted) {
                code.if_icmpeq(target);
            } else {
                code.if_icmpne(target);
            }
        } else if (operation == 0x40) {
            code.iand();
            if (wanted) {
                code.ifne(target);
            } else {
                code.ifeq(target);
            }
        } else {
            compare(operation == 0x30, target, wanted);
        }
    }

    private void compare(boolean orEqual, Label target, boolean wanted) {
        code.invokestatic(INTEGER, "compareUnsigned", BINARY);
        if (orEqual && wanted) {
            code.ifge(target);
        } else if (orEqual) {
            code.iflt(target);
        } else if (wanted) {
            code.ifgt(target);
        } else {
            code.ifle(target);
        }
    }
}
