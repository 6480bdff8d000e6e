package org.mapi.stdflib.anon;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;
import org.mapi.packet.Packet;
import org.mapi.packet.Tunnel;
import org.mapi.stdflib.extra.rewrite.PacketSums;

/** Changes a number or an address, in all layers. Allocates nothing but what hashes do. */
final class NumberChange implements FieldChange {
    private final RuleProtocol protocol;
    private final RuleField field;
    private final boolean corrects;
    private final Treatment treatment;
    private final PacketSums sums = new PacketSums();
    private final HeaderPlace place = new HeaderPlace();
    private final AddressWords words = new AddressWords();

    NumberChange(Rule rule, Treatment treatment) {
        this.protocol = rule.protocol();
        this.field = rule.field();
        this.corrects = rule.function() == RuleFunction.CHECKSUM_ADJUST;
        this.treatment = treatment;
    }

    @Override
    public boolean apply(Packet packet) {
        final boolean there = isThere(packet);
        if (!there && !mayQuote(packet)) {
            return false;
        }
        sums.before(packet);
        final boolean quoted = isQuoted(packet);
        if (!there && !quoted) {
            return false;
        }
        if (field.isAddress() && protocol == RuleProtocol.IP) {
            for (int i = 0; i < sums.headers(); i++) {
                address(packet, sums.header(i));
            }
        } else {
            all(packet);
            if (quoted && isQuoted(packet)) {
                number(packet);
            }
        }
        sums.after(packet);
        packet.modified(packet.captureLength(), Math.max(packet.wireLength(), packet.captureLength()));
        return true;
    }

    /** Whether an ICMP error may quote the field: ports and sequence numbers are among the first bytes of a packet. */
    private boolean mayQuote(Packet packet) {
        final int carried = packet.innermost().protocol();
        return (field.group() == FieldGroup.PORT || field == RuleField.SEQUENCE_NUMBER)
            && (carried == IpProtocol.ICMP || carried == IpProtocol.ICMPV6);
    }

    private boolean isQuoted(Packet packet) {
        final int last = sums.headers() - 1;
        return last >= 0 && sums.isQuoted(last) && place.findQuoted(protocol, field, packet, sums.header(last));
    }

    private boolean isThere(Packet packet) {
        Layers layers = packet;
        while (true) {
            if (protocol.applies(layers) && (field.isAddress() || corrects || place.find(protocol, field, layers))) {
                return true;
            }
            if (layers.tunnel() == Tunnel.NONE) {
                return false;
            }
            layers = layers.inner();
        }
    }

    /** The layers stay decoded as they were before the first change: nobody asks for what was not decoded then. */
    private void all(Packet packet) {
        Layers layers = packet;
        while (true) {
            if (protocol.applies(layers)) {
                if (field.isAddress()) {
                    address(packet, layers.networkOffset());
                } else if (place.find(protocol, field, layers)) {
                    number(packet);
                }
                if (corrects && protocol == RuleProtocol.IP) {
                    sums.correctHeader(layers.networkPayloadOffset());
                }
            }
            if (layers.tunnel() == Tunnel.NONE) {
                return;
            }
            layers = layers.inner();
        }
    }

    private void number(Packet packet) {
        if (corrects) {
            sums.correct(place.offset());
            return;
        }
        if (field == RuleField.CHECKSUM) {
            sums.release(place.offset());
        }
        place.put(packet, treatment.number(place.get(packet), place.bits()));
    }

    private void address(Packet packet, int header) {
        HeaderPlace.address(packet, header, field, words);
        treatment.address(words);
        HeaderPlace.putAddress(packet, header, field, words);
    }
}
