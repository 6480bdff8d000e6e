package org.mapi.mos.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.mos.stack.Segments.CLIENT;
import static org.mapi.packet.TcpFlags.ACK;
import static org.mapi.packet.TcpFlags.SYN;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.ChecksumPolicy;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitorOptions;
import org.mapi.mos.SourceOptions;

/** Which packets are followed under which policy, and that each decision is counted. */
class ChecksumPolicyTest {
    @ParameterizedTest
    @CsvSource({"VERIFY, 3, 2, 0, 1", "AUTO, 4, 1, 1, 1", "IGNORE, 5, 0, 0, 0"})
    void shouldFollowWhatThePolicyAcceptsAndCountWhy(ChecksumPolicy policy, int followed, int bad, int partial, int unjudged) {
        final int[] told = new int[1];
        try (Worker worker = Workers.of(SourceOptions.DEFAULT.withChecksums(policy))) {
            worker.attach(on -> on.at(Hook.SEND, BuiltInEvent.PKT_IN, flow -> told[0]++), MonitorOptions.streams("app", ""));
            final Segments wire = new Segments(worker);
            wire.send(CLIENT, SYN, 0, 0, "");
            wire.send(CLIENT, ACK, 0, 0, "whole");
            wire.snapped = 3;
            wire.send(CLIENT, ACK, 5, 0, "not captured");
            wire.snapped = 0;
            wire.badChecksum = true;
            wire.send(CLIENT, ACK, 17, 0, "wrong");
            wire.partialChecksum = true;
            wire.send(CLIENT, ACK, 22, 0, "left to the device");
            final WorkerCounters counted = worker.counters;
            assertThat(told[0]).isEqualTo(followed);
            assertThat(counted.badChecksum).isEqualTo(bad);
            assertThat(counted.partialChecksum).isEqualTo(partial);
            assertThat(counted.unjudgedChecksum).isEqualTo(unjudged);
            assertThat(counted.statistics().unjudgedChecksum()).isEqualTo(unjudged);
            assertThat(counted.packets).isEqualTo(counted.monitored + counted.badChecksum);
        }
    }
}
