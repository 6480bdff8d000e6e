package org.mapi.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mapi.packet.FrameBuilder.frame;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkLayerTest {
    private static FrameBuilder ethernet4() {
        return frame().ethernet(EtherType.IPV4);
    }

    private static FrameBuilder ethernet6() {
        return frame().ethernet(EtherType.IPV6);
    }

    private static Packet packet(final FrameBuilder builder) {
        return builder.packet(LinkType.ETHERNET);
    }

    @Test
    void shouldDecodeIpv4() {
        final Packet packet = packet(ethernet4().ipv4(IpProtocol.UDP, 11).udp(1, 2, 3).text("abc").zeros(20));
        assertThat(packet.ipVersion()).isEqualTo(4);
        assertThat(packet.networkHeaderLength()).isEqualTo(20);
        assertThat(packet.ipLength()).isEqualTo(31);
        assertThat(packet.trafficClass()).isEqualTo(0xb9);
        assertThat(packet.dscp()).isEqualTo(46);
        assertThat(packet.ecn()).isEqualTo(1);
        assertThat(packet.flowLabel()).isZero();
        assertThat(packet.timeToLive()).isEqualTo(64);
        assertThat(packet.nextHeader()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.identification()).isEqualTo(0x1234);
        assertThat(packet.dontFragment()).isTrue();
        assertThat(packet.isFragment()).isFalse();
        assertThat(packet.transportOffset()).isEqualTo(34);
        assertThat(packet.networkPayloadOffset()).isEqualTo(34);
        assertThat(packet.networkPayloadLength()).isEqualTo(11);
        assertThat(packet.networkPayloadWireLength()).isEqualTo(11);
        assertThat(packet.payloadOffset()).isEqualTo(42);
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldShowIpv4Addresses() {
        final Packet packet = packet(ethernet4().ipv4(IpProtocol.UDP, 8).udp(1, 2, 0));
        assertThat(packet.addressLength()).isEqualTo(4);
        assertThat(packet.sourceAddressOffset()).isEqualTo(26);
        assertThat(packet.destinationAddressOffset()).isEqualTo(30);
        assertThat(packet.sourceAddressIpv4()).isEqualTo(FrameBuilder.IPV4_SOURCE);
        assertThat(packet.destinationAddressIpv4()).isEqualTo(FrameBuilder.IPV4_DESTINATION);
        assertThat(packet.sourceAddressHigh()).isZero();
        assertThat(packet.sourceAddressLow()).isEqualTo(0xffff_0a00_0001L);
        assertThat(packet.destinationAddressHigh()).isZero();
        assertThat(packet.destinationAddressLow()).isEqualTo(0xffff_0a00_00feL);
    }

    @Test
    void shouldDecodeIpv6() {
        final Packet packet = packet(ethernet6().ipv6(IpProtocol.UDP, 11).udp(1, 2, 3).text("abc").zeros(20));
        assertThat(packet.ipVersion()).isEqualTo(6);
        assertThat(packet.networkHeaderLength()).isEqualTo(40);
        assertThat(packet.ipLength()).isEqualTo(51);
        assertThat(packet.trafficClass()).isEqualTo(0xb9);
        assertThat(packet.dscp()).isEqualTo(46);
        assertThat(packet.flowLabel()).isEqualTo(0xabcde);
        assertThat(packet.timeToLive()).isEqualTo(63);
        assertThat(packet.nextHeader()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.identification()).isZero();
        assertThat(packet.dontFragment()).isFalse();
        assertThat(packet.addressLength()).isEqualTo(16);
        assertThat(packet.sourceAddressOffset()).isEqualTo(22);
        assertThat(packet.destinationAddressOffset()).isEqualTo(38);
        assertThat(packet.sourceAddressHigh()).isEqualTo(FrameBuilder.IPV6_SOURCE_HIGH);
        assertThat(packet.sourceAddressLow()).isEqualTo(FrameBuilder.IPV6_SOURCE_LOW);
        assertThat(packet.destinationAddressHigh()).isEqualTo(FrameBuilder.IPV6_DESTINATION_HIGH);
        assertThat(packet.destinationAddressLow()).isEqualTo(FrameBuilder.IPV6_DESTINATION_LOW);
        assertThat(packet.sourceAddressIpv4()).isZero();
        assertThat(packet.payloadLength()).isEqualTo(3);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldAnswerNothingWithoutIp() {
        final Packet packet = packet(frame().ethernet(EtherType.ARP).zeros(60));
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.networkHeaderLength()).isZero();
        assertThat(packet.ipLength()).isZero();
        assertThat(packet.trafficClass()).isZero();
        assertThat(packet.timeToLive()).isZero();
        assertThat(packet.nextHeader()).isEqualTo(-1);
        assertThat(packet.protocol()).isEqualTo(-1);
        assertThat(packet.addressLength()).isZero();
        assertThat(packet.sourceAddressOffset()).isEqualTo(-1);
        assertThat(packet.sourceAddressLow()).isZero();
        assertThat(packet.destinationAddressHigh()).isZero();
        assertThat(packet.identification()).isZero();
        assertThat(packet.transportOffset()).isEqualTo(-1);
        assertThat(packet.networkPayloadOffset()).isEqualTo(-1);
        assertThat(packet.networkPayloadLength()).isZero();
        assertThat(packet.networkPayloadWireLength()).isZero();
    }

    @Test
    void shouldStepOverIpv4Options() {
        final Packet packet = packet(ethernet4().ipv4(IpProtocol.UDP, 0, 15, 68).udp(1, 2, 0));
        assertThat(packet.networkHeaderLength()).isEqualTo(60);
        assertThat(packet.destinationPort()).isEqualTo(2);
    }

    @Test
    void shouldNoteIpv4OptionsThatWereNotCaptured() {
        final FrameBuilder builder = ethernet4().ipv4(IpProtocol.UDP, 0, 15, 68).udp(1, 2, 0);
        final Packet packet = builder.cut(LinkType.ETHERNET, 14 + 30);
        assertThat(packet.ipVersion()).isEqualTo(4);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        assertThat(packet.networkHeaderLength()).isEqualTo(30);
        assertThat(packet.transportOffset()).isEqualTo(-1);
        assertThat(packet.sourcePort()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isEqualTo(44);
        assertThat(packet.payloadLength()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"14,4", "15,4", "33,4", "14,6", "53,6"})
    void shouldNoteAnIpHeaderThatWasNotCaptured(final int captured, final int version) {
        final FrameBuilder builder = version == 4 ? ethernet4().ipv4(17, 8).udp(1, 2, 0) : ethernet6().ipv6(17, 8).udp(1, 2, 0);
        final Packet packet = builder.cut(LinkType.ETHERNET, captured);
        assertThat(packet.ipVersion()).isZero();
        assertThat(packet.etherType()).isEqualTo(version == 4 ? EtherType.IPV4 : EtherType.IPV6);
        assertThat(packet.protocol()).isEqualTo(-1);
        assertThat(packet.anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        assertThat(packet.networkHeaderLength()).isZero();
        assertThat(packet.payloadOffset()).isEqualTo(captured);
    }

    @Test
    void shouldNoteAVersionThatTheLinkDidNotAnnounce() {
        assertThat(packet(ethernet6().ipv4(17, 8).udp(1, 2, 0)).anomalies()).isEqualTo(Anomaly.BAD_VERSION);
        assertThat(packet(ethernet4().ipv6(17, 8).udp(1, 2, 0)).anomalies()).isEqualTo(Anomaly.BAD_VERSION);
        assertThat(packet(ethernet4().ipv6(17, 8).udp(1, 2, 0)).ipVersion()).isZero();
        assertThat(packet(ethernet4().ipv6(17, 8).udp(1, 2, 0)).payloadOffset()).isEqualTo(14);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4})
    void shouldNoteAHeaderLengthBelowTheMinimum(final int words) {
        final Packet packet = packet(ethernet4().ipv4(IpProtocol.UDP, 0, words, 28).udp(1, 2, 0));
        assertThat(packet.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.transportOffset()).isEqualTo(-1);
        assertThat(packet.payloadOffset()).isEqualTo(34);
    }

    @Test
    void shouldNoteATotalLengthThatLies() {
        final Packet tooLong = packet(ethernet4().ipv4(IpProtocol.UDP, 9).udp(1, 2, 0));
        assertThat(tooLong.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(tooLong.networkPayloadLength()).isEqualTo(8);
        final Packet tooShort = packet(ethernet4().ipv4(IpProtocol.UDP, 0, 5, 19).udp(1, 2, 0));
        assertThat(tooShort.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(tooShort.destinationPort()).isEqualTo(2);
        final Packet belowHeader = packet(ethernet4().ipv4(IpProtocol.UDP, 0, 6, 23).udp(1, 2, 0));
        assertThat(belowHeader.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
    }

    @Test
    void shouldTakeAFrameLongerThanCapturedAsItIs() {
        final Packet packet = ethernet4().ipv4(IpProtocol.UDP, 1008).udp(1, 2, 1000).packet(LinkType.ETHERNET, 42, 1042);
        assertThat(packet.anomalies()).isZero();
        assertThat(packet.payloadLength()).isZero();
        assertThat(packet.payloadWireLength()).isEqualTo(1000);
        assertThat(packet.networkPayloadWireLength()).isEqualTo(1008);
    }

    @Test
    void shouldTakeALengthOfZeroForTheWholeFrame() {
        final Packet ipv4 = packet(ethernet4().ipv4(IpProtocol.TCP, 0, 5, 0).tcp(TcpFlags.ACK).zeros(70_000));
        assertThat(ipv4.payloadLength()).isEqualTo(70_000);
        assertThat(ipv4.anomalies()).isZero();
        final Packet ipv6 = packet(ethernet6().ipv6(IpProtocol.TCP, 0).tcp(TcpFlags.ACK).zeros(70_000));
        assertThat(ipv6.payloadLength()).isEqualTo(70_000);
        assertThat(ipv6.ipLength()).isEqualTo(40);
        assertThat(ipv6.anomalies()).isZero();
        final Packet empty = packet(ethernet6().ipv6(IpProtocol.NO_NEXT_HEADER, 0).zeros(6));
        assertThat(empty.payloadLength()).isZero();
        assertThat(empty.protocol()).isEqualTo(IpProtocol.NO_NEXT_HEADER);
        assertThat(empty.transportOffset()).isEqualTo(-1);
        assertThat(empty.anomalies()).isZero();
    }

    @Test
    void shouldDecodeIpv4Fragments() {
        final Packet first = packet(ethernet4().ipv4(IpProtocol.UDP, 0x2000, 5, 36).udp(1, 2, 1000).zeros(8));
        assertThat(first.isFragment()).isTrue();
        assertThat(first.moreFragments()).isTrue();
        assertThat(first.fragmentOffset()).isZero();
        assertThat(first.destinationPort()).isEqualTo(2);
        assertThat(first.payloadLength()).isEqualTo(8);
        assertThat(first.anomalies()).isZero();
        final Packet last = packet(ethernet4().ipv4(IpProtocol.UDP, 0x1fff, 5, 36).zeros(16));
        assertThat(last.isFragment()).isTrue();
        assertThat(last.moreFragments()).isFalse();
        assertThat(last.fragmentOffset()).isEqualTo(65_528);
        assertThat(last.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(last.transportOffset()).isEqualTo(-1);
        assertThat(last.destinationPort()).isEqualTo(-1);
        assertThat(last.networkPayloadOffset()).isEqualTo(34);
        assertThat(last.payloadOffset()).isEqualTo(34);
        assertThat(last.payloadLength()).isEqualTo(16);
        assertThat(last.tunnel()).isEqualTo(Tunnel.NONE);
    }

    @Test
    void shouldFollowIpv6ExtensionHeaders() {
        final Packet packet = packet(ethernet6().ipv6(IpProtocol.HOP_BY_HOP, 8 + 24 + 8 + 24 + 16 + 8 + 8 + 8 + 8)
            .extension(IpProtocol.ROUTING, 0).extension(IpProtocol.DESTINATION_OPTIONS, 2).extension(IpProtocol.AUTHENTICATION, 0)
            .u8(IpProtocol.MOBILITY, 4).zeros(22).extension(IpProtocol.HIP, 1).extension(IpProtocol.SHIM6, 0)
            .extension(IpProtocol.FRAGMENT, 0).fragment(IpProtocol.UDP, 0, false).udp(1, 2, 0));
        assertThat(packet.nextHeader()).isEqualTo(IpProtocol.HOP_BY_HOP);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.networkHeaderLength()).isEqualTo(40 + 8 + 24 + 8 + 24 + 16 + 8 + 8 + 8);
        assertThat(packet.destinationPort()).isEqualTo(2);
        assertThat(packet.isFragment()).isFalse();
        assertThat(packet.identification()).isEqualTo(0xcafebabe);
        assertThat(packet.anomalies()).isZero();
    }

    @Test
    void shouldDecodeIpv6Fragments() {
        final Packet first = packet(ethernet6().ipv6(IpProtocol.FRAGMENT, 24).fragment(IpProtocol.UDP, 0, true)
            .udp(1, 2, 99).zeros(8));
        assertThat(first.isFragment()).isTrue();
        assertThat(first.destinationPort()).isEqualTo(2);
        assertThat(first.anomalies()).isZero();
        final Packet later = packet(ethernet6().ipv6(IpProtocol.FRAGMENT, 24)
            .fragment(IpProtocol.DESTINATION_OPTIONS, 1480, true).zeros(16));
        assertThat(later.fragmentOffset()).isEqualTo(1480);
        assertThat(later.protocol()).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
        assertThat(later.transportOffset()).isEqualTo(-1);
        assertThat(later.networkPayloadOffset()).isEqualTo(62);
        assertThat(later.networkPayloadLength()).isEqualTo(16);
        assertThat(later.anomalies()).isZero();
    }

    @Test
    void shouldStopAtTheLimitOfExtensionHeaders() {
        final FrameBuilder builder = ethernet6().ipv6(IpProtocol.DESTINATION_OPTIONS, 8 * (Layers.MAX_EXTENSIONS + 1) + 8);
        for (int i = 0; i < Layers.MAX_EXTENSIONS; i++) {
            builder.extension(IpProtocol.DESTINATION_OPTIONS, 0);
        }
        final Packet packet = packet(builder.extension(IpProtocol.UDP, 0).udp(1, 2, 0));
        assertThat(packet.anomalies()).isEqualTo(Anomaly.TOO_MANY_HEADERS);
        assertThat(packet.protocol()).isEqualTo(-1);
        assertThat(packet.transportOffset()).isEqualTo(-1);
        assertThat(packet.networkHeaderLength()).isEqualTo(40 + 8 * Layers.MAX_EXTENSIONS);
        assertThat(packet.payloadLength()).isEqualTo(16);
    }

    @Test
    void shouldNoteExtensionHeadersThatAreCutOrLie() {
        final FrameBuilder builder = ethernet6().ipv6(IpProtocol.HOP_BY_HOP, 32).extension(IpProtocol.UDP, 2).udp(1, 2, 0);
        final Packet cutInside = builder.cut(LinkType.ETHERNET, 54 + 10);
        assertThat(cutInside.anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        assertThat(cutInside.protocol()).isEqualTo(-1);
        assertThat(cutInside.ipVersion()).isEqualTo(6);
        assertThat(builder.cut(LinkType.ETHERNET, 54 + 3).anomalies()).isEqualTo(Anomaly.CUT_NETWORK);
        final Packet lie = packet(ethernet6().ipv6(IpProtocol.HOP_BY_HOP, 16).extension(IpProtocol.UDP, 200).udp(1, 2, 0));
        assertThat(lie.anomalies()).isEqualTo(Anomaly.BAD_LENGTH);
        assertThat(lie.transportOffset()).isEqualTo(-1);
    }

    @Test
    void shouldLookBehindAnAuthenticationHeaderOfIpv4ButNoOtherExtension() {
        final Packet packet = packet(ethernet4().ipv4(IpProtocol.AUTHENTICATION, 24 + 8)
            .u8(IpProtocol.UDP, 4).zeros(22).udp(1, 2, 0));
        assertThat(packet.nextHeader()).isEqualTo(IpProtocol.AUTHENTICATION);
        assertThat(packet.protocol()).isEqualTo(IpProtocol.UDP);
        assertThat(packet.networkHeaderLength()).isEqualTo(44);
        assertThat(packet.destinationPort()).isEqualTo(2);
        final Packet other = packet(ethernet4().ipv4(IpProtocol.DESTINATION_OPTIONS, 16).extension(IpProtocol.UDP, 0)
            .udp(1, 2, 0));
        assertThat(other.protocol()).isEqualTo(IpProtocol.DESTINATION_OPTIONS);
        assertThat(other.transportOffset()).isEqualTo(34);
        assertThat(other.payloadLength()).isEqualTo(16);
    }

    @Test
    void shouldNotLookBehindEncryption() {
        final Packet packet = packet(ethernet6().ipv6(IpProtocol.ESP, 20).zeros(20));
        assertThat(packet.protocol()).isEqualTo(IpProtocol.ESP);
        assertThat(packet.transportOffset()).isEqualTo(54);
        assertThat(packet.transportHeaderLength()).isZero();
        assertThat(packet.payloadLength()).isEqualTo(20);
    }
}
