package org.mapi.mos.samples.nat;

import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.FlowContext;
import org.mapi.mos.Hook;
import org.mapi.mos.MonitoredPacket;
import org.mapi.mos.Registrations;
import org.mapi.packet.Packet;

/**
 * Lets the outside find the outside address: a request for it is passed on as one for the inside end that spoke last, whose
 * answer then seems to come from the outside address. Frames for other inside ends get their right link address in {@link
 * NatWatch}.
 */
final class ArpWatch {
    private static final int ETHER_TYPE = 0x0806;
    private static final int IPV4 = 0x0800;
    /** Where things are within the ARP packet: protocol, operation, sender's and target's protocol address. */
    private static final int PROTOCOL = 2;
    private static final int OPERATION = 6;
    private static final int SENDER = 14;
    private static final int TARGET = 24;
    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int LENGTH = 28;

    private final NatTable table;
    private final NatOptions options;
    private final FrameRewriter rewriter = new FrameRewriter();

    ArpWatch(Registrations on, NatTable table) {
        this.table = table;
        options = table.options();
        on.at(Hook.NONE, BuiltInEvent.PKT_IN, this::frame);
    }

    private void frame(FlowContext flow) {
        final MonitoredPacket packet = flow.packet();
        final Packet frame = packet.frame();
        final int at = frame.networkOffset();
        if (frame.etherType() != ETHER_TYPE || !frame.has(at, LENGTH) || frame.getUnsignedShort(at + PROTOCOL) != IPV4) {
            return;
        }
        final int operation = frame.getUnsignedShort(at + OPERATION);
        if (packet.inputDevice() != options.insideDevice() && operation == REQUEST
            && frame.getInt(at + TARGET) == options.address()) {
            request(packet, frame, at);
        } else if (packet.inputDevice() == options.insideDevice() && operation == REPLY && frame.getInt(at + SENDER)
            == table.substitute && frame.getInt(at + TARGET) == table.asker) {
            table.asker = 0;
            rewriter.address(packet, at + SENDER - frame.linkOffset(), options.address());
        }
    }

    private void request(MonitoredPacket packet, Packet frame, int at) {
        final Mapping last = table.last();
        if (last != null) {
            table.asker = frame.getInt(at + SENDER);
            table.substitute = last.insideAddress;
            rewriter.address(packet, at + TARGET - frame.linkOffset(), last.insideAddress);
        }
    }
}
