package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The interpreter, the generated code and libpcap's own interpreter give the same value for every packet. */
class FilterDifferentialTest {
    private static final int CAPTURE_LENGTH = 262144;

    /** libpcap runs X = length but has no words for it; its compiler never emits it. */
    private static final String UNKNOWN_TO_LISTING = "unimp    0x81";

    /** Lines {@code link type, TAB, expression}; lines with # are comments. */
    private static List<String[]> expressions() throws IOException {
        List<String[]> expressions = new ArrayList<>();
        try (InputStream in = FilterDifferentialTest.class.getResourceAsStream("expressions.tsv")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.US_ASCII).split("\n")) {
                if (!line.startsWith("#") && !line.isBlank()) {
                    expressions.add(line.split("\t", 2));
                }
            }
        }
        return expressions;
    }

    @Test
    void shouldAgreeOnEveryExpressionAndSeededPacket() throws IOException {
        List<String> oneSided = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            RandomPackets packets = new RandomPackets(20260101, arena);
            for (String[] line : expressions()) {
                int linkType = Integer.parseInt(line[0]);
                Filters filters = new Filters(line[1], Filters.program(line[1], linkType, CAPTURE_LENGTH), arena);
                assertThat(filters.compiledToClass()).as(line[1]).isTrue();
                int matches = 0;
                for (int i = 0; i < 3000; i++) {
                    packets.next(linkType);
                    int value = filters.run(packets.memory(), RandomPackets.OFFSET, packets.captured(), packets.wire());
                    matches += value == 0 ? 0 : 1;
                }
                if (matches == 0 || matches == 3000) {
                    oneSided.add(line[1]);
                }
            }
        }
        assertThat(oneSided).as("expressions that all packets or none matched prove little").hasSizeLessThan(30);
    }

    @Test
    void shouldAgreeOnEveryCapturedLengthOfOnePacket() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            RandomPackets packets = new RandomPackets(7, arena);
            for (String[] line : expressions()) {
                Filters filters =
                    new Filters(line[1], Filters.program(line[1], Integer.parseInt(line[0]), CAPTURE_LENGTH), arena);
                for (int i = 0; i < 10; i++) {
                    packets.next(Integer.parseInt(line[0]));
                    for (int captured = 0; captured <= packets.captured(); captured++) {
                        filters.run(packets.memory(), RandomPackets.OFFSET, captured, packets.wire());
                    }
                }
            }
        }
    }

    @Test
    void shouldAgreeOnSeededPrograms() {
        try (Arena arena = Arena.ofShared()) {
            RandomPrograms programs = new RandomPrograms(42);
            RandomPackets packets = new RandomPackets(43, arena);
            long accepted = 0;
            for (int i = 0; i < 4000; i++) {
                FilterProgram program = programs.next();
                try (Arena one = Arena.ofShared()) {
                    assertThat(Libpcap.valid(Libpcap.instructions(program, one), program.length())).isTrue();
                    Filters filters = new Filters("program " + i, program, one);
                    for (int j = 0; j < 25; j++) {
                        packets.next(1);
                        int value = filters.run(packets.memory(), RandomPackets.OFFSET, packets.captured(), packets.wire());
                        accepted += value == 0 ? 0 : 1;
                    }
                }
            }
            assertThat(accepted).isBetween(10_000L, 90_000L);
        }
    }

    @Test
    void shouldRunProgramsThatAreTooLongToCompile() {
        try (Arena arena = Arena.ofShared()) {
            StringBuilder expression = new StringBuilder("port 1");
            for (int i = 2; i < 250; i++) {
                expression.append(" or port ").append(i);
            }
            FilterProgram program = Filters.program(expression.toString(), 1, CAPTURE_LENGTH);
            assertThat(FilterCode.of(program).compiled()).isFalse();
            Filters filters = new Filters("ports", program, arena);
            RandomPackets packets = new RandomPackets(9, arena);
            int matches = 0;
            for (int i = 0; i < 2000; i++) {
                packets.next(1);
                matches += filters.run(packets.memory(), RandomPackets.OFFSET, packets.captured(), packets.wire()) == 0 ? 0 : 1;
            }
            assertThat(matches).isBetween(50, 1950);
        }
    }

    @Test
    void shouldListProgramsAsLibpcapDoes() throws IOException {
        RandomPrograms programs = new RandomPrograms(4711);
        for (int i = 0; i < 300; i++) {
            FilterProgram program = programs.next();
            assertThat(FilterListing.of(program))
                .isEqualTo(Libpcap.listing(program).replace(UNKNOWN_TO_LISTING, "ldx      #pktlen"));
        }
        for (String[] line : expressions()) {
            FilterProgram program = Filters.program(line[1], Integer.parseInt(line[0]), CAPTURE_LENGTH);
            assertThat(FilterListing.of(program)).as(line[1]).isEqualTo(Libpcap.listing(program));
        }
    }
}
