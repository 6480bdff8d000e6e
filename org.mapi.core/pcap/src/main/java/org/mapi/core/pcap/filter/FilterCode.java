package org.mapi.core.pcap.filter;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Executable form of one program: makes filters that run it. Shared by all filters with the same program; when the last of them
 * is gone the hidden class behind it can be unloaded.
 */
final class FilterCode {
    /**
     * Longest program that is compiled. HotSpot does not compile methods above 8,000 bytes of code, and an instruction needs
     * about 12; a longer program is faster in our interpreter, which is compiled, than as code that never is.
     */
    static final int LONGEST_COMPILED = 1500;
    /** {@code -XX:HugeMethodLimit} of HotSpot: longer methods stay in the bytecode interpreter. */
    private static final int HUGE_METHOD = 8000;
    private static final MethodType CONSTRUCTOR = MethodType.methodType(void.class);
    private static final MethodType FACTORY = MethodType.methodType(FilterBody.class);

    private final FilterProgram program;
    private final FilterBody body;
    private final AtomicBoolean trained = new AtomicBoolean();

    private FilterCode(FilterProgram program, FilterBody body) {
        this.program = program;
        this.body = body;
    }

    /** Compiles a program, or prepares it for the interpreter where it is too long. */
    static FilterCode of(FilterProgram program) {
        if (program.length() > LONGEST_COMPILED) {
            return interpreted(program);
        }
        FilterClassWriter writer = new FilterClassWriter(program);
        byte[] bytes = writer.write();
        if (writer.longestMethod() > HUGE_METHOD) {
            return interpreted(program);
        }
        return new FilterCode(program, body(bytes));
    }

    private static FilterBody body(byte[] type) {
        try {
            // no option STRONG: the class lives as long as somebody holds a filter or this object
            MethodHandles.Lookup hidden = MethodHandles.lookup().defineHiddenClass(type, true);
            return (FilterBody) hidden.findConstructor(hidden.lookupClass(), CONSTRUCTOR).asType(FACTORY).invokeExact();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("generated filter class cannot be used: bytes=" + type.length, e);
        }
    }

    /** Prepares a program for the interpreter. */
    static FilterCode interpreted(FilterProgram program) {
        return new FilterCode(program, new InterpretedBody(program));
    }

    /** The program. */
    FilterProgram program() {
        return program;
    }

    /** Whether filters run generated code. */
    boolean compiled() {
        return !(body instanceof InterpretedBody);
    }

    /** Whether training is up to the caller: true once only. */
    boolean untrained() {
        return compiled() && trained.compareAndSet(false, true);
    }

    /** Makes a filter. */
    ProgramFilter filter(String expression, int linkType) {
        return new ProgramFilter(this, body, expression, linkType);
    }
}
