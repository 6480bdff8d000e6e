package org.mapi.stdflib.extra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.packet.Packet;
import org.mapi.stdflib.extra.rewrite.ExpressionSize;
import org.mapi.testkit.FunctionHarness;

class RegexpTest {
    private static FunctionHarness regexp(String expression) {
        return new FunctionHarness().start(new Regexp(), expression);
    }

    @Test
    void shouldPassPacketsThatMatchAnywhere() {
        final FunctionHarness harness = regexp("GET /[a-z]+ HTTP");
        assertThat(harness.text("xxxGET /index HTTP/1.1")).isTrue();
        assertThat(harness.text("xxxget /index HTTP/1.1")).isFalse();
        assertThat(harness.text("")).isFalse();
        assertThat(regexp("(?i)get").text("GeT")).isTrue();
        assertThat(regexp("^GET").text("xGET")).isFalse();
        assertThat(regexp("a.b").text("a\nb")).isFalse();
        assertThat(regexp("(?s)a.b").text("a\nb")).isTrue();
    }

    @Test
    void shouldTakeEachByteForTheCharacterOfItsCode() {
        final FunctionHarness harness = regexp("\\xff\\x00[\\x80-\\x90]");
        final byte[] packet = {1, (byte) 0xff, 0, (byte) 0x85};
        assertThat(harness.packet(FunctionHarness.START, 4, packet)).isTrue();
        packet[3] = (byte) 0x95;
        assertThat(harness.packet(FunctionHarness.START, 4, packet)).isFalse();
    }

    @Test
    void shouldSearchCapturedBytesOnly() {
        final FunctionHarness harness = regexp("secret");
        assertThat(harness.text("secret")).isTrue();
        assertThat(harness.packet(FunctionHarness.START, 100, "secre".getBytes())).isFalse();
    }

    @Test
    void shouldAgreeWithAnotherEngineOnRandomPackets() {
        final Random random = new Random(11);
        for (String expression : new String[] {"[ab]c+(d|e)?f", "^a*b{2,3}c$", "(ab|ba)+c", "[^a-c]{3}", "f\\b|\\Bc", "abc",
            "ba[cd]", "^fg", "cd$", "de\\b", "(?i)AB", "ab(c|d)*f"}) {
            final FunctionHarness harness = regexp(expression);
            final Pattern peer = Pattern.compile(expression);
            for (int i = 0; i < 2000; i++) {
                final StringBuilder text = new StringBuilder();
                for (int n = random.nextInt(12); n > 0; n--) {
                    text.append((char) ('a' + random.nextInt(7)));
                }
                assertThat(harness.text(text.toString())).as(expression + " in " + text)
                    .isEqualTo(peer.matcher(text).find());
            }
        }
    }

    /** PCRE needs 2^n steps for these. */
    @Test
    void shouldStayLinearWhereBacktrackingExplodes() {
        final FunctionHarness harness = regexp("(a+)+(a|aa)+b$");
        assertThat(harness.text("a".repeat(1400) + "c")).isFalse();
        assertThat(harness.text("a".repeat(1400) + "b")).isTrue();
    }

    @Test
    void shouldAllocateNothingPerPacket() {
        final FunctionHarness harness = regexp("GET /[a-z]+ H|ab*c");
        final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (final long start = System.nanoTime(); least > 1_000 && System.nanoTime() - start < 60_000_000_000L;) {
            final byte[] text = "xxGET /index.html xabbbbd abd GET /i HTTP".getBytes();
            final Packet packet = harness.at(FunctionHarness.START, text.length, text, 1);
            final long before = threads.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1_000; i++) {
                harness.instance().process(packet);
            }
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes for 1,000 packets").isLessThanOrEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "(", "[a", "(a)\\1", "a(?=b)", "*", "((a{100}){100}){100}", "a{1001}", "\\p{Nothing}"})
    void shouldRefuseWhatIsNoExpressionOfTheEngine(String expression) {
        assertThatThrownBy(() -> regexp(expression)).isInstanceOfSatisfying(MapiException.class,
            e -> assertThat(e.error()).isEqualTo(MapiError.MFUNCT_INVALID_ARGUMENT_1))
            .hasMessageContaining("argument 1 (expression) is \"");
    }

    @Test
    void shouldRefuseExpressionsThatAreTooLong() {
        assertThatThrownBy(() -> regexp("a".repeat(Regexp.LONGEST + 1))).hasMessageContaining("1 to 2048 characters");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"abc;3", "a{10};10", "(ab){10};40", "((a{100}){100}){100};1020200", "[a{5}]{3};3",
        "\\d{1,3}\\.x;5", "a{x};4", "a{2,};2", "\\Qa{9}\\E;4", "a*;2"})
    void shouldCountElementsWithRepetitionsWrittenOut(String expression, long size) {
        assertThat(ExpressionSize.of(expression)).isEqualTo(size);
    }
}
