package org.mapi.stdflib.track.content;

import org.mapi.packet.IpProtocol;
import org.mapi.packet.Layers;

/**
 * DNS: a datagram that is a DNS message, or a stream with one behind its length (RFC 1035, 4.2). Of a message longer than {@link
 * Content#CAPACITY} or than what was captured the beginning has to agree, with one question at least.
 */
public final class DnsContent implements Recogniser {
    private static final int PREFIX = 2;
    private static final int SHORTEST = DnsMessage.HEADER + 5;
    /** Longer messages of a stream are taken at their beginning rather than waited for. */
    private static final int WAIT = 512;

    private final DnsMessage message = new DnsMessage();

    @Override
    public int window() {
        return Content.CAPACITY;
    }

    @Override
    public boolean candidate(Layers layers) {
        return layers.protocol() == IpProtocol.TCP || layers.payloadWireLength() >= SHORTEST;
    }

    @Override
    public boolean promising(Content glance) {
        return glance.stream() ? glance.length() < PREFIX + DnsMessage.HEADER || DnsMessage.header(glance, PREFIX, glance.u16(0))
            : DnsMessage.header(glance, 0, glance.total());
    }

    @Override
    public int examine(Content content) {
        if (!content.stream()) {
            return message.parse(content, 0, content.total()) ? YES : NO;
        }
        final int there = content.length();
        if (there <= PREFIX) {
            return content.whole() && (there == 1 && content.u8(0) < 2 || there == PREFIX && likely(content)) ? MORE : NO;
        }
        final int length = content.u16(0);
        if (length < SHORTEST || there >= PREFIX + DnsMessage.HEADER && !DnsMessage.header(content, PREFIX, length)) {
            return NO;
        }
        if (content.whole() && there < PREFIX + length && there < WAIT) {
            return there < PREFIX + DnsMessage.HEADER && !likely(content) ? NO : MORE;
        }
        return message.parse(content, PREFIX, length) ? YES : NO;
    }

    /** Short messages alone are waited for from their first bytes on: every stream could begin with a length. */
    private static boolean likely(Content content) {
        return content.u16(0) >= SHORTEST && content.u16(0) <= WAIT;
    }
}
