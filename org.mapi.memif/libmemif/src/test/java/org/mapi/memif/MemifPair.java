package org.mapi.memif;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** A connected master and slave on an abstract address of their own. */
final class MemifPair implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final MemifSocket server;
    final MemifSocket client;
    final Memif master;
    final Memif slave;

    MemifPair(final MemifOptions masterOptions, final MemifOptions slaveOptions) {
        server = MemifSocket.open(address());
        client = MemifSocket.open(server.filename());
        master = server.listen(masterOptions);
        slave = client.connect(slaveOptions);
        assertThat(slave.awaitConnected(PATIENCE)).as("slave connected: " + slave.details().error()).isTrue();
        assertThat(master.awaitConnected(PATIENCE)).as("master connected").isTrue();
    }

    MemifPair() {
        this(MemifOptions.master(1).rxMode(RxMode.POLLING), MemifOptions.slave(1).rxMode(RxMode.POLLING));
    }

    static String address() {
        return "@memif-test-" + ProcessHandle.current().pid() + "-" + NUMBER.incrementAndGet();
    }

    /** Polls until something has become true. */
    static void await(final String what, final BooleanSupplier condition) {
        final long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("still waiting: " + what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        client.close();
        server.close();
    }
}
