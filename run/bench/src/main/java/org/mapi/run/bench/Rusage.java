package org.mapi.run.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Processor time of child processes and of this one, exact to the microsecond: {@code getrusage}. */
final class Rusage {
    private static final int CHILDREN = -1;
    private static final int SELF = 0;
    /** {@code struct rusage} has 144 bytes; it begins with two {@code struct timeval}: user and system time. */
    private static final int LENGTH = 144;
    private static final int LONGS = 4;
    private static final MethodHandle GETRUSAGE = Linker.nativeLinker().downcallHandle(
        Linker.nativeLinker().defaultLookup().findOrThrow("getrusage"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

    private Rusage() { }

    /**
     * User and system time of all children that have ended and were waited for, in nanoseconds.
     *
     * @throws IOException when the kernel does not say
     */
    static long children() throws IOException {
        return of(CHILDREN);
    }

    /**
     * User and system time of all threads of this process, in nanoseconds.
     *
     * @throws IOException when the kernel does not say
     */
    static long self() throws IOException {
        return of(SELF);
    }

    private static long of(int whose) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            final MemorySegment usage = arena.allocate(LENGTH, Long.BYTES);
            if ((int) GETRUSAGE.invokeExact(whose, usage) != 0) {
                throw new IOException("getrusage failed");
            }
            long nanos = 0;
            for (int i = 0; i < LONGS; i += 2) {
                nanos += usage.getAtIndex(ValueLayout.JAVA_LONG, i) * 1_000_000_000L
                    + usage.getAtIndex(ValueLayout.JAVA_LONG, i + 1) * 1_000L;
            }
            return nanos;
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("getrusage cannot be called", e);
        }
    }
}
