package org.mapi.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

class FlowKeyTest {
    private final TestFrames frames = new TestFrames();
    private final FlowKey key = new FlowKey(0);
    private final FlowKey other = new FlowKey(0);

    @Test
    void shouldBeEqualForBothDirectionsAndTellThemApart() {
        assertThat(key.set(frames.tcp4(0x0a000001, 5000, 0x0a000002, 80))).isTrue();
        assertThat(other.set(frames.tcp4(0x0a000002, 80, 0x0a000001, 5000))).isTrue();
        assertThat(key).isEqualTo(other).hasSameHashCodeAs(other);
        assertThat(key.direction()).isZero();
        assertThat(other.direction()).isEqualTo(1);
        assertThat(key.lowerPort()).isEqualTo(5000);
        assertThat(key.higherPort()).isEqualTo(80);
        assertThat(key).hasToString("10.0.0.1 5000 <-> 10.0.0.2 80 protocol 6");
    }

    @Test
    void shouldCompareAddressesUnsigned() {
        key.setIpv4(0xc0000001, 1, 0x0a000002, 2, 17);
        assertThat(key.direction()).isEqualTo(1);
        assertThat((int) key.lowerAddressLow()).isEqualTo(0x0a000002);
        key.setIpv6(0x8000_0000_0000_0000L, 0, 1, 1, 0, 2, 17);
        assertThat(key.direction()).isEqualTo(1);
    }

    @Test
    void shouldOrderByPortWhereAHostTalksToItself() {
        key.setIpv4(1, 9, 1, 3, 6);
        assertThat(key.direction()).isEqualTo(1);
        assertThat(key.lowerPort()).isEqualTo(3);
    }

    @Test
    void shouldKeepSourceFirstWhenDirected() {
        final FlowKey directed = new FlowKey(FlowKey.DIRECTED);
        directed.setIpv4(9, 1, 2, 2, 6);
        assertThat(directed.direction()).isZero();
        assertThat((int) directed.lowerAddressLow()).isEqualTo(9);
    }

    @Test
    void shouldTellIpv4FromTheSameAddressMappedIntoIpv6() {
        key.setIpv4(1, 1, 2, 2, 6);
        other.setIpv6(0, 0xffff_0000_0001L, 1, 0, 0xffff_0000_0002L, 2, 6);
        assertThat(key).isNotEqualTo(other);
        assertThat(key.ipVersion()).isEqualTo(4);
        assertThat(other.ipVersion()).isEqualTo(6);
    }

    @Test
    void shouldTellVlansApartOnlyWhenAsked() {
        final FlowKey tagged = new FlowKey(FlowKey.VLAN);
        final Packet packet = frames.vlan(7, 0x0a000001, 5000, 0x0a000002, 80);
        assertThat(tagged.set(packet)).isTrue();
        assertThat(tagged.outerVlan()).isEqualTo(7);
        assertThat(tagged.innerVlan()).isEqualTo(-1);
        assertThat(key.set(packet)).isTrue();
        assertThat(key.outerVlan()).isEqualTo(-1);
        assertThat(key).isNotEqualTo(tagged);
    }

    @Test
    void shouldAddTheTagsOfAPacketToAKeyOfAddresses() {
        final FlowKey tagged = new FlowKey(FlowKey.VLAN);
        final FlowKey made = new FlowKey(FlowKey.VLAN);
        final Packet packet = frames.vlan(7, 0x0a000001, 5000, 0x0a000002, 80);
        tagged.set(packet);
        made.setIpv4(0x0a000001, 5000, 0x0a000002, 80, packet.protocol());
        assertThat(made).isNotEqualTo(tagged);
        made.tags(packet);
        assertThat(made).isEqualTo(tagged);
        key.setIpv4(0x0a000001, 5000, 0x0a000002, 80, packet.protocol());
        key.tags(packet);
        assertThat(key.outerVlan()).isEqualTo(-1);
    }

    @Test
    void shouldAddVlansThatAreTold() {
        final FlowKey tagged = new FlowKey(FlowKey.VLAN);
        final FlowKey made = new FlowKey(FlowKey.VLAN);
        tagged.domain(9);
        tagged.set(frames.vlan(7, 0x0a000001, 5000, 0x0a000002, 80));
        made.domain(9);
        made.setIpv4(0x0a000001, 5000, 0x0a000002, 80, tagged.protocol());
        made.tags(tagged.outerVlan(), tagged.innerVlan());
        assertThat(made).isEqualTo(tagged);
        made.tags(4095, 0);
        assertThat(made.outerVlan()).isEqualTo(4095);
        assertThat(made.innerVlan()).isZero();
        assertThat(made.domain()).isEqualTo(9);
        key.setIpv4(0x0a000001, 5000, 0x0a000002, 80, 6);
        key.tags(4095, 0);
        assertThat(key.outerVlan()).isEqualTo(-1);
    }

    @Test
    void shouldJoinEchoRequestAndReplyByIdentifier() {
        assertThat(key.set(frames.icmp4(1, 2, 8, 0x1234))).isTrue();
        assertThat(other.set(frames.icmp4(2, 1, 0, 0x1234))).isTrue();
        assertThat(key).isEqualTo(other);
        assertThat(key.lowerPort()).isEqualTo(0x1234);
        assertThat(other.set(frames.icmp4(2, 1, 3, 0x1234))).isTrue();
        assertThat(other.lowerPort()).isZero();
    }

    @Test
    void shouldRefuseWhatIsNotIp() {
        assertThat(key.set(frames.arp())).isFalse();
    }

    @Test
    void shouldSeparateTheCallersDomains() {
        key.setIpv4(1, 1, 2, 2, 6);
        other.domain(3);
        other.setIpv4(1, 1, 2, 2, 6);
        assertThat(key).isNotEqualTo(other);
        assertThat(other.domain()).isEqualTo(3);
    }

    @Test
    void shouldHashBothDirectionsAlikeAndSpreadEvenly() {
        final FlowHash hash = new FlowHash(5);
        final SplittableRandom random = new SplittableRandom(1);
        final int[] buckets = new int[64];
        for (int i = 0; i < 64_000; i++) {
            final int port = i & 0xffff;
            key.setIpv4(0x0a000001, port, 0x0a000002, 80, IpProtocol.TCP);
            other.setIpv4(0x0a000002, 80, 0x0a000001, port, IpProtocol.TCP);
            assertThat(hash.of(key)).isEqualTo(hash.of(other));
            buckets[(int) (hash.of(key) >>> 58)]++;
            buckets[(int) hash.of(key) & 63]++;
        }
        for (int bucket : buckets) {
            assertThat(bucket).isBetween(1700, 2300);
        }
        assertThat(new FlowHash(random.nextLong()).of(key)).isNotEqualTo(hash.of(key));
    }

    @Test
    void shouldWriteAddressesAsPeopleDo() {
        assertThat(IpText.of(4, 0, 0xc0000201L)).isEqualTo("192.0.2.1");
        assertThat(IpText.of(6, 0x20010db800000000L, 1)).isEqualTo("2001:db8::1");
        assertThat(IpText.of(6, 0, 0)).isEqualTo("::");
        assertThat(IpText.of(6, 0x20010db800010000L, 0x0001000000000000L)).isEqualTo("2001:db8:1:0:1::");
        assertThat(IpText.of(6, 0x0001000200030004L, 0x0005000600000008L)).isEqualTo("1:2:3:4:5:6:0:8");
        assertThat(IpText.of(6, 0, 1)).isEqualTo("::1");
    }
}
