package org.mapi.run.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OutputWatchTest {

    private static int call(String name, FunctionDescriptor type, Object... arguments) throws Throwable {
        Linker linker = Linker.nativeLinker();
        return (int) linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type).invokeWithArguments(arguments);
    }

    private static void close(int descriptor) throws Throwable {
        call("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), descriptor);
    }

    @Test
    void shouldNoticeThatTheReaderOfAPipeIsGoneThoughNothingIsWritten() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment ends = arena.allocate(2 * Integer.BYTES, Integer.BYTES);
            assertThat(call("pipe", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS), ends)).isZero();
            int reader = ends.get(ValueLayout.JAVA_INT, 0);
            int writer = ends.get(ValueLayout.JAVA_INT, Integer.BYTES);
            assertThat(OutputWatch.Descriptors.isAbandoned(writer)).isFalse();
            close(reader);
            assertThat(OutputWatch.Descriptors.isAbandoned(writer)).isTrue();
            close(writer);
        }
    }

    @Test
    void shouldStayGoneOnceWritingFailed() {
        AtomicBoolean failing = new AtomicBoolean();
        OutputWatch watch = new OutputWatch(failing::get);
        assertThat(watch.getAsBoolean()).isFalse();
        failing.set(true);
        assertThat(watch.getAsBoolean()).isTrue();
        failing.set(false);
        assertThat(watch.getAsBoolean()).isTrue();
    }
}
