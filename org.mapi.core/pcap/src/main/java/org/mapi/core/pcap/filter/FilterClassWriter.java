package org.mapi.core.pcap.filter;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.AccessFlag;

/**
 * Writes the class of one program: a subclass of {@link FilterBody} whose {@code run} is the program.
 *
 * <pre>
 *   int run(segment, offset, captured, wire) {
 *       if (captured &lt; reach) return checked(segment, offset, captured, wire);
 *       ... the program, loads at constant offsets unchecked ...
 *   }
 *   int checked(segment, offset, captured, wire) {
 *       ... the program, every load checked ...
 *   }
 * </pre>
 *
 * <p>{@code reach} is the end of the farthest load at a constant offset, so that nearly all packets take the unchecked way.
 * Loads at X + k are checked in both. Without loads at constant offsets there is no {@code checked}.
 */
final class FilterClassWriter {
    static final ClassDesc SUPER = ClassDesc.of(FilterBody.class.getName());
    private static final ClassDesc NAME = ClassDesc.of(FilterBody.class.getPackageName() + ".CompiledBody");
    private static final ClassDesc SEGMENT = MemorySegment.class.describeConstable().orElseThrow();
    private static final MethodTypeDesc RUN = MethodTypeDesc.of(ConstantDescs.CD_int, SEGMENT, ConstantDescs.CD_long,
        ConstantDescs.CD_int, ConstantDescs.CD_int);
    private static final String CHECKED = "checked";

    private final FilterProgram program;
    private int longestMethod;

    FilterClassWriter(FilterProgram program) {
        this.program = program;
    }

    /**
     * Writes the class.
     *
     * @return its class file
     */
    byte[] write() {
        byte[] bytes = ClassFile.of().build(NAME, this::members);
        longestMethod = 0;
        ClassModel written = ClassFile.of().parse(bytes);
        for (MethodModel method : written.methods()) {
            method.code().ifPresent(code -> longestMethod = Math.max(longestMethod, ((CodeAttribute) code).codeLength()));
        }
        return bytes;
    }

    /** Bytes of code of the longest method written last. */
    int longestMethod() {
        return longestMethod;
    }

    private void members(ClassBuilder type) {
        type.withFlags(AccessFlag.FINAL, AccessFlag.SUPER);
        type.withSuperclass(SUPER);
        type.withMethodBody(ConstantDescs.INIT_NAME, ConstantDescs.MTD_void, 0, FilterClassWriter::constructor);
        type.withMethodBody("run", RUN, 0, this::run);
        if (program.constantReach() > 0) {
            type.withMethodBody(CHECKED, RUN, ClassFile.ACC_PRIVATE, code -> new FilterCodeWriter(program, code, true).write());
        }
    }

    private static void constructor(CodeBuilder code) {
        code.aload(0).invokespecial(SUPER, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void).return_();
    }

    private void run(CodeBuilder code) {
        if (program.constantReach() > 0) {
            code.iload(FilterCodeWriter.CAPTURED).loadConstant(program.constantReach());
            code.ifThen(java.lang.classfile.Opcode.IF_ICMPLT, shorter -> shorter
                .aload(0).aload(FilterCodeWriter.SEGMENT).lload(FilterCodeWriter.OFFSET).iload(FilterCodeWriter.CAPTURED)
                .iload(FilterCodeWriter.WIRE).invokevirtual(NAME, CHECKED, RUN).ireturn());
        }
        new FilterCodeWriter(program, code, false).write();
    }
}
