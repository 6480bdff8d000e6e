package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Training shows a filter packets of all kinds that it tells apart, and stands any program. */
@Timeout(600)
class FilterTrainingTest {
    private static final int LENGTH = 160;

    @ParameterizedTest
    @ValueSource(strings = {"tcp port 80", "ip", "udp", "host 10.1.2.3 and not port 22", "vlan 5 and ip6", "tcp[13] & 2 != 0",
        "icmp or arp", "len > 100 and net 192.168.0.0/16"})
    void shouldMakePacketsThatMatchAndPacketsThatDoNot(String expression) {
        ProgramFilter filter = (ProgramFilter) new PcapFilterCompiler().compile(expression, 1, 65_535, 0);
        int matching = 0;
        try (Arena arena = Arena.ofConfined()) {
            FilterTraining training = new FilterTraining(filter.program(), arena);
            MemorySegment packet = arena.allocate(LENGTH);
            for (int i = 0; i < 512; i++) {
                training.prepare(packet);
                matching += filter.run(packet, 0, LENGTH, LENGTH) != 0 ? 1 : 0;
            }
        }
        assertThat(matching).isBetween(8, 504);
    }

    @Test
    void shouldStandAnyProgram() {
        RandomPrograms programs = new RandomPrograms(11);
        for (int i = 0; i < 150; i++) {
            FilterTraining.train(FilterCode.of(programs.next()).filter("random", 1));
        }
    }
}
