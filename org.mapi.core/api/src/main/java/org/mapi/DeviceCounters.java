package org.mapi;

import java.util.List;

/**
 * Statistics of a device (struct mapi_stat).
 *
 * @param host               {@code localhost} or the sensor's name
 * @param device             the device's name
 * @param received           packets received (ps_recv)
 * @param droppedByKernel    dropped by the kernel (ps_drop)
 * @param droppedByInterface dropped by the interface (ps_ifdrop)
 * @param droppedByUs        dropped by driver and engine
 * @param bad                unusable records
 * @param interfaces         packets processed by interface, in order of interface index
 */
public record DeviceCounters(String host, String device, long received, long droppedByKernel, long droppedByInterface,
                             long droppedByUs, long bad, List<Long> interfaces) {
    /** Copies the list. */
    public DeviceCounters {
        interfaces = List.copyOf(interfaces);
    }
}
