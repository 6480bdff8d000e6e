package org.mapi.memif.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.mapi.capture.CaptureDevice;
import org.mapi.capture.CaptureDriver;
import org.mapi.capture.CaptureDriverDefinition;
import org.mapi.capture.DeviceCandidate;
import org.mapi.capture.DeviceProperties;
import org.mapi.capture.DeviceRequest;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The driver {@code memif}: packets from other processes through shared memory. Its address is {@code <socket>/<id>}, or the
 * short name of an interface that is configured; its options are those of {@link InterfaceSettings}.
 */
@Component(service = CaptureDriver.class)
@CaptureDriverDefinition(driver = "memif", description = "Shared-memory interfaces of VPP, DPDK and libmemif")
public final class MemifDriver implements CaptureDriver {
    private final MemifInterfaces interfaces;

    /**
     * Makes the driver.
     *
     * @param interfaces shared with TO_MEMIF
     */
    @Activate
    public MemifDriver(@Reference MemifInterfaces interfaces) {
        this.interfaces = interfaces;
    }

    @Override
    public CaptureDevice open(DeviceRequest request) {
        final SharedInterface shared = interfaces.open(interfaces.target(request), request.device());
        try {
            interfaces.capture(shared, request.device());
            return new MemifDevice(interfaces, shared, request.device());
        } catch (RuntimeException | Error e) {
            interfaces.release(shared, request.device());
            throw e;
        }
    }

    /** {@inheritDoc} TO_MEMIF opens interfaces without their device. */
    @Override
    public Optional<DeviceProperties> inUse(DeviceRequest request) {
        return interfaces.find(interfaces.target(request)).map(MemifDevice::properties);
    }

    @Override
    public void check(DeviceRequest request) {
        interfaces.target(request);
    }

    /** {@inheritDoc} Those that are open or configured: who listens on a socket cannot be seen from outside. */
    @Override
    public List<DeviceCandidate> candidates() {
        final List<DeviceCandidate> candidates = new ArrayList<>();
        for (SharedInterface one : interfaces.list()) {
            candidates.add(new DeviceCandidate(one.address.toString(), LinkText.of(one), one.memif().isConnected()));
        }
        for (DeclaredInterface one : interfaces.configured()) {
            if (one.address() != null
                    && candidates.stream().noneMatch(known -> known.address().equals(one.address().toString()))) {
                candidates.add(new DeviceCandidate(one.address().toString(), one.alias(), false));
            }
        }
        return candidates;
    }
}
