package org.mapi.core.pcap.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;

/** What the service promises: results, errors with their place, and that no expression can do harm. */
class PcapFilterCompilerTest {
    private static final int ETHERNET = 1;
    private static final int NULL = 0;

    private final PcapFilterCompiler compiler = new PcapFilterCompiler();

    private CaptureFilter compile(String expression) {
        return compiler.compile(expression, ETHERNET, 262144, FilterCompiler.NETMASK_UNKNOWN);
    }

    private static MapiException error(Runnable call) {
        try {
            call.run();
        } catch (MapiException e) {
            return e;
        }
        throw new AssertionError("no exception");
    }

    @Test
    void shouldReturnTheCaptureLengthWhenTheExpressionIsEmpty() {
        CaptureFilter filter = compiler.compile("", ETHERNET, 96, FilterCompiler.NETMASK_UNKNOWN);
        try (Arena arena = Arena.ofShared()) {
            assertThat(filter.run(arena.allocate(1), 0, 0, 60)).isEqualTo(96);
        }
        assertThat(filter.listing()).isEqualTo("(000) ret      #96\n");
        assertThat(filter.linkType()).isEqualTo(ETHERNET);
        assertThat(filter.expression()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = ';', value = {
        "tcp prot 80; syntax error at position 5, \"prot\"",
        "tcp port; syntax error at position 9 (the end)",
        "tcp and (udp; syntax error at position 13 (the end)",
        "); syntax error at position 1, \")\"",
        "ip and and udp; syntax error at position 8, \"and\"",
        "ip or tcp[foo]=1; syntax error at position 11, \"foo\"",
        "udp or tcp port 80 and $; syntax error at position 24, \"$\"",
        "tcp port 80 || port 99999999999; number 99999999999 overflows 32 bits at position 21, \"99999999999\"",
        "ip or vlan 99999; VLAN tag 99999 greater than maximum 4095 at position 12, \"99999\"",
        "udp or ip[0:3]=1; data size must be 1, 2, or 4 at position 14, \"]\"",
        "tcp or port nosuchservice; unknown port 'nosuchservice' at position 13, \"nosuchservice\"",
    })
    void shouldSayWhatIsWrongAndWhere(String expression, String expected) {
        MapiException error = error(() -> compile(expression));
        assertThat(error.error()).isEqualTo(MapiError.PCAP_BPF_ERR);
        assertThat(error.getMessage()).startsWith("filter \"" + expression + "\": ").endsWith(expected);
    }

    @Test
    void shouldRefuseQuestionsThatOnlyTheKernelCanAnswer() {
        assertThatThrownBy(() -> compile("inbound")).isInstanceOf(MapiException.class)
            .hasMessageContaining("inbound/outbound not supported")
            .hasMessageEndingWith("the direction is an option of the live device");
        assertThatThrownBy(() -> compile("ifindex 2")).isInstanceOf(MapiException.class);
    }

    @ParameterizedTest
    @CsvSource({"-1", "65536", "999", "12345"})
    void shouldRefuseLinkTypesThatLibpcapDoesNotKnow(int linkType) {
        MapiException error = error(() -> compiler.compile("ip", linkType, 65535, FilterCompiler.NETMASK_UNKNOWN));
        assertThat(error.error()).isEqualTo(MapiError.PCAP_OPEN_DEAD_ERR);
        assertThat(error).hasMessageContaining(Integer.toString(linkType));
    }

    @Test
    void shouldRefuseACaptureLengthOfZero() {
        assertThat(error(() -> compiler.compile("ip", ETHERNET, 0, 0)).getMessage()).contains("capture length=0");
    }

    @Test
    void shouldTakeTheNetmaskInHostOrder() {
        assertThat(error(() -> compile("ip broadcast")).getMessage()).contains("netmask not known");
        CaptureFilter filter = compiler.compile("ip broadcast", ETHERNET, 65535, 0xffffff00);
        assertThat(filter.listing()).contains("jset     #0xff  ");
    }

    @Test
    void shouldRefuseWhatIsNotPrintable() {
        assertThat(error(() -> compile("ip\0 or rubbish (")).getMessage()).contains("U+0000 at position 3");
        assertThat(error(() -> compile("host m\u00fcnchen")).getMessage()).contains("U+00FC at position 7");
        assertThat(compile("ip\n\tand\r\ntcp").listing()).isEqualTo(compile("ip and tcp").listing());
    }

    @Test
    void shouldSurviveHostileExpressions() {
        int most = PcapFilterCompiler.LONGEST_EXPRESSION;
        for (String hostile : List.of("(".repeat(most), "(".repeat(4000) + "ip" + ")".repeat(4000), "!".repeat(most - 2) + "ip",
                "ip[".repeat(most / 3), "ip[0]" + "+1".repeat(4000) + "=1", "%".repeat(most), "vlan" + "&&vlan".repeat(1300),
                "ip" + " or ip".repeat(1300), "ip" + " and not ip6".repeat(600),
                "tcp[".repeat(500) + "0" + "]".repeat(500) + "=1")) {
            try {
                assertThat(compile(hostile).listing()).isNotEmpty();
            } catch (MapiException e) {
                assertThat(e.error()).isEqualTo(MapiError.PCAP_BPF_ERR);
                assertThat(e.getMessage()).hasSizeLessThan(600);
            }
        }
        MapiException tooLong = error(() -> compile("ip or ".repeat(11_000) + "ip"));
        assertThat(tooLong.getMessage()).contains("length=66002 characters, expected at most 8192");
    }

    @Test
    void shouldCompileFromManyThreadsAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<String>> tasks = IntStream.range(0, 64)
                .mapToObj(i -> (Callable<String>) () -> compile("tcp port " + (1 + i % 8)).listing()).toList();
            List<Future<String>> listings = threads.invokeAll(tasks);
            for (int i = 0; i < listings.size(); i++) {
                assertThat(listings.get(i).get()).isEqualTo(compile("tcp port " + (1 + i % 8)).listing());
            }
        }
    }

    @Test
    void shouldUnderstandLoopbackPacketsOfEitherByteOrder() {
        CaptureFilter filter = compiler.compile("ip6", NULL, 65535, FilterCompiler.NETMASK_UNKNOWN);
        CaptureFilter not = compiler.compile("not ip6", NULL, 65535, FilterCompiler.NETMASK_UNKNOWN);
        try (Arena arena = Arena.ofShared()) {
            MemorySegment packet = arena.allocate(44);
            for (byte family : new byte[] {24, 28, 30}) {
                packet.fill((byte) 0);
                packet.set(ValueLayout.JAVA_BYTE, 0, family);
                assertThat(filter.run(packet, 0, 44, 44)).as("little endian").isEqualTo(65535);
                assertThat(not.run(packet, 0, 44, 44)).isZero();
                packet.fill((byte) 0);
                packet.set(ValueLayout.JAVA_BYTE, 3, family);
                assertThat(filter.run(packet, 0, 44, 44)).as("big endian").isEqualTo(65535);
                assertThat(not.run(packet, 0, 44, 44)).isZero();
            }
            packet.set(ValueLayout.JAVA_BYTE, 3, (byte) 2);
            assertThat(filter.run(packet, 0, 44, 44)).isZero();
            assertThat(not.run(packet, 0, 44, 44)).isEqualTo(65535);
            assertThat(filter.run(packet, 0, 3, 44)).as("too short to tell").isZero();
        }
    }

    @Test
    void shouldListWhatTcpdumpLists() throws Exception {
        Path tcpdump = Path.of("/usr/bin/tcpdump");
        Assumptions.assumeTrue(Files.isExecutable(tcpdump), "tcpdump absent: " + tcpdump);
        for (String expression : List.of("tcp port 80", "ip6 or vlan", "ip[6:2] & 0x1fff != 0", "len > 60 or ip[2:2] % 3 = 1")) {
            Process process = new ProcessBuilder(tcpdump.toString(), "-y", "EN10MB", "-s", "262144", "-d", expression)
                .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String listing = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            Assumptions.assumeTrue(process.waitFor() == 0, "tcpdump -d needs an interface to open here");
            assertThat(compile(expression).listing()).isEqualTo(listing);
        }
    }
}
