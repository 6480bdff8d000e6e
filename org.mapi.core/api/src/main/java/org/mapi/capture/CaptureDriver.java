package org.mapi.capture;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Opens capture devices of one kind: trace files, live interfaces, shared memory.
 *
 * <p>A driver is an OSGi service with the property {@code mapi.driver} = its name (see {@link CaptureDriverDefinition});
 * a device {@code name:address} is opened by the driver of that name. All methods may be called from any thread, also at the
 * same time.
 */
@ConsumerType
public interface CaptureDriver {
    /**
     * Opens a device. The device is ready to be polled when this returns; link types and capture length are known.
     *
     * @param request what to open and how, not null
     * @return the open device, not null; the caller closes it
     * @throws org.mapi.MapiException PCAP_OPEN_ERR, MAPI_ERROR_FILE, MAPI_PERMISSION or MAPI_CONFIGURATION with a message that
     *     names the address or the option, its value and what was expected
     */
    CaptureDevice open(DeviceRequest request);

    /**
     * Looks at a request without opening anything: are its options known, are their values right, can its address be read?
     * {@code run/mapi check-config} asks it of every configured device. What {@code open} would refuse whatever the state of the
     * machine is refused here with the same message; whether a file or an interface is there is no matter of this check.
     * A driver that does not check finds everything right until the device is opened.
     *
     * @param request what would be opened, not null
     * @throws org.mapi.MapiException MAPI_CONFIGURATION (for an address also PCAP_OPEN_ERR or MAPI_ERROR_FILE) with a message
     *     that names the option or the address, its value and what was expected
     */
    default void check(DeviceRequest request) { }

    /**
     * Devices that could be opened now, for lists shown to people.
     *
     * @return the candidates, empty where the driver cannot enumerate (trace files)
     */
    default List<DeviceCandidate> candidates() {
        return List.of();
    }

    /**
     * What is known of a device that nobody has opened with {@link #open}, but that is at work all the same, because something
     * else of the driver's bundle uses it: a function that sends to it. For lists shown to people; it answers at once and opens
     * nothing.
     *
     * @param request the device, as {@code open} would be asked for it
     * @return its properties now, empty when it is not in use
     */
    default Optional<DeviceProperties> inUse(DeviceRequest request) {
        return Optional.empty();
    }
}
