package org.mapi.run.launcher;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.function.BooleanSupplier;

/**
 * Whether nobody takes any more what this process prints: because it could not be written, or because the reader of the pipe is
 * gone ({@code | head}), which without packets would show at the next one only. For one thread.
 */
public final class OutputWatch implements BooleanSupplier {
    /** Short commands do not pay for the call into the C library: to prepare it takes longer than they do. */
    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final int STANDARD_OUTPUT = 1;

    private final BooleanSupplier failed;
    private final long start = System.nanoTime();
    private boolean gone;

    /**
     * Watches the standard output.
     *
     * @param failed writes what has been printed so far and tells whether that failed
     */
    public OutputWatch(BooleanSupplier failed) {
        this.failed = failed;
    }

    /** Whether it is so; once it is, it stays. */
    @Override
    public boolean getAsBoolean() {
        gone = gone || failed.getAsBoolean()
                || System.nanoTime() - start >= PATIENCE_NANOS && Descriptors.isAbandoned(STANDARD_OUTPUT);
        return gone;
    }

    /** The call of poll(2), prepared when it is first wanted. */
    static final class Descriptors {
        private static final int POLLERR = 0x8;
        private static final int POLLHUP = 0x10;
        private static final int POLLFD_LENGTH = 8;
        private static final int POLLFD_RETURNED = 6;
        private static final MethodHandle POLL = Linker.nativeLinker().downcallHandle(
                Linker.nativeLinker().defaultLookup().findOrThrow("poll"), FunctionDescriptor.of(ValueLayout.JAVA_INT,
                        ValueLayout.ADDRESS, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT));

        private Descriptors() {
        }

        /** Whether the other end of a pipe, socket or terminal is closed; never of a file. */
        static boolean isAbandoned(int descriptor) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment asked = arena.allocate(POLLFD_LENGTH, Integer.BYTES);
                asked.set(ValueLayout.JAVA_INT, 0, descriptor);
                return (int) POLL.invokeExact(asked, 1L, 0) > 0
                        && (asked.get(ValueLayout.JAVA_SHORT, POLLFD_RETURNED) & (POLLERR | POLLHUP)) != 0;
            } catch (Throwable e) {
                throw new IllegalStateException("poll: " + e, e);
            }
        }
    }
}
