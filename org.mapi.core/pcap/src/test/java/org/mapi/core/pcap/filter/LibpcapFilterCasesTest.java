package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.mapi.MapiException;
import org.mapi.core.pcap.DataLink;

/**
 * libpcap's own 185 cases. They belong to a newer libpcap than Debian 12 has: cases whose expression the installed one refuses
 * are printed, and for 1.10.3 they are those of {@code refused-by-libpcap-1.10.3.txt}; every other one must give the
 * expected value for every packet, except where the installed libpcap itself gives another one: all cases must give what it gives
 * (for 1.10.3 those of {@code different-in-libpcap-1.10.3.txt} differ from the newer one).
 */
class LibpcapFilterCasesTest {
    private static final Pattern CASE = Pattern.compile("\"name\": \"(.*?)\",\\s*\"savefile\": \"(.*?)\",\\s*\"expressions\": "
        + "\\[\\s*\"(.*?)\"\\s*],\\s*\"netmask\": (null|\".*?\"),\\s*\"results\": \"(.*?)\"");

    /** Hosts that libpcap's test run puts into the system's own tables; not asked for here, no test shall ask a name server. */
    private static final String NAMES = ".libpcap.test";

    private final List<String> refused = new ArrayList<>();
    private final List<String> different = new ArrayList<>();

    @Test
    void shouldGiveTheExpectedValueForEveryPacket() throws IOException {
        Path folder = Traces.folder().resolve("libpcap-filter");
        Matcher matcher = CASE.matcher(Files.readString(folder.resolve("apply.json")));
        int cases = 0;
        try (Arena arena = Arena.ofShared()) {
            while (matcher.find()) {
                cases++;
                check(matcher.group(1), folder.resolve(matcher.group(2)), unescaped(matcher.group(3)), matcher.group(4),
                    matcher.group(5), arena);
            }
        }
        assertThat(cases).isEqualTo(185);
        System.out.println("libpcap's filter cases: " + cases + ", with " + Libpcap.version() + " refused " + refused.size() + " "
            + refused + ", different " + different.size() + " " + different);
        if (Libpcap.version().contains("1.10.3")) {
            assertThat(refused).isEqualTo(resource("refused-by-libpcap-1.10.3.txt"));
            assertThat(different).isEqualTo(resource("different-in-libpcap-1.10.3.txt"));
        }
    }

    private static String unescaped(String json) {
        return json.replace("\\\"", "\"").replace("\\\\", "\\");
    }

    private static List<String> resource(String name) throws IOException {
        try (InputStream in = LibpcapFilterCasesTest.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().skip(1).toList();
        }
    }

    private void check(String name, Path file, String expression, String netmask, String expected, Arena arena) {
        if (expression.contains(NAMES)) {
            refused.add(name);
            return;
        }
        Libpcap.Capture capture = Libpcap.read(file, arena);
        assertThat(capture.error()).as(name).isNull();
        FilterProgram program;
        try {
            int linkType = DataLink.toLinkType(capture.dataLink());
            program = Filters.program(expression, linkType, capture.snapLength(), mask(netmask));
        } catch (MapiException e) {
            assertThat(Libpcap.values(file, expression, mask(netmask))).as(name).isNull();
            refused.add(name);
            return;
        }
        Filters filters = new Filters(name, program, arena);
        List<Integer> values = new ArrayList<>();
        for (Libpcap.Record record : capture.records()) {
            values.add(filters.run(record.data(), 0, record.captured(), record.wireLength()));
        }
        assertThat(values).as(name).isEqualTo(Libpcap.values(file, expression, mask(netmask)));
        if (!values.stream().map(Integer::toUnsignedString).collect(Collectors.joining(", ")).equals(expected)) {
            different.add(name);
        }
    }

    private static int mask(String netmask) {
        int mask = -1;
        if (!netmask.equals("null")) {
            mask = 0;
            for (String part : netmask.replace("\"", "").split("\\.")) {
                mask = mask << 8 | Integer.parseInt(part);
            }
        }
        return mask;
    }
}
