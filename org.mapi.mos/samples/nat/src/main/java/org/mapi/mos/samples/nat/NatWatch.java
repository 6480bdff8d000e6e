package org.mapi.mos.samples.nat;

import java.time.Duration;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.FlowKey;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.Registrations;
import org.mapi.packet.Packet;
import org.mapi.packet.TcpFlags;

/**
 * What nat does on one worker. Packets from inside are flows of the stack, and their mapping is kept with the flow. Packets
 * from outside go to the outside address: to the stack they are packets without a flow (TCP) or flows of their own (UDP,
 * echo), so their mapping is found by its port.
 */
final class NatWatch {
    private static final Duration EXPIRY = Duration.ofSeconds(1);
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;
    private static final int ICMP_IDENTIFIER = 4;
    private static final int SYN_ACK = TcpFlags.SYN | TcpFlags.ACK;

    private final Registrations on;
    private final NatTable table;
    private final NatOptions options;
    private final FlowKey<Mapping> key;
    private final FrameRewriter rewriter = new FrameRewriter();
    private final QuotedPacket quoted = new QuotedPacket();

    NatWatch(Registrations on, NatTable table) {
        this.on = on;
        this.table = table;
        options = table.options();
        key = on.key(Mapping.class);
        on.at(Hook.SEND, BuiltInEvent.PKT_IN, this::packet);
        on.at(Hook.NONE, BuiltInEvent.ORPHAN, this::packet);
        on.after(EXPIRY, this::expire);
    }

    private void expire() {
        table.expire(on.now());
        on.after(EXPIRY, this::expire);
    }

    private void packet(FlowContext flow) {
        final MonitoredPacket packet = flow.packet();
        final Packet frame = packet.frame();
        final Protocol protocol = frame.ipVersion() == 4 ? Protocol.of(frame.protocol()) : null;
        if (protocol == null) {
            return;
        }
        if (protocol == Protocol.ECHO && !isEcho(frame)) {
            error(packet, frame);
        } else if (packet.inputDevice() == options.insideDevice()) {
            outward(flow, packet, frame, protocol);
        } else if (frame.destinationAddressIpv4() == options.address()) {
            inward(packet, frame, protocol);
        }
    }

    private static boolean isEcho(Packet frame) {
        return frame.icmpType() == ECHO_REQUEST || frame.icmpType() == ECHO_REPLY;
    }

    /** An error from outside about a packet that was translated. */
    private void error(MonitoredPacket packet, Packet frame) {
        if (packet.inputDevice() == options.insideDevice() || frame.destinationAddressIpv4() != options.address()) {
            return;
        }
        final Mapping mapping = quoted.of(frame) && quoted.sourceAddress() == options.address()
            ? table.at(quoted.protocol(), quoted.sourcePort()) : null;
        if (mapping == null || mapping.remoteAddress != quoted.destinationAddress()) {
            table.uninvited.increment();
            packet.drop();
            return;
        }
        table.inward.increment();
        rewriter.error(packet, quoted, mapping);
        link(packet, frame, mapping);
    }

    private void link(MonitoredPacket packet, Packet frame, Mapping mapping) {
        if (mapping.insideMac != -1 && mapping.insideMac != frame.destinationMac()) {
            rewriter.destinationMac(packet, mapping.insideMac);
        }
    }

    private void outward(FlowContext flow, MonitoredPacket packet, Packet frame, Protocol protocol) {
        Mapping mapping = flow.id() == 0 ? null : flow.get(key);
        if (mapping == null || !table.isCurrent(mapping)) {
            final boolean begins = protocol != Protocol.TCP || (frame.tcpFlags() & SYN_ACK) == TcpFlags.SYN;
            mapping = mapping(packet, frame, protocol, begins);
            if (mapping == null) {
                if (begins) {
                    packet.drop();
                }
                return;
            }
            if (flow.id() != 0) {
                flow.set(key, mapping);
            }
        }
        mapping.seen(true, frame.tcpFlags(), packet.time());
        mapping.insideMac = frame.sourceMac();
        table.outward.increment();
        rewriter.source(packet, protocol, options.address(), mapping.port);
    }

    /** Only a SYN begins a mapping of TCP: connections that are older than the translation go on without it. */
    private Mapping mapping(MonitoredPacket packet, Packet frame, Protocol protocol, boolean begins) {
        final int remotePort = protocol == Protocol.ECHO ? 0 : frame.destinationPort();
        return begins ? table.of(protocol, frame.sourceAddressIpv4(), sourcePort(frame, protocol), frame.destinationAddressIpv4(),
            remotePort, packet.time())
            : table.find(protocol, frame.sourceAddressIpv4(), sourcePort(frame, protocol), frame.destinationAddressIpv4(),
                remotePort);
    }

    private static int sourcePort(Packet frame, Protocol protocol) {
        return protocol == Protocol.ECHO ? frame.getUnsignedShort(frame.transportOffset() + ICMP_IDENTIFIER) : frame.sourcePort();
    }

    private void inward(MonitoredPacket packet, Packet frame, Protocol protocol) {
        final int port = protocol == Protocol.ECHO ? sourcePort(frame, protocol) : frame.destinationPort();
        final Mapping mapping = table.at(protocol, port);
        if (mapping == null || mapping.remoteAddress != frame.sourceAddressIpv4()
            || protocol != Protocol.ECHO && mapping.remotePort != frame.sourcePort()
            || protocol == Protocol.ECHO && frame.icmpType() != ECHO_REPLY) {
            table.uninvited.increment();
            packet.drop();
            return;
        }
        mapping.seen(false, frame.tcpFlags(), packet.time());
        table.inward.increment();
        rewriter.destination(packet, protocol, mapping.insideAddress, mapping.insidePort);
        link(packet, frame, mapping);
    }
}
