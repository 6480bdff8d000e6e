package org.mapi.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** Everything that can be asked of layers, as a list of numbers: to compare what two ways of asking answer. */
final class Facts {
    /** One question each; the order is that of the answers. */
    static final List<ToLongFunction<Layers>> QUESTIONS = List.of(
        Layers::linkType, Layers::linkOffset, Layers::destinationMacOffset, Layers::sourceMacOffset, Layers::destinationMac,
        Layers::sourceMac, Layers::etherType, Layers::llcOffset, Layers::vlanCount, l -> l.vlanId(0), l -> l.vlanPriority(1),
        l -> l.vlanType(0), l -> l.vlanType(2), Layers::mplsCount, l -> l.mplsLabel(0), l -> l.mplsTrafficClass(1),
        l -> l.mplsTimeToLive(0), Layers::pppoeSession, Layers::pppProtocol, Layers::networkOffset, Layers::ipVersion,
        Layers::networkHeaderLength, Layers::ipLength, Layers::trafficClass, Layers::dscp, Layers::ecn, Layers::flowLabel,
        Layers::timeToLive, Layers::nextHeader, Layers::protocol, Layers::sourceAddressOffset, Layers::destinationAddressOffset,
        Layers::addressLength, Layers::sourceAddressIpv4, Layers::destinationAddressIpv4, Layers::sourceAddressHigh,
        Layers::sourceAddressLow, Layers::destinationAddressHigh, Layers::destinationAddressLow, Layers::identification,
        l -> l.dontFragment() ? 1 : 0, Layers::fragmentOffset, l -> l.moreFragments() ? 1 : 0, l -> l.isFragment() ? 1 : 0,
        Layers::networkPayloadOffset, Layers::networkPayloadLength, Layers::networkPayloadWireLength, Layers::transportOffset,
        Layers::transportHeaderLength, Layers::sourcePort, Layers::destinationPort, Layers::tcpFlags, Layers::tcpSequence,
        Layers::tcpAcknowledgement, Layers::tcpWindow, Layers::icmpType, Layers::icmpCode, Layers::payloadOffset,
        Layers::payloadLength, Layers::payloadWireLength, Layers::tunnel, Layers::tunnelId, Layers::anomalies,
        l -> l.isPresent() ? 1 : 0);

    private Facts() {
    }

    /** The answers for a packet and all layers inside, asked from the outside inwards. */
    static List<Long> of(final Packet packet) {
        final List<Long> facts = new ArrayList<>();
        Layers layers = packet;
        for (int depth = 0; depth <= Layers.MAX_TUNNELS + 1; depth++) {
            for (final ToLongFunction<Layers> question : QUESTIONS) {
                facts.add(question.applyAsLong(layers));
            }
            layers = layers.inner();
        }
        return facts;
    }

    /** The same answers, asked from the innermost layers outwards and the last question first. */
    static List<Long> backwards(final Packet packet) {
        final List<Layers> all = new ArrayList<>();
        Layers layers = packet;
        for (int depth = 0; depth <= Layers.MAX_TUNNELS + 1; depth++) {
            all.add(layers);
            layers = layers.inner();
        }
        final List<Long> facts = new ArrayList<>();
        for (final Layers each : all.reversed()) {
            for (final ToLongFunction<Layers> question : QUESTIONS.reversed()) {
                facts.add(question.applyAsLong(each));
            }
        }
        return facts.reversed();
    }

    /** One number out of some of the answers, without allocating. */
    static long digest(final Packet packet) {
        return packet.etherType() + packet.vlanId(0) + packet.sourceAddressLow() + packet.destinationAddressHigh()
            + packet.protocol() + packet.sourcePort() + packet.destinationPort() + packet.tcpFlags() + packet.tcpSequence()
            + packet.payloadLength() + packet.anomalies() + packet.tunnelId() + packet.inner().ipVersion()
            + packet.innermost().destinationPort();
    }
}
