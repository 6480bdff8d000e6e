package org.mapi;

import java.util.List;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceStatistics;

/**
 * What is known of a device (mapi_device_info_t).
 *
 * @param id            its number: 1, 2, ... for configured devices and those created on demand, negative for offline devices
 * @param name          name
 * @param driver        name of its driver
 * @param alias         alias, or empty
 * @param description   for people, or empty
 * @param kind          live, offline or replay; null while it is not open
 * @param deviceType    device type; empty while it is not open
 * @param linkSpeed     Mbit/s, 0 where unknown
 * @param mpls          configured flag: traffic is known to carry MPLS
 * @param vlan          configured flag: traffic is known to carry VLAN tags
 * @param captureLength most bytes captured per packet; 0 while it is not open
 * @param interfaces    its interfaces; empty while it is not open
 * @param queues        receive queues; 0 while it is not open
 * @param status        one word: {@code closed}, {@code open}, {@code running}, {@code waiting for reader}, {@code held},
 *                      {@code hanging}, {@code finished}, {@code failed}, {@code waiting for driver}
 * @param detail        what is wrong or waited for, or empty
 * @param flows         number of flows connected
 * @param packets       packets that its agents have processed
 * @param droppedByUs   packets that its agents had to drop
 * @param statistics    the driver's counters
 */
public record DeviceInformation(int id, String name, String driver, String alias, String description, DeviceKind kind,
                                String deviceType, int linkSpeed, boolean mpls, boolean vlan, int captureLength,
                                List<CaptureInterface> interfaces, int queues, String status, String detail, int flows,
                                long packets, long droppedByUs, DeviceStatistics statistics) {
    /** Copies the interfaces. */
    public DeviceInformation {
        interfaces = List.copyOf(interfaces);
    }
}
