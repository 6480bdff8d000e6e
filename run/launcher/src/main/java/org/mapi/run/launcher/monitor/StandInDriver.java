package org.mapi.run.launcher.monitor;

import java.util.ArrayList;
import java.util.List;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureInterface;
import org.mapi.capture.DeviceKind;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.mapi.capture.DeviceStatistics;
import org.mapi.capture.PacketBatch;
import org.mapi.packet.LinkType;

/** Devices without packets, on which functions are applied to learn whether they could be: {@code check:TYPE/RANGE}. */
final class StandInDriver implements CaptureDriver {
    private static final String NAME = "check";
    private static final String ALL = "all";
    private static final int CAPTURE_LENGTH = 65_535;
    /** Of what is captured where it is not Ethernet; a filter need compile for one of them only. */
    private static final int[] LINK_TYPES = {LinkType.ETHERNET, LinkType.RAW, LinkType.LINUX_SLL, LinkType.LINUX_SLL2,
        LinkType.IEEE802_11, LinkType.IEEE802_11_RADIOTAP, LinkType.PPP, LinkType.NULL};

    /** As engines know it. */
    String name() {
        return NAME;
    }

    /**
     * Name of a device.
     *
     * @param deviceType see {@link org.mapi.capture.DeviceType}
     * @param all        whether it has interfaces of many link types, or Ethernet only
     */
    static String device(String deviceType, boolean all) {
        return NAME + ":" + deviceType + "/" + (all ? ALL : "ethernet");
    }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        final String[] parts = request.address().split("/", 2);
        final List<CaptureInterface> interfaces = new ArrayList<>();
        for (int linkType : parts[1].equals(ALL) ? LINK_TYPES : new int[] {LinkType.ETHERNET}) {
            interfaces.add(new CaptureInterface("", linkType, CAPTURE_LENGTH, ""));
        }
        return new Device(new DeviceProperties(DeviceKind.LIVE, parts[0], CAPTURE_LENGTH, 0, interfaces));
    }

    private record Device(DeviceProperties properties) implements CaptureDevice {
        @Override
        public int poll(int queue, PacketBatch batch, int limit) {
            return 0;
        }

        @Override
        public DeviceStatistics statistics() {
            return DeviceStatistics.NONE;
        }

        @Override
        public void close() {
            // there is nothing to free
        }
    }
}
