package org.mapi.stdflib.std;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mapi.testkit.FunctionHarness.START;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureFilter;
import org.mapi.capture.FilterCompiler;
import org.mapi.packet.LinkType;
import org.mapi.testkit.FunctionHarness;

class BpfFilterTest {
    /** Compiles for Ethernet and RAW only; matches packets whose first byte is the link type. */
    private static final FilterCompiler COMPILER = (expression, linkType, captureLength, netmask) -> {
        if (linkType != LinkType.ETHERNET && linkType != LinkType.RAW) {
            throw new MapiException(MapiError.PCAP_BPF_ERR, "no such link type");
        }
        return new FirstByte(expression, linkType);
    };

    private record FirstByte(String expression, int linkType) implements CaptureFilter {
        @Override
        public int run(MemorySegment segment, long offset, int captureLength, int wireLength) {
            return segment.get(ValueLayout.JAVA_BYTE, offset) == (byte) linkType ? captureLength : 0;
        }

        @Override
        public String listing() {
            return "";
        }
    }

    private final FunctionHarness harness = new FunctionHarness();

    private void start(String expression, int... linkTypes) {
        harness.linkTypes(linkTypes);
        harness.service(FilterCompiler.class, COMPILER);
        harness.start(new BpfFilter(), expression);
    }

    private boolean packet(int firstByte, int linkType) {
        return harness.instance().process(harness.at(START, 60, new byte[] {(byte) firstByte, 0}, linkType));
    }

    @Test
    void shouldRunTheProgramOfThePacketsLinkType() {
        start("tcp", LinkType.ETHERNET, LinkType.RAW);
        assertThat(packet(LinkType.ETHERNET, LinkType.ETHERNET)).isTrue();
        assertThat(packet(LinkType.ETHERNET, LinkType.RAW)).isFalse();
        assertThat(packet(LinkType.RAW, LinkType.RAW)).isTrue();
        assertThat(packet(LinkType.RAW, LinkType.ETHERNET)).isFalse();
    }

    @Test
    void shouldCountPacketsOfALinkTypeItDoesNotCompileFor() {
        start("tcp", LinkType.NFLOG, LinkType.ETHERNET);
        assertThat(packet(LinkType.NFLOG, LinkType.NFLOG)).isFalse();
        assertThat(packet(LinkType.ETHERNET, LinkType.ETHERNET)).isTrue();
        assertThat(packet(0, LinkType.LINUX_SLL)).isFalse();
        assertThat(harness.result(FilterResult.class).unfilterable()).isEqualTo(2);
    }

    @Test
    void shouldCompileForALinkTypeThatAppearsLater() {
        start("tcp", LinkType.ETHERNET);
        assertThat(packet(LinkType.RAW, LinkType.RAW)).isTrue();
    }

    @Test
    void shouldRefuseAnExpressionThatCompilesForNoLinkType() {
        assertThatThrownBy(() -> start("tcp", LinkType.NFLOG))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.error()).isEqualTo(MapiError.PCAP_BPF_ERR));
    }

    @Test
    void shouldRefuseAnEmptyExpression() {
        assertThatThrownBy(() -> start("", LinkType.ETHERNET))
            .isInstanceOfSatisfying(MapiException.class, e -> assertThat(e.number()).isEqualTo(7001));
    }
}
