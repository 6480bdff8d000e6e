package org.mapi.run.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.mapi.Applied;
import org.mapi.Flow;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.OfflineDevice;
import org.mapi.run.proof.Commands.Outcome;
import org.mapi.run.proof.FilterTable.Row;

/** Every readable capture, alone and behind each of the 16 filters, against the numbers of tcpdump. */
class OracleIT {
    /** Files of more packets are read behind a few filters only in the short form. */
    private static final int MANY = 10_000;

    private static Appliance appliance;
    private static FilterTable table;

    @BeforeAll
    static void start() throws IOException {
        Places.assumeTraces();
        appliance = new Appliance();
        table = FilterTable.read();
    }

    @AfterAll
    static void stop() {
        if (appliance != null) {
            appliance.close();
        }
    }

    @Test
    void shouldHaveTheWholeTable() {
        assertThat(table.filters()).hasSize(17);
        assertThat(table.rows()).hasSizeGreaterThanOrEqualTo(47).allMatch(row -> row.cells().size() == 17);
    }

    /** All flows of a file at once on one device: they share what they can. */
    @TestFactory
    Stream<DynamicTest> shouldCountWhatTcpdumpCounts() {
        return table.rows().stream().map(row -> DynamicTest.dynamicTest(row.file(), () -> {
            if (row.unreadable()) {
                refuses(row);
            } else {
                assertThat(together(row)).isEqualTo(row.cells());
            }
        }));
    }

    /** The same numbers when no other flow is there, and when a second flow of the same kind shares all of it. */
    @TestFactory
    Stream<DynamicTest> shouldCountTheSameAloneAndShared() {
        return table.rows().stream().filter(row -> !row.unreadable()).map(row -> DynamicTest.dynamicTest(row.file(), () -> {
            final boolean few = !Places.LONG && Integer.parseInt(row.cells().getFirst()) > MANY;
            for (int i = 0; i < table.filters().size(); i += few ? 4 : 1) {
                final String filter = table.filters().get(i);
                assertThat(alone(row, List.of(filter))).as(filter).isEqualTo(List.of(row.cells().get(i)));
                if (Places.LONG) {
                    assertThat(alone(row, List.of(filter, filter))).as("twice " + filter)
                        .isEqualTo(List.of(row.cells().get(i), row.cells().get(i)));
                }
            }
        }));
    }

    /** The command itself, as a process: its JSON, exit code and complaint. */
    @TestFactory
    Stream<DynamicTest> shouldPrintTheSameByTheCommand() {
        final List<String> some = List.of("http-browse.pcap", "http6-1000req-gap.pcap.gz", "dlt-sll-arp.pcap",
            "corrupt-cut-mid-record.pcap", "corrupt-shb-option.pcapng");
        final int column = table.filters().indexOf("vlan");
        return table.rows().stream().filter(row -> Places.LONG || some.contains(row.file())).map(row -> DynamicTest.dynamicTest(
            row.file(), () -> {
                final Outcome outcome = Commands.runMapi("monitor", "-r", Places.TRACES.resolve(row.file()).toString(), "-f",
                    "vlan", "--format", "json", "PKT_COUNTER");
                if (row.cells().get(column).equals(FilterTable.ERROR)) {
                    assertThat(outcome.status()).isEqualTo(1);
                    assertThat(outcome.complaint()).startsWith("mapi: PCAP_");
                    assertThat(outcome.out()).isEmpty();
                } else {
                    assertThat(outcome.status()).isEqualTo(row.corrupt() ? 5 : 0);
                    final Map<?, ?> view = (Map<?, ?>) JSON.std.anyFrom(outcome.out());
                    final Map<?, ?> counter = (Map<?, ?>) ((List<?>) view.get("functions")).getLast();
                    assertThat(view.get("received")).hasToString(row.cells().getFirst());
                    assertThat(counter.get("result")).hasToString(row.cells().get(column));
                    assertThat(view.get("bad")).isEqualTo(row.corrupt() ? 1 : 0);
                    assertThat(outcome.err().lines()).hasSize(row.corrupt() ? 1 : 0);
                }
            }));
    }

    @Test
    void shouldCountPacketsThatAFilterCannotJudge() throws InterruptedException {
        for (String file : List.of("pcapng-be-102.pcapng", "pcapng-le-102.pcapng")) {
            try (OfflineDevice device = appliance.open(Places.TRACES.resolve(file))) {
                final Flow flow = appliance.mapi().createFlow(device.name());
                final Applied<Object> arp = flow.apply("BPF_FILTER", "arp");
                final Applied<Object> all = appliance.mapi().createFlow(device.name()).apply("BPF_FILTER", "ip");
                flow.connect();
                all.flow().connect();
                Appliance.read(device);
                Appliance.finish(flow);
                assertThat(arp.read().value()).isEqualTo(Map.of("unfilterable", 1L));
                Appliance.finish(all.flow());
                assertThat(all.read().value()).isEqualTo(Map.of("unfilterable", 0L));
                assertThat(all.information().passed()).isEqualTo(5);
            }
        }
    }

    private static void refuses(Row row) {
        assertThatThrownBy(() -> appliance.open(Places.TRACES.resolve(row.file()))).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.PCAP_OPEN_ERR)).hasMessageContaining(row.file() + ": byte 0");
    }

    private static List<String> together(Row row) throws InterruptedException {
        return alone(row, table.filters());
    }

    private static List<String> alone(Row row, List<String> filters) throws InterruptedException {
        try (OfflineDevice device = appliance.open(Places.TRACES.resolve(row.file()))) {
            final List<Applied<Object>> counters = new ArrayList<>();
            for (String filter : filters) {
                counters.add(counter(device, filter));
            }
            Appliance.read(device);
            final List<String> counts = new ArrayList<>();
            for (Applied<Object> counter : counters) {
                if (counter != null) {
                    Appliance.finish(counter.flow());
                }
                counts.add(counter == null ? FilterTable.ERROR : String.valueOf(Appliance.number(counter)));
            }
            assertThat(device.failure().isPresent()).as("failure " + device.failure()).isEqualTo(row.corrupt());
            return counts;
        }
    }

    /** A counter behind a filter, or null when the filter has no program for the device. */
    private static Applied<Object> counter(OfflineDevice device, String filter) {
        final Flow flow = appliance.mapi().createFlow(device.name());
        try {
            if (!filter.isEmpty()) {
                flow.apply("BPF_FILTER", filter);
            }
        } catch (MapiException e) {
            assertThat(e.error()).as(e.line()).isEqualTo(MapiError.PCAP_BPF_ERR);
            assertThat(e).hasMessageContaining(filter);
            flow.close();
            return null;
        }
        final Applied<Object> counter = flow.apply("PKT_COUNTER");
        flow.connect();
        return counter;
    }
}
