package org.mapi.run.bench.mos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the benchmarks of the stack count; how fast is not asked here. */
class StackRatesTest {
    private static final int CONNECTIONS = 200;

    @Test
    void shouldCountTheSameInEveryCase() throws InterruptedException {
        try (StackRates rates = new StackRates(CONNECTIONS)) {
            final long packets = rates.packets();
            assertThat(packets % (CONNECTIONS * HttpTraffic.PER_CONNECTION)).isZero();
            final long rounds = packets / (CONNECTIONS * HttpTraffic.PER_CONNECTION);
            assertThat(rates.measure()).containsExactly(CONNECTIONS, CONNECTIONS * rounds, packets, 0, packets, packets);
        }
    }

    @Test
    void shouldReadEveryByteAndRaiseEveryEvent() {
        final HttpTraffic traffic = new HttpTraffic(CONNECTIONS, 0, 1);
        final Everything application = new Everything(3);
        try (Monitored monitored = new Monitored(application, 8192, traffic)) {
            monitored.run(1);
            assertThat(monitored.statistics().badChecksum()).isZero();
            assertThat(application.read()).isEqualTo(traffic.bytes() - 54L * traffic.packets());
            assertThat(application.own()).isEqualTo(3L * traffic.packets());
            assertThat(application.calls()).isGreaterThan(2L * traffic.packets());
        }
    }

    @Test
    void shouldListEveryConnection() {
        final ConnectionTable application = new ConnectionTable();
        try (Monitored monitored = new Monitored(application, 0, new HttpTraffic(CONNECTIONS, 0, 1))) {
            monitored.run(30);
            assertThat(application.started()).isEqualTo(30 * CONNECTIONS).isEqualTo(application.ended());
            assertThat(application.looked()).isPositive();
        }
    }

    @Test
    void shouldKeepConnectionsOpen() {
        for (double value : new IdleConnections(2000).measure(8192, new Everything(0))) {
            assertThat(value).isPositive();
        }
    }
}
