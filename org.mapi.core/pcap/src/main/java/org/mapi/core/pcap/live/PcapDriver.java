package org.mapi.core.pcap.live;

import java.util.List;
import java.util.stream.Collectors;
import org.mapi.MapiError;
import org.mapi.MapiException;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceCandidate;
import org.mapi.capture.DeviceRequest;
import org.osgi.service.component.annotations.Component;
import org.pcap4j.core.PcapAccess;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.Pcaps;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver {@code pcap}: live interfaces through libpcap, {@code any} included. Its address is the interface's name; its
 * options are those of {@link PcapOptions}.
 */
@Component(service = CaptureDriver.class)
@CaptureDriverDefinition(driver = "pcap", description = "Live network interfaces, through libpcap")
public final class PcapDriver implements CaptureDriver {
    private static final Logger LOG = LoggerFactory.getLogger(PcapDriver.class);
    /** libpcap's statuses, pcap/pcap.h. */
    private static final int NO_SUCH_DEVICE = -5;
    private static final int PERM_DENIED = -8;
    private static final int PROMISC_PERM_DENIED = -11;

    /** Makes the driver; libpcap is loaded at the first use. */
    public PcapDriver() { }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        PcapAccess.LiveOptions options = PcapOptions.of(request);
        PcapAccess.Live live;
        try {
            live = PcapAccess.open(options);
        } catch (LinkageError e) {
            throw missing(e);
        }
        if (live.handle() == 0) {
            throw refused(request, live);
        }
        if (!live.message().isEmpty()) {
            LOG.warn("device {}: {}", request.device(), live.message());
        }
        try {
            return new PcapDevice(options, live);
        } catch (RuntimeException | Error e) {
            Libpcap.close(live.handle());
            throw e;
        }
    }

    @Override
    public void check(DeviceRequest request) {
        PcapOptions.of(request);
    }

    private static MapiException missing(LinkageError e) {
        return new MapiException(MapiError.PCAP_OPEN_ERR,
            "libpcap cannot be loaded (" + e.getMessage() + "); on Debian: apt-get install libpcap0.8", e);
    }

    private MapiException refused(DeviceRequest request, PcapAccess.Live live) {
        String where = "device " + request.device() + ": interface " + request.address() + ": ";
        return switch (live.status()) {
            case PERM_DENIED, PROMISC_PERM_DENIED -> new MapiException(MapiError.MAPI_PERMISSION, where
                + "capturing needs the capability CAP_NET_RAW, and CAP_NET_ADMIN to switch an interface to promiscuous mode ("
                + live.message() + "); run as root or give the process these capabilities");
            case NO_SUCH_DEVICE -> new MapiException(MapiError.PCAP_OPEN_ERR, where + "there is no such interface; there are "
                + candidates().stream().map(DeviceCandidate::address).collect(Collectors.joining(", ")));
            default -> new MapiException(MapiError.PCAP_OPEN_ERR, where + live.message());
        };
    }

    @Override
    public List<DeviceCandidate> candidates() {
        try {
            return Pcaps.findAllDevs().stream().map(PcapDriver::candidate).toList();
        } catch (PcapNativeException e) {
            throw new MapiException(MapiError.PCAP_OPEN_ERR, "interfaces cannot be listed: " + e.getMessage(), e);
        } catch (LinkageError e) {
            throw missing(e);
        }
    }

    private static DeviceCandidate candidate(PcapNetworkInterface networkInterface) {
        String description = networkInterface.getDescription();
        String fallback = networkInterface.isLoopBack() ? "Loopback" : "";
        return new DeviceCandidate(networkInterface.getName(), description == null ? fallback : description,
            networkInterface.isUp() && networkInterface.isRunning());
    }
}
