package org.mapi.capture;

/**
 * Counters of a device since it was opened; none ever goes back, and each packet is in one of them only.
 *
 * @param received           packets that the driver has handed over or holds ready, those dropped anywhere not included
 * @param droppedByKernel    packets that the kernel or the peer dropped because nobody fetched them in time
 * @param droppedByInterface packets that the network interface dropped
 * @param droppedByDriver    packets that the driver itself had to drop
 * @param bad                records or frames that were unusable (corrupt, cut) and are in no other counter
 * @param position           bytes of the source consumed so far, or -1 where that means nothing
 * @param size               bytes of the whole source, or -1 where unknown
 */
public record DeviceStatistics(long received, long droppedByKernel, long droppedByInterface, long droppedByDriver, long bad,
                               long position, long size) {
    /** Nothing counted, no position. */
    public static final DeviceStatistics NONE = new DeviceStatistics(0, 0, 0, 0, 0, -1, -1);
}
