package org.mapi.run.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What tcpdump says of the captures: packets of each file, all and behind each filter.
 *
 * @param filters the filters; the first one is empty
 * @param rows    the files
 */
record FilterTable(List<String> filters, List<Row> rows) {
    /** A file whose packets cannot be read at all, or a filter that does not compile for its link type. */
    static final String ERROR = "error";

    /**
     * The two files with several link types, which libpcap does not read (tcpdump counts 0). These numbers were counted from
     * tshark's listing: four DHCP messages on Ethernet and a UDP broadcast on a NULL interface, which stands late in the file;
     * for that one arp, vlan and mpls cannot be asked, so it does not pass, and the filter says that it was unfilterable.
     */
    private static final List<String> MIXED = List.of("5", "5", "0", "0", "5", "0", "0", "0", "0", "0", "0", "0", "0", "0", "0",
        "0", "0");
    private static final Map<String, List<String>> OWN = Map.of("pcapng-be-102.pcapng", MIXED, "pcapng-le-102.pcapng", MIXED);

    /**
     * A file.
     *
     * @param file  name
     * @param cells packets behind each filter, or error
     */
    record Row(String file, List<String> cells) {
        boolean unreadable() {
            return cells.getFirst().equals(ERROR);
        }

        boolean corrupt() {
            return file.startsWith("corrupt-");
        }

        @Override
        public String toString() {
            return file;
        }
    }

    static FilterTable read() throws IOException {
        final List<String> lines = Files.readAllLines(Places.TRACES.resolve("expected-filters.tsv"));
        final List<String> filters = new ArrayList<>(Arrays.asList(lines.getFirst().split("\t")));
        filters.removeFirst();
        filters.set(0, "");
        final List<Row> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            final List<String> cells = Arrays.asList(line.split("\t"));
            rows.add(new Row(cells.getFirst(), OWN.getOrDefault(cells.getFirst(), cells.subList(1, cells.size()))));
        }
        return new FilterTable(List.copyOf(filters), List.copyOf(rows));
    }
}
