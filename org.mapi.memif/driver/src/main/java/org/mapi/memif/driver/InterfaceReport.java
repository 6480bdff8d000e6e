package org.mapi.memif.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.mapi.memif.Memif;
import org.mapi.memif.MemifDetails;
import org.mapi.memif.MemifException;
import org.mapi.memif.QueueStatistics;

/**
 * All that can be told of an interface.
 *
 * @param address         socket and id
 * @param users           devices and sinks that use it
 * @param capturedBy      the device that receives its packets, or empty
 * @param role            master or slave
 * @param mode            what packets start with
 * @param up              whether packets may flow
 * @param connects        how often it came up
 * @param peerApplication the peer's application name
 * @param peerInterface   the peer's interface name
 * @param error           why it is down, or empty
 * @param notSent         packets that functions had to send and could not: no room, no peer
 * @param regions         sizes of the memory regions, in bytes
 * @param receive         queues that packets arrive in
 * @param transmit        queues that packets leave by
 */
record InterfaceReport(String address, List<String> users, String capturedBy, String role, String mode, boolean up,
                       long connects, String peerApplication, String peerInterface, String error, long notSent,
                       List<Long> regions,
                       List<Queue> receive, List<Queue> transmit) {
    /**
     * A queue.
     *
     * @param queue    number
     * @param ringSize descriptors, 0 without a connection
     * @param head     as in shared memory
     * @param tail     as in shared memory
     * @param polling  whether the receiver wants no signals
     * @param packets  since the interface was opened
     * @param bytes    their bytes
     * @param drops    occurrences by reason
     */
    record Queue(int queue, int ringSize, int head, int tail, boolean polling, long packets, long bytes,
                 Map<String, Long> drops) { }

    static InterfaceReport of(SharedInterface shared) {
        final Memif memif = shared.memif();
        final MemifDetails details = shared.details();
        if (details == null) {
            throw new MemifException(org.mapi.memif.MemifError.NOCONN, "interface is closed: " + shared.address);
        }
        return new InterfaceReport(shared.address.toString(), List.copyOf(shared.names), shared.capturedBy,
            details.role().name().toLowerCase(Locale.ROOT), details.mode().name().toLowerCase(Locale.ROOT), details.isConnected(),
            shared.connects(), LinkText.printable(details.remoteInstanceName()),
            LinkText.printable(details.remoteInterfaceName()), LinkText.printable(details.error()), shared.dropped(),
            details.regions().stream().map(MemifDetails.Region::size).toList(),
            queues(memif.receiveQueues(), details.receiveQueues(), index -> memif.receiveQueue(index).statistics()),
            queues(memif.transmitQueues(), details.transmitQueues(), index -> memif.transmitQueue(index).statistics()));
    }

    private static List<Queue> queues(int count, List<MemifDetails.Queue> rings, IntFunction<QueueStatistics> statistics) {
        final List<Queue> queues = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            final int index = i;
            final QueueStatistics counted = statistics.apply(i);
            final Map<String, Long> drops = new TreeMap<>();
            counted.drops().forEach((reason, number) -> drops.put(reason.name().toLowerCase(Locale.ROOT), number));
            final MemifDetails.Queue ring = rings.stream().filter(one -> one.queue() == index).findFirst()
                .orElse(new MemifDetails.Queue(0, i, 0, 0, 0, 0, 0));
            queues.add(new Queue(i, ring.ringSize(), ring.head(), ring.tail(), ring.isPolling(), counted.packets(),
                counted.bytes(), drops));
        }
        return queues;
    }
}
