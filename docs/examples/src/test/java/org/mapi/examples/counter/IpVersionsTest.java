package org.mapi.examples.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.testkit.FunctionHarness.START;

import org.junit.jupiter.api.Test;
import org.mapi.examples.counter.IpVersionCounts.Traffic;
import org.mapi.packet.EtherType;
import org.mapi.packet.IpProtocol;
import org.mapi.result.ResultLayout;
import org.mapi.testkit.Frames;
import org.mapi.testkit.FunctionHarness;

class IpVersionsTest {
    private static final byte[] IPV4 = Frames.ipv4(IpProtocol.UDP, Frames.udp(53, 40_000, new byte[20]));
    private static final byte[] IPV6 = Frames.ipv6(IpProtocol.UDP, Frames.udp(53, 40_000, new byte[20]));
    private static final byte[] ARP = Frames.ethernet(EtherType.ARP, new byte[28]);

    private final FunctionHarness harness = new FunctionHarness().start(new IpVersions());

    @Test
    void shouldCountPacketsAndBytesByVersion() {
        assertThat(harness.packet(START, IPV4.length, IPV4)).isTrue();
        assertThat(harness.packet(START, 1500, IPV4)).as("only the start was captured").isTrue();
        assertThat(harness.packet(START, IPV6.length, IPV6)).isTrue();
        assertThat(harness.packet(START, ARP.length, ARP)).isTrue();
        assertThat(harness.result(IpVersionCounts.class)).isEqualTo(new IpVersionCounts(
            new Traffic(2, IPV4.length + 1500L), new Traffic(1, IPV6.length), new Traffic(1, ARP.length)));
    }

    @Test
    void shouldCountPacketsOfOtherLinkTypesToo() {
        assertThat(harness.packet(START, 0, new byte[0])).isTrue();
        assertThat(harness.result(IpVersionCounts.class).other()).isEqualTo(new Traffic(1, 0));
    }

    @Test
    void shouldBeginAnewAfterAReset() {
        harness.packet(START, IPV6.length, IPV6);
        harness.instance().reset();
        harness.packet(START, IPV4.length, IPV4);
        assertThat(harness.result(IpVersionCounts.class)).isEqualTo(new IpVersionCounts(
            new Traffic(1, IPV4.length), new Traffic(0, 0), new Traffic(0, 0)));
    }

    @Test
    void shouldGoOnAfterAnUpgrade() {
        harness.packet(START, IPV4.length, IPV4);
        harness.upgrade(new IpVersions());
        harness.packet(START, IPV4.length, IPV4);
        assertThat(harness.result(IpVersionCounts.class).ipv4()).isEqualTo(new Traffic(2, 2L * IPV4.length));
    }

    @Test
    void shouldPublishAResultThatCanBeAddedOverQueues() {
        assertThat(ResultLayout.of(IpVersionCounts.class).schema().mergeable()).isTrue();
    }
}
