package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void shouldUseTheLinkTypeNumbersOfTraceFiles() {
        assertThat(new int[] {LinkType.NULL, LinkType.ETHERNET, LinkType.PPP, LinkType.PPP_HDLC, LinkType.PPP_ETHER, LinkType.RAW,
            LinkType.C_HDLC, LinkType.IEEE802_11, LinkType.LOOP, LinkType.LINUX_SLL, LinkType.IEEE802_11_RADIOTAP, LinkType.USER0,
            LinkType.USER15, LinkType.ERF, LinkType.IPV4, LinkType.IPV6, LinkType.NFLOG, LinkType.IPOIB, LinkType.LINUX_SLL2})
            .containsExactly(0, 1, 9, 50, 51, 101, 104, 105, 108, 113, 127, 147, 162, 197, 228, 229, 239, 242, 276);
    }

    @Test
    void shouldNameEveryLinkTypeThatHasAConstant() throws IllegalAccessException {
        for (final Field field : LinkType.class.getFields()) {
            if (Modifier.isStatic(field.getModifiers())) {
                assertThat(LinkType.name(field.getInt(null))).isEqualTo(field.getName());
                assertThat(LinkType.description(field.getInt(null))).isNotBlank().doesNotContain("unknown");
            }
        }
    }

    @Test
    void shouldTolerateUnknownLinkTypes() {
        assertThat(LinkType.name(4711)).isEqualTo("LINKTYPE 4711");
        assertThat(LinkType.description(-7)).isEqualTo("unknown link type -7");
        assertThat(LinkType.name(150)).isEqualTo("USER3");
        assertThat(LinkType.description(150)).isEqualTo("Private use 3");
    }

    @Test
    void shouldTranslateTheNumbersOfLiveHandles() {
        assertThat(LinkType.ofDlt(12)).isEqualTo(LinkType.RAW);
        assertThat(LinkType.toDlt(LinkType.RAW)).isEqualTo(12);
        assertThat(LinkType.toDlt(LinkType.ATM_RFC1483)).isEqualTo(11);
        for (int dlt = 0; dlt < 300; dlt++) {
            if (dlt != 100 && dlt != 101) {    // those are only in files
                assertThat(LinkType.toDlt(LinkType.ofDlt(dlt))).isEqualTo(dlt);
            }
        }
    }

    @Test
    void shouldKnowVlanTypes() {
        assertThat(EtherType.isVlan(0x8100)).isTrue();
        assertThat(EtherType.isVlan(0x88a8)).isTrue();
        assertThat(EtherType.isVlan(0x9100)).isTrue();
        assertThat(EtherType.isVlan(0x9200)).isTrue();
        assertThat(EtherType.isVlan(0x9300)).isTrue();
        assertThat(EtherType.isVlan(0x0800)).isFalse();
        assertThat(EtherType.isVlan(EtherType.NONE)).isFalse();
    }

    @Test
    void shouldNameTunnels() {
        assertThat(Tunnel.name(Tunnel.NONE)).isEqualTo("none");
        assertThat(Tunnel.name(Tunnel.GTP_U)).isEqualTo("GTP-U");
        assertThat(Tunnel.name(9)).isEqualTo("tunnel 9");
    }

    @Test
    void shouldNameAnomaliesByTheirConstants() throws IllegalAccessException {
        for (final Field field : Anomaly.class.getFields()) {
            assertThat(Anomaly.names(field.getInt(null))).isEqualTo(field.getName());
        }
        assertThat(Anomaly.names(0)).isEmpty();
        assertThat(Anomaly.names(Anomaly.BAD_LENGTH | Anomaly.CUT_LINK)).isEqualTo("CUT_LINK|BAD_LENGTH");
    }
}
