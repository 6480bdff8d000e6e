package org.mapi.core.engine.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimilarNamesTest {
    private static final List<String> KNOWN = List.of("PKT_COUNTER", "BYTE_COUNTER", "BPF_FILTER", "STR_SEARCH", "SAMPLE", "GAP",
        "PKTINFO", "STATS", "TO_BUFFER", "TO_FILE");

    @ParameterizedTest
    @CsvSource({"pkt_counter,PKT_COUNTER", "PKTCOUNTER,PKT_COUNTER", "COUNTER,BYTE_COUNTER PKT_COUNTER",
        "BPF,BPF_FILTER", "STAT,STATS", "GPA,", "TOBUFFER,TO_BUFFER", "XYZZY,"})
    void shouldFindWhatAMistypedNameMayMean(String typed, String expected) {
        assertThat(String.join(" ", SimilarNames.of(typed, KNOWN))).isEqualTo(expected == null ? "" : expected);
    }
}
