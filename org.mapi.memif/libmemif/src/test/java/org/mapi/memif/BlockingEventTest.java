package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A peer makes the eventfds that it shares with us blocking and fills their counters: nobody hangs for long. */
@Timeout(600)
class BlockingEventTest {
    private static final int F_SETFL = 4;
    private static final long FULL = -2;

    private final Arena arena = Arena.ofAuto();

    private MethodHandle call(final String name, final FunctionDescriptor signature, final Linker.Option... options) {
        final Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), signature, options);
    }

    /** What the peer does: O_NONBLOCK off, counter at its largest value. */
    private void spoil(final int fd) throws Throwable {
        final MethodHandle fcntl = call("fcntl", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT,
                ValueLayout.JAVA_INT, ValueLayout.JAVA_INT), Linker.Option.firstVariadicArg(2));
        final MethodHandle write = call("write", FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
        final MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_LONG, FULL);
        assertThat((long) write.invokeExact(fd, value, (long) Long.BYTES)).isEqualTo(Long.BYTES);
        assertThat((int) fcntl.invokeExact(fd, F_SETFL, 0)).isZero();
    }

    @Test
    void shouldSetAKickFreeThatThePeerBlocks() throws Throwable {
        final List<String> reasons = Collections.synchronizedList(new ArrayList<>());
        try (MemifPair pair = new MemifPair(MemifOptions.master(1), MemifOptions.slave(1)
                .onDisconnect((memif, context, why, reason) -> reasons.add(why + " " + reason)))) {
            spoil(pair.master.queueEventFd(0));
            final MemorySegment packet = arena.allocate(64);
            final int sent = pair.slave.transmitQueue(0).send(packet, 0, 64);
            assertThat(sent).as("published, or found the end of the connection").isIn(1, -35);
            MemifPair.await("the connection ends", () -> reasons.contains("INT_WRITE the peer blocks our kicks"));
            MemifPair.await("and comes back", () -> pair.slave.isConnected() && pair.master.isConnected());
            assertThat(pair.slave.transmitQueue(0).send(packet, 0, 64)).isEqualTo(1);
        }
    }

    @Test
    void shouldNeverReadBlockingly() throws Throwable {
        try (MemifPair pair = new MemifPair()) {
            final int fd = pair.master.queueEventFd(0);
            spoil(fd);
            final ReceiveQueue queue = pair.master.receiveQueue(0);
            for (int i = 0; i < 3; i++) {
                queue.await(1_000_000);
                assertThat(queue.receive(new MemifBuffers(4), 4)).isZero();
            }
        }
    }
}
