package org.mapi.mos.stack;

import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.mos.BuiltInEvent;
import org.mapi.mos.Hook;
import org.mapi.packet.IpProtocol;
import org.mapi.packet.Packet;

/** UDP and ICMP as flows: they begin with their first packet and end when nothing came for a while. */
final class PseudoFlows {
    private final Worker worker;
    private final PacketView view;
    private final FlowKey quoted = new FlowKey(FlowKey.VLAN);

    PseudoFlows(Worker worker, PacketView view) {
        this.worker = worker;
        this.view = view;
    }

    static boolean handles(int protocol) {
        return protocol == IpProtocol.UDP || protocol == IpProtocol.ICMP || protocol == IpProtocol.ICMPV6;
    }

    /**
     * Does everything for a packet.
     *
     * @param known the flow with its key, NONE if there is none
     */
    void process(Packet packet, FlowKey key, int known) {
        final boolean udp = key.protocol() == IpProtocol.UDP;
        if (!udp) {
            tellOfError(packet);
        }
        final FlowTable table = worker.table;
        int flow = known;
        long begin = 0;
        if (flow == FlowTable.NONE) {
            final long slots = worker.monitors.matching(packet);
            if (slots == 0) {
                worker.counters.unmonitored++;
                return;
            }
            flow = worker.insert(key, slots, Worker.OPEN, FlowWords.PSEUDO);
            begin = (udp ? BuiltInEvent.UDP_START : BuiltInEvent.ICMP_START).number();
        } else {
            table.touch(flow, worker.now());
        }
        worker.counters.monitored++;
        final int sender = key.direction() ^ ((worker.word(flow, FlowWords.STATE) & FlowWords.CLIENT_IS_HIGHER) != 0 ? 1 : 0);
        view.locate(FlowWords.sideOf(sender), 0);
        final long events = BuiltInEvent.PKT_IN.number() | begin
            | (udp ? BuiltInEvent.UDP_DATAGRAM : BuiltInEvent.ICMP_MESSAGE).number();
        worker.teller.raise(flow, events, Hook.SEND, sender, true);
        worker.teller.raise(flow, events, Hook.RECEIVE, 1 - sender, true);
    }

    /** The flow ends. */
    void end(int flow, boolean withPacket) {
        worker.table.key(flow, quoted);
        final long event = (quoted.protocol() == IpProtocol.UDP ? BuiltInEvent.UDP_END : BuiltInEvent.ICMP_END).number();
        for (int side = 0; side < 2; side++) {
            worker.teller.raise(flow, event, Hook.RECEIVE, side, withPacket);
            worker.teller.raise(flow, event, Hook.SEND, side, withPacket);
        }
    }

    /** An ICMP error quotes the packet that caused it: the flow of that packet is told. */
    private void tellOfError(Packet packet) {
        if (!QuotedPacket.isError(packet) || !QuotedPacket.key(packet, quoted, true)) {
            return;
        }
        int flow = worker.table.find(quoted);
        if (flow == FlowTable.NONE && packet.vlanCount() > 0) {
            QuotedPacket.key(packet, quoted, false);
            flow = worker.table.find(quoted);
        }
        if (flow != FlowTable.NONE) {
            final boolean clientIsHigher = (worker.word(flow, FlowWords.STATE) & FlowWords.CLIENT_IS_HIGHER) != 0;
            final int sender = quoted.direction() ^ (clientIsHigher ? 1 : 0);
            worker.teller.raise(flow, BuiltInEvent.ICMP_ERROR.number(), Hook.NONE, sender, true);
        }
    }
}
