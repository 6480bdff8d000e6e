package org.mapi.memif;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * State of an interface (memif_details_t). Queues and regions are listed while connected.
 *
 * @param interfaceName         own interface name
 * @param instanceName          own application name
 * @param remoteInterfaceName   the peer's interface name, empty if never connected
 * @param remoteInstanceName    the peer's application name, empty if never connected
 * @param id                    interface id
 * @param secret                empty for none
 * @param role                  which end
 * @param mode                  what packets are
 * @param socketFilename        path or @name
 * @param regions               regions
 * @param receiveQueues         queues that packets arrive in
 * @param transmitQueues        queues that packets leave by
 * @param error                 why the last connection ended or could not be made, empty if there was no such reason
 * @param isConnected           link up
 */
public record MemifDetails(String interfaceName, String instanceName, String remoteInterfaceName, String remoteInstanceName,
        long id,
        String secret, Role role, InterfaceMode mode, String socketFilename, List<Region> regions, List<Queue> receiveQueues,
        List<Queue> transmitQueues, String error, boolean isConnected) {
    /**
     * Copies the lists.
     */
    public MemifDetails {
        regions = List.copyOf(regions);
        receiveQueues = List.copyOf(receiveQueues);
        transmitQueues = List.copyOf(transmitQueues);
    }

    /**
     * A region (memif_region_details_t).
     *
     * @param index      number
     * @param memory     its memory; fails with IllegalStateException after the disconnect
     * @param size       bytes
     * @param fd         its file
     * @param isExternal whether the application mapped it
     */
    public record Region(int index, MemorySegment memory, long size, int fd, boolean isExternal) {
    }

    /**
     * A queue (memif_queue_details_t).
     *
     * @param region     region of the ring
     * @param queue      queue id
     * @param ringSize   number of descriptors
     * @param flags      ring flags, bit 0 if the receiver polls
     * @param head       head, as in memory
     * @param tail       tail, as in memory
     * @param bufferSize bytes of a buffer; for a master the size in the options
     */
    public record Queue(int region, int queue, int ringSize, int flags, int head, int tail, int bufferSize) {
        /**
         * Whether the receiver polls (MEMIF_QUEUE_FLAG_POLLING).
         *
         * @return true if it wants no kicks
         */
        public boolean isPolling() {
            return (flags & 1) != 0;
        }
    }
}
