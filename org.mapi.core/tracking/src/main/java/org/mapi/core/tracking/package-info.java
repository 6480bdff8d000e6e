/**
 * Flow keys and flow tables: which packets belong together, and what is remembered of each flow.
 *
 * <p>Plain Java, confined to one thread (the agent or worker that owns the packets). Nothing allocates per packet; memory grows
 * with the number of flows up to the table's capacity and never beyond, whatever the packets contain.
 *
 * <pre>{@code
 * FlowTable table = new FlowTable(new FlowTableOptions(100_000).words(2).idleTimeouts(30_000_000_000L), this::flowEnded);
 * FlowKey key = new FlowKey(FlowKey.VLAN);
 *
 * public boolean process(Packet packet) {
 *     if (key.set(packet)) {
 *         int flow = table.find(key);
 *         flow = flow == FlowTable.NONE ? table.insert(key, 0, packet.timestamp()) : table.touch(flow, packet.timestamp());
 *         table.add(flow, key.direction(), 1);      // word 0: packets of one direction, word 1: those of the other
 *     }
 *     return true;
 * }
 * }</pre>
 */
@Export
@Version("0.1.0")
package org.mapi.core.tracking;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
