package org.mapi.run.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifOptions;
import org.mapi.memif.MemifSocket;
import org.mapi.memif.RxMode;

/** What the memif benchmark counts; not how fast. */
@Timeout(600)
class MemifTrafficTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void shouldMovePacketsAndComeBackForTheRoundTrip() throws InterruptedException {
        final String address = "@bench-test-" + ProcessHandle.current().pid();
        try (MemifSocket one = MemifSocket.open(address); MemifSocket two = MemifSocket.open(address);
             Memif master = one.listen(MemifOptions.master(1).rxMode(RxMode.POLLING));
             Memif slave = two.connect(MemifOptions.slave(1).rxMode(RxMode.POLLING))) {
            assertThat(slave.awaitConnected(PATIENCE) && master.awaitConnected(PATIENCE)).isTrue();
            for (boolean copy : new boolean[] {true, false}) {
                final long before = master.receiveQueue(0).statistics().packets();
                final MemifTraffic sender = new MemifTraffic(MemifTraffic.Kind.SEND, slave.transmitQueue(0), null, 64, 32, copy,
                    false);
                final MemifTraffic receiver = new MemifTraffic(MemifTraffic.Kind.RECEIVE, null, master.receiveQueue(0), 64, 32,
                    copy, false);
                final Thread sending = Thread.ofPlatform().start(sender);
                final Thread receiving = Thread.ofPlatform().start(receiver);
                await(master, before + 10_000);
                sender.stop();
                sending.join();
                await(master, slave.transmitQueue(0).statistics().packets());
                receiver.stop();
                receiving.join();
            }
            assertThat(master.receiveQueue(0).statistics().packets()).isEqualTo(slave.transmitQueue(0).statistics().packets());
            final MemifTraffic echo = new MemifTraffic(MemifTraffic.Kind.ECHO, slave.transmitQueue(0), slave.receiveQueue(0), 64,
                64, true, false);
            final Thread echoing = Thread.ofPlatform().start(echo);
            assertThat(new RoundTrip(master).median(0.2)).isPositive();
            echo.stop();
            echoing.join();
        }
    }

    private static void await(Memif master, long packets) {
        final long end = System.nanoTime() + PATIENCE.toNanos();
        while (master.receiveQueue(0).statistics().packets() < packets) {
            assertThat(System.nanoTime()).as("still waiting for " + packets + " packets").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldMovePacketsThroughTheBareRing(boolean checks) throws InterruptedException {
        final BareRing ring = new BareRing(checks);
        assertThat(ring.rate(64, 32, 0.2)).isPositive();
        assertThat(ring.sum()).as("the descriptors were read").isPositive();
    }
}
