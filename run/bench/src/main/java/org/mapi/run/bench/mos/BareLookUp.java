package org.mapi.run.bench.mos;

import java.lang.management.ManagementFactory;
import org.mapi.core.tracking.FlowHash;
import org.mapi.core.tracking.FlowKey;
import org.mapi.core.tracking.FlowTable;
import org.mapi.core.tracking.FlowTableOptions;
import org.mapi.packet.Packet;
import org.mapi.run.bench.Cost;

/** What somebody would write who wants nothing but packets and bytes per connection: decode, look up, add. No checks. */
final class BareLookUp {
    private final FlowKey key = new FlowKey(FlowKey.VLAN);
    private final FlowTable table = new FlowTable(new FlowTableOptions(1_000_000).words(2).hash(new FlowHash(1)),
        (flow, end) -> { });
    private final HttpTraffic traffic;

    BareLookUp(HttpTraffic traffic) {
        this.traffic = traffic;
    }

    /** Passes all packets so often; the cost of a packet. */
    Cost run(int passes) {
        final var threads = ManagementFactory.getThreadMXBean();
        final long processor = threads.getCurrentThreadCpuTime();
        final long begin = System.nanoTime();
        for (int pass = 0; pass < passes; pass++) {
            for (int i = 0; i < traffic.packets(); i++) {
                count(traffic.packet(i));
            }
        }
        return new Cost(System.nanoTime() - begin, threads.getCurrentThreadCpuTime() - processor)
            .per((long) passes * traffic.packets());
    }

    private void count(Packet packet) {
        key.set(packet);
        final int known = table.find(key);
        final int flow = known == FlowTable.NONE ? table.insert(key, 0, packet.timestamp())
            : table.touch(known, packet.timestamp());
        table.add(flow, 0, 1);
        table.add(flow, 1, packet.wireLength());
    }

    /** Connections found. */
    int connections() {
        return table.size();
    }
}
